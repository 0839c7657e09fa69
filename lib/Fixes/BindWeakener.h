//===- BindWeakener.h - A bound owner becomes weak --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `std::bind(&Form::clicked, self, _1)`, and what contracts say is like it,
// becomes a closure that holds `self` weakly, locks it, and calls the same
// function with the same arguments. Bound values stay values of the closure;
// what the caller gives beyond the placeholders is ignored, as before.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_BINDWEAKENER_H
#define WEAKSPOT_FIXES_BINDWEAKENER_H

#include "Fixes/Family.h"
#include "Fixes/TextEdits.h"
#include "Frontend/Symbols.h"
#include "clang/AST/ExprCXX.h"

namespace weakspot::fixes {

class BindWeakener {
public:
  BindWeakener(clang::ASTContext &Context, const contracts::Table &Table,
               frontend::Symbols &Names, TextEdits &Out)
      : Context(Context), Table(Table), Names(Names), Out(Out) {}

  /// Name is `arg2` of the second argument behind the target. Whether the TU
  /// has the call: it is at a place for which IsHere holds.
  bool run(llvm::StringRef Name,
           llvm::function_ref<bool(clang::SourceLocation)> IsHere);
  const std::string &weakType() const { return WeakType; }

private:
  enum class Order : uint8_t { None, Placeholders, Behind };
  struct Closure;

  Order orderOf(const clang::CallExpr *Call);
  void rewrite(const clang::CallExpr *Call, unsigned No, Order O);
  bool captureWeak(Closure &C, const clang::Expr *Owner, const Family &Pointer,
                   const clang::FunctionDecl *Around);
  bool addArguments(Closure &C, const clang::CallExpr *Call, unsigned No,
                    bool HasObject, const clang::FunctionDecl *Around);
  static std::string parameters(Closure &C, Order O);
  bool addArgument(Closure &C, const clang::Expr *Given, unsigned No,
                   const clang::FunctionDecl *Around);
  unsigned placeholder(const clang::Expr *E);
  bool refuse(const clang::Expr *E, const llvm::Twine &Why) {
    Out.refuse(E->getExprLoc(), Why);
    return false;
  }

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  TextEdits &Out;
  std::string WeakType;
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_BINDWEAKENER_H
