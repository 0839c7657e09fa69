//===- TypeFilter.h - Classes that nothing is said of -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The option weakspot.IgnoredTypes: names separated by semicolons, each a
// regular expression (POSIX, extended) that has to match as a whole. One with
// `::` in it is for qualified names, another for the last part; template
// arguments are left out. `CHECK=NAME` is for one check alone.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_TYPEFILTER_H
#define WEAKSPOT_REPORT_TYPEFILTER_H

#include "Analysis/Finding.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/Regex.h"
#include <string>
#include <vector>

namespace weakspot {

class TypeFilter {
public:
  static llvm::Expected<TypeFilter> parse(llvm::StringRef Names);

  void add(TypeFilter Other);
  /// Class is qualified; Check has no prefix.
  bool ignores(llvm::StringRef Check, llvm::StringRef Class) const;
  /// Whether an object of such a class is in the finding's ring.
  bool ignores(const Finding &F) const;
  /// What was parsed.
  const std::string &text() const { return Text; }

private:
  struct Entry {
    std::string Check; ///< Empty: any.
    bool IsQualified = false;
    llvm::Regex Name;
  };
  std::vector<Entry> Entries;
  std::string Text;
};

} // namespace weakspot

#endif // WEAKSPOT_REPORT_TYPEFILTER_H
