//===- Diff.h - Two texts as a unified diff ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_DIFF_H
#define WEAKSPOT_FIXES_DIFF_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <vector>

namespace weakspot::fixes {

/// Lines [OldBegin, OldEnd) became [NewBegin, NewEnd); counted from 0.
struct LineChange {
  size_t OldBegin = 0, OldEnd = 0, NewBegin = 0, NewEnd = 0;
};

/// Lines with their ends, of which the last may have none.
std::vector<llvm::StringRef> linesOf(llvm::StringRef Text);

/// A shortest list of changes, in order.
std::vector<LineChange> changedLines(llvm::ArrayRef<llvm::StringRef> Old,
                                     llvm::ArrayRef<llvm::StringRef> New);

/// The old line that a new one is; of lines that were changed the first.
size_t oldLine(size_t NewLine, llvm::ArrayRef<LineChange> Changes);

/// What `patch -p1` takes; nothing if the texts are equal.
void printDiff(llvm::raw_ostream &OS, llvm::StringRef Name, llvm::StringRef Old,
               llvm::StringRef New);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_DIFF_H
