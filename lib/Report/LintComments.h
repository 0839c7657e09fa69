//===- LintComments.h - NOLINT in all its forms --------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What clang-tidy takes for a suppression, with the same meaning: NOLINT,
// NOLINTNEXTLINE, NOLINTBEGIN and NOLINTEND, alone or with globs in
// parentheses, where `-` takes out and no glob at all matches nothing. Of
// blocks, one that begins with certain globs ends with the same ones. What
// follows a colon is the reason.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_LINTCOMMENTS_H
#define WEAKSPOT_REPORT_LINTCOMMENTS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace weakspot {

struct LintComment {
  enum Form : uint8_t { ThisLine, NextLine, Begin, End };

  Form Kind = ThisLine;
  bool NamesChecks = false; ///< Has parentheses.
  std::string Checks;       ///< Globs, as written; `*` where it has none.
  std::string Reason;       ///< What stands behind its colon.
  unsigned Line = 0;
  unsigned Column = 0;
  /// For a Begin and for its End: the line of the End. 0: it has no other half,
  /// and suppresses nothing.
  unsigned EndLine = 0;

  /// `NOLINTNEXTLINE`
  llvm::StringRef marker() const;
  /// Whether it stands for findings of this check (`weakspot-...`) there.
  bool covers(llvm::StringRef Check, unsigned AtLine) const;
};

/// In the order of the text.
std::vector<LintComment> lintComments(llvm::StringRef Text);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_LINTCOMMENTS_H
