//===- CheckFilter.h - Which checks are on ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clang-tidy's notation: globs separated by commas, read from left to right;
// one with `-` before it takes checks off. A list that begins by taking off
// starts from the checks that are on by default, another one from none. The
// `weakspot-` prefix may be left out.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_CHECKFILTER_H
#define WEAKSPOT_REPORT_CHECKFILTER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

namespace weakspot {

class CheckFilter {
public:
  /// An empty list is all checks that are on by default. A glob that matches no
  /// check is an error: it is misspelt, and would silently turn off what it was
  /// to turn on.
  static llvm::Expected<CheckFilter> parse(llvm::StringRef Globs);

  /// From a .clang-tidy, whose globs are about other checks too and have the
  /// prefix. The same rule holds for the first that names one of ours; where
  /// none does, what is on by default is on. A list that leaves none on is
  /// fine.
  static llvm::Expected<CheckFilter> fromTidyConfig(llvm::StringRef Globs);

  bool isOn(llvm::StringRef Check) const { return On.contains(Check); }

private:
  static CheckFilter defaults();
  /// Whether any check matches.
  bool apply(const llvm::GlobPattern &Glob, bool TakesOff);

  llvm::StringSet<> On;
};

} // namespace weakspot

#endif // WEAKSPOT_REPORT_CHECKFILTER_H
