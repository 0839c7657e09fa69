//===- Baseline.h - Findings that were there before ----------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The ratchet for a code base that has findings: a file that lists the known
// ones, so that only new ones count. A finding is known by its check and
// identity. Both are free of files and lines, so code may move. What the file
// says beyond them is for people. It is sorted and has a finding on each few
// lines, so that branches merge. docs/ci.md describes it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_BASELINE_H
#define WEAKSPOT_REPORT_BASELINE_H

#include "Report/RunReport.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <string>
#include <utility>

namespace weakspot {

class Baseline {
public:
  /// Of the findings that are not suppressed in the source.
  static Baseline of(const RunReport &Run);
  static llvm::Expected<Baseline> read(llvm::StringRef Path);
  /// The same from text; Path is for messages.
  static llvm::Expected<Baseline> parse(llvm::StringRef Text,
                                        llvm::StringRef Path);

  void write(llvm::raw_ostream &OS) const;

  /// Says of each finding whether it is new. With IsWhole, findings that are
  /// gone are added as absent: unless the whole program was looked at, and for
  /// their check, nothing is known of them.
  void apply(RunReport &Run, bool IsWhole,
             llvm::function_ref<bool(llvm::StringRef Check)> IsOn) const;

  /// Adds a finding for each entry that apply() found to be gone, at its line
  /// of the file, which findings call File.
  void reportAbsent(RunReport &Run, llvm::StringRef File) const;

  /// Takes out what the run, to which this was applied, does not have any more.
  void prune(const RunReport &Run);

  size_t size() const;

private:
  struct Entry {
    unsigned Count = 0;
    unsigned Line = 0; ///< In the file, of the first.
    std::string File;
    std::string Message;
  };
  using Key = std::pair<std::string, std::string>; ///< Check, identity.

  void add(Key K, std::string File, std::string Message);
  void findLines(llvm::StringRef Text);
  std::map<Key, Entry> Entries;
};

} // namespace weakspot

#endif // WEAKSPOT_REPORT_BASELINE_H
