//===- MemberPath.h - The way to a member ------------------------*- C++
//-*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `this->impl_->parent`, `link.item`: a text means the same member for as long
// as nothing changes the variable that it begins with and the pointers that it
// follows.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_MEMBERPATH_H
#define WEAKSPOT_FIXES_MEMBERPATH_H

#include "Contracts/Contracts.h"
#include "Frontend/Symbols.h"
#include "clang/AST/Expr.h"
#include <optional>

namespace weakspot::fixes {

struct MemberPath {
  /// Null for `this`.
  const clang::VarDecl *Base = nullptr;
  /// Members that are pointers, and are followed.
  llvm::SmallVector<const clang::FieldDecl *, 2> Links;
};

/// Of a member, or of a structured binding. Nothing where it begins with
/// something else, as what a call returns.
std::optional<MemberPath> pathTo(const clang::Expr *Member);

/// Where a part of the source may give such a pointer another value: its
/// assignments, and calls of whatever is not constant and not a library's.
llvm::SmallVector<const clang::Expr *, 4>
changesOf(llvm::ArrayRef<const clang::FieldDecl *> Links, const clang::Stmt *In,
          const contracts::Table &Table, frontend::Symbols &Names);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_MEMBERPATH_H
