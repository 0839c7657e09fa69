//===- Surroundings.h - Where in its function an expression is --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A lock is taken in front of the statement that needs it. This says which
// statement that is, whether the expression is evaluated whenever it is, and
// what the function may return from there.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_SURROUNDINGS_H
#define WEAKSPOT_FIXES_SURROUNDINGS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/StmtCXX.h"
#include <optional>
#include <string>

namespace weakspot::fixes {

struct Surroundings {
  /// The statement; null where there is none, as in an initialiser of a member.
  const clang::Stmt *Anchor = nullptr;
  /// It stands alone, as the body of an `if`: a second one needs braces.
  bool NeedsBraces = false;
  bool InLoopHead = false; ///< Evaluated once each turn.
  /// Conditions that decide, within the statement, whether the expression is
  /// evaluated at all; the nearest first.
  struct Condition {
    const clang::Expr *Test = nullptr;
    bool MustHold = true; ///< Or must not.
    /// What it decides of: a side of an `&&` or `||`, a branch of a `?:`.
    const clang::Expr *Part = nullptr;
    /// The `?:`.
    const clang::AbstractConditionalOperator *Choice = nullptr;
  };
  llvm::SmallVector<Condition, 2> Conditions;
  const clang::FunctionDecl *Function = nullptr; ///< A closure's is its own.
};

Surroundings surroundings(clang::ASTContext &Context, const clang::Expr *E);

/// The function, or closure's call operator, whose body a statement is in.
const clang::FunctionDecl *enclosingFunction(clang::ASTContext &Context,
                                             const clang::Stmt *S);

/// Whether D is declared by a library, so that there is nothing to change in
/// it. Namespaces have parts of both.
bool isLibrarys(const clang::SourceManager &SM, const clang::Decl *D);

/// A function as it is written: of a template's instance, its pattern.
const clang::FunctionDecl *asWritten(const clang::FunctionDecl *F);

/// The parent that means something: not parentheses, conversions without a
/// function, or marks of temporaries. Child is set to that parent's own child.
clang::DynTypedNode meaningfulParent(clang::ASTContext &Context,
                                     const clang::Expr *E,
                                     const clang::Expr *&Child);

/// A type as it can be written anywhere: `std::string`.
std::string typeText(const clang::ASTContext &Context, clang::QualType T);

/// The `return` of a function that gives up early; nothing where none can be
/// made up.
std::optional<std::string> emptyReturn(const clang::ASTContext &Context,
                                       const clang::FunctionDecl *F);

/// Of variables and parameters, but for those of closures in it; none where it
/// is null.
std::vector<std::string> localNames(const clang::FunctionDecl *F);

/// A local name for what Wanted names as a member, new in the function or the
/// part of it.
std::string freshName(const clang::ASTContext &Context,
                      const clang::FunctionDecl *F, llvm::StringRef Wanted,
                      llvm::ArrayRef<std::string> AlsoTaken,
                      clang::SourceRange Part = {});

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_SURROUNDINGS_H
