//===- ChangedLines.h - What a range of commits changed ------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_CHANGEDLINES_H
#define WEAKSPOT_DRIVER_CHANGEDLINES_H

#include "Report/RunReport.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <utility>
#include <vector>

namespace weakspot {

class ChangedLines {
public:
  /// Asks git, in the checkout at Root. The error says what to do where a
  /// shallow clone does not have the commits.
  static llvm::Expected<ChangedLines> ofRange(llvm::StringRef Root,
                                              llvm::StringRef Range);
  /// Of a diff without context lines.
  static ChangedLines ofDiff(llvm::StringRef Diff);

  bool contains(const SourcePlace &P) const;
  /// Whether any place that the finding tells of has changed.
  bool touches(const Finding &F) const;

private:
  /// First and last line, by file.
  llvm::StringMap<std::vector<std::pair<unsigned, unsigned>>> Ranges;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_CHANGEDLINES_H
