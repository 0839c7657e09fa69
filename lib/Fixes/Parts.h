//===- Parts.h - Parts of an expression that need not run -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands behind `&&` or `||`, or in a branch of `?:`, runs only sometimes.
// It can be made to run only where an object is there, too; and what decides of
// it may be what makes the way to a member safe.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_PARTS_H
#define WEAKSPOT_FIXES_PARTS_H

#include "Fixes/Surroundings.h"
#include "Fixes/TextEdits.h"

namespace weakspot::fixes {

/// A value of a type as an expression: `0`, `nullptr`, `std::string()`; nothing
/// where there is none, or it cannot be written.
std::optional<std::string> emptyValue(const clang::ASTContext &Context,
                                      clang::QualType T);

/// How the part that a condition decides of can run only where a pointer is not
/// null.
class PartTest {
public:
  PartTest(clang::ASTContext &Context, const Surroundings::Condition &Decides);

  /// Whether there is a value for where it is null.
  bool isPossible() const { return Form != Kind::None; }
  /// The pointer's name is put in front of the part.
  void apply(TextEdits &Out, llvm::StringRef Name) const;

private:
  enum class Kind : uint8_t { None, And, AndInParens, Choice };

  Kind Form = Kind::None;
  const clang::Expr *Part = nullptr;
  std::string Otherwise; ///< Of a choice.
};

/// Whether a function may be left by an exception, as far as is known.
bool mayThrow(const clang::ASTContext &Context, const clang::FunctionDecl *F);

/// The object that a member is accessed of by a pointer: `at` of
/// `at->parent_`. Null where none is, and where it is `this`.
const clang::Expr *pointerTo(const clang::Expr *Member);

/// Whether an expression can be evaluated anywhere in its function: it follows
/// no pointer but `this` and calls nothing.
bool isSafeAnywhere(const clang::Expr *E);

/// Whether the pointer is not null where the condition has decided.
bool saysNotNull(const Surroundings::Condition &C, llvm::StringRef Pointer,
                 const TextEdits &Out);

/// Whether `E && x` would not mean that both hold.
bool bindsLessThanAnd(const clang::Expr *E);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_PARTS_H
