//===- CaptureWeakener.h - A capture becomes weak ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `[self] { ... }` becomes `[weakSelf = std::weak_ptr<T>(self)] { auto self =
// weakSelf.lock(); if (!self) return; ... }`: the lock has the capture's name,
// so that the body stays as it is.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_CAPTUREWEAKENER_H
#define WEAKSPOT_FIXES_CAPTUREWEAKENER_H

#include "Fixes/Family.h"
#include "Fixes/TextEdits.h"
#include "Fixes/WeakenTU.h"
#include "Frontend/Symbols.h"
#include "clang/AST/ExprCXX.h"

namespace weakspot::fixes {

class CaptureWeakener {
public:
  CaptureWeakener(clang::ASTContext &Context, const contracts::Table &Table,
                  frontend::Symbols &Names, NullPolicy Policy, TextEdits &Out)
      : Context(Context), Table(Table), Names(Names), Policy(Policy), Out(Out) {
  }

  /// Whether the TU has the capture: it is at a place for which IsHere holds.
  bool run(llvm::StringRef Name,
           llvm::function_ref<bool(clang::SourceLocation)> IsHere);
  const std::string &weakType() const { return WeakType; }
  /// Whether the closure throws where what it locks is gone.
  bool isThrowing() const { return Throws; }

  /// Locks what a closure captures weakly at the top of its body.
  void lock(const clang::LambdaExpr *L, const clang::VarDecl *Weak);

private:
  void weaken(const clang::LambdaExpr *L, const clang::LambdaCapture &C);
  std::string weakValue(const clang::LambdaExpr *L,
                        const clang::LambdaCapture &C,
                        const clang::VarDecl *Var, const Family &Pointer);
  void replaceCapture(const clang::LambdaExpr *L, const clang::LambdaCapture &C,
                      const std::string &Text);
  void lockInBody(const clang::LambdaExpr *L, llvm::StringRef Name,
                  llvm::StringRef Weak, const Family &Pointer);

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  NullPolicy Policy;
  TextEdits &Out;
  std::string WeakType;
  bool Throws = false;
};

/// `weak_from_this()` for `shared_from_this()`, where there is one.
std::string weakFromThis(const clang::Expr *Init, llvm::StringRef Text);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_CAPTUREWEAKENER_H
