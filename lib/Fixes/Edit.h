//===- Edit.h - A change of one file's text ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Edits are plain data: they are made by whoever has an AST, in a process of
// its own, and joined over all TUs by whoever has not.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_EDIT_H
#define WEAKSPOT_FIXES_EDIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <compare>
#include <string>
#include <vector>

namespace weakspot::fixes {

/// Bytes of a file are replaced.
struct Edit {
  std::string File; ///< Its real path.
  unsigned Offset = 0;
  unsigned Length = 0;
  std::string Text;

  friend auto operator<=>(const Edit &, const Edit &) = default;
};

/// The edits of several TUs as one list, sorted, each once. An error where two
/// of them change the same bytes in different ways.
llvm::Expected<std::vector<Edit>> joinEdits(std::vector<Edit> All);

/// The text with the edits made, which are sorted and all of this file.
std::string applied(llvm::StringRef Text, llvm::ArrayRef<Edit> Edits);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_EDIT_H
