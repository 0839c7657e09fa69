//===- Resolve.h - What a skipped body would have called --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The bodies of library functions are not parsed, so nothing in them has been
// resolved: which constructor `make_shared<T>(a, b)` runs, which call operator
// an algorithm uses. Sema, still alive at the end of the TU, answers that by
// overload resolution over stand-ins for the evaluated arguments, and builds
// the expression, with its conversions and default arguments, to be lowered
// like one of the source.
//
// Nothing here reports to the user: what does not fit gives null.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_RESOLVE_H
#define WEAKSPOT_FRONTEND_RESOLVE_H

#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/ArrayRef.h"

namespace clang {
class Sema;
}

namespace weakspot::frontend {

class Resolver {
public:
  Resolver(clang::Sema &S, clang::SourceLocation Where) : S(S), Where(Where) {}

  /// An expression of that type and category, to be bound to a register.
  clang::OpaqueValueExpr *standIn(clang::QualType T,
                                  clang::ExprValueKind Category);

  /// `T(args)`; value initialisation without arguments.
  clang::Expr *construct(clang::QualType T, llvm::ArrayRef<clang::Expr *> Args);
  /// `object(args)` for an object with call operators or conversions to
  /// function pointers.
  clang::Expr *callObject(clang::Expr *Object,
                          llvm::ArrayRef<clang::Expr *> Args);
  /// `function(args)`, or `object.function(args)` where Object is not null.
  clang::Expr *callFunction(const clang::FunctionDecl *Function,
                            clang::Expr *Object,
                            llvm::ArrayRef<clang::Expr *> Args);
  /// A variable by its name.
  clang::Expr *name(const clang::ValueDecl *Variable);
  /// The variable of that name around a function, but not in one.
  clang::Expr *nameAround(const clang::DeclContext *Function,
                          llvm::StringRef Name);
  /// `*this` in a member function of Class.
  clang::Expr *thisObject(const clang::CXXRecordDecl *Class);
  /// `object.name`, a data member.
  clang::Expr *member(clang::Expr *Object, llvm::StringRef Name);
  /// `object.name()`.
  clang::Expr *ask(clang::Expr *Object, llvm::StringRef Name);
  /// E as what a branch tests.
  clang::Expr *condition(clang::Expr *E);
  /// What initialises a parameter of type T from Arg.
  clang::Expr *convert(clang::QualType T, clang::Expr *Arg);

private:
  clang::Expr *bound(clang::Expr *Object, llvm::StringRef Name);

  clang::Sema &S;
  clang::SourceLocation Where;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_RESOLVE_H
