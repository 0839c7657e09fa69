//===- Snippet.h - A source line with a caret -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a terminal can show of a source line: tabs are expanded, bytes that
// would not print are spelled out, a very long line is cut to a window around
// the column of interest.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_SNIPPET_H
#define WEAKSPOT_REPORT_SNIPPET_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace weakspot {

struct Snippet {
  std::string Text;
  unsigned CaretColumn = 0; ///< Terminal columns before the caret.
};

/// Column is 1-based and counts bytes, as compilers do; 0 means the line as a
/// whole, and one past the end is allowed.
Snippet renderSnippet(llvm::StringRef Line, unsigned Column);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_SNIPPET_H
