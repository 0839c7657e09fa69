//===- CheckPages.h - The checks and their pages ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A check exists because it has a page in docs/checks: the pages are built into
// the tool, and the list of checks is the list of pages.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_CHECKPAGES_H
#define WEAKSPOT_REPORT_CHECKPAGES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace weakspot {

struct CheckPage {
  llvm::StringRef Name; ///< `shared-ptr-cycle`
  llvm::StringRef Text; ///< Markdown.

  /// The sentence below the title.
  llvm::StringRef summary() const;
  /// Whether the check is on unless something else is asked for: its page does
  /// not have a line that begins with "Off by default".
  bool isOnByDefault() const;
};

/// By name.
llvm::ArrayRef<CheckPage> checkPages();

/// With or without the `weakspot-` prefix. Null: there is none.
const CheckPage *findCheckPage(llvm::StringRef Name);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_CHECKPAGES_H
