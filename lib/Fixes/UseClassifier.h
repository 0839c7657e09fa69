//===- UseClassifier.h - What a use of a member is to the text --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tells by what stands around a use of an owning member which kind of use it
// is. What a weak pointer has no answer to is refused instead.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_USECLASSIFIER_H
#define WEAKSPOT_FIXES_USECLASSIFIER_H

#include "Fixes/SlotUses.h"

namespace weakspot::fixes {

class UseClassifier {
public:
  /// Uses are added to Found, of which Pointer is known when the first use of
  /// the member is classified.
  UseClassifier(clang::ASTContext &Context, const contracts::Table &Table,
                frontend::Symbols &Names, SlotTest IsSlot, TextEdits &Out,
                SlotUses &Found)
      : Context(Context), Table(Table), Names(Names), IsSlot(IsSlot), Out(Out),
        Found(Found) {}

  static bool isNull(const clang::Expr *E);

  /// The member starts with what it gives.
  void addInitialiser(const clang::Expr *Init) { Initialisers.insert(Init); }
  /// What the member is initialised with: it must be good for a weak pointer
  /// too.
  void addValue(const clang::Expr *Value);
  /// A member of an object, or a structured binding that names one.
  void classify(const clang::Expr *M);

  /// Whether a function that gives a reference to a constant may give a value
  /// instead: whoever binds a reference to it prolongs its life.
  static bool canGiveValue(const clang::FunctionDecl *F);

private:
  void classifyOperator(SlotUse Use, const clang::CXXOperatorCallExpr *Op,
                        const clang::Expr *Child);
  void classifyMember(SlotUse Use, const clang::MemberExpr *Callee);
  void classifyArgument(SlotUse Use, const clang::CallExpr *Call,
                        const clang::Expr *Child);
  bool classifyExchange(SlotUse Use, const clang::CallExpr *Call);
  void classifyComparison(SlotUse Use, const clang::CXXOperatorCallExpr *Op,
                          const clang::Expr *Child);
  void addTest(SlotUse Use, const clang::Expr *Whole);
  bool isInitialiserOfSlot(const clang::Expr *E);
  bool isDiscarded(const clang::Expr *E);
  bool isInDeleter(const clang::Expr *E);
  bool isAssignedToSlot(const clang::Expr *E);
  void add(SlotUse Use, UseKind K);
  void refuse(const clang::Expr *E, const llvm::Twine &Why) {
    Out.refuse(E->getExprLoc(), Why);
  }
  bool isSlot(const clang::Expr *E) {
    if (Found.isOfElements())
      return Found.ElementExprs.contains(E->IgnoreParenImpCasts());
    const auto *M = llvm::dyn_cast<clang::MemberExpr>(E->IgnoreParenImpCasts());
    return (M && IsSlot(M->getMemberDecl())) || bindingOfSlot(E, IsSlot);
  }

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  SlotTest IsSlot;
  TextEdits &Out;
  SlotUses &Found;
  llvm::DenseSet<const clang::Expr *> Initialisers;
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_USECLASSIFIER_H
