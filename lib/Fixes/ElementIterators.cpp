//===- ElementIterators.cpp - Iterators to elements, algorithms ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementUses.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// What stands around `*it` or `it->`: of a pair, its second member.
void ElementUses::followAccess(const Expr *Iterator, const Expr *Access) {
  const auto *Member = dyn_cast_or_null<MemberExpr>(Access);
  if (!Member)
    return refuse(Iterator, "an entry is used as a whole");
  if (isOwner(Member->getType()))
    return addElement(Member);
  if (!isa<FieldDecl>(Member->getMemberDecl()))
    refuse(Iterator, "an entry is used as a whole");
}

/// Whether it calls a member function of such a collection.
bool ElementUses::isOfSlot(const CallExpr *Call) const {
  const auto *Of = dyn_cast<CXXMemberCallExpr>(Call);
  const auto *Member =
      Of ? dyn_cast<MemberExpr>(
               Of->getImplicitObjectArgument()->IgnoreParenImpCasts())
         : nullptr;
  return Member && is_contained(Found.Declarations, Member->getMemberDecl());
}

void ElementUses::followIterator(const Expr *E) {
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, E, Child);
  const Expr *Up = P.get<Expr>();
  const Expr *Unused = nullptr;
  // To an iterator of constants.
  if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up))
    return isIterator(Cast->getType())
               ? followIterator(Cast)
               : refuse(E, "an iterator is used in a way that is not known");
  if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Up)) {
    switch (Op->getOperator()) {
    case OO_Star:
      if (isOwner(Op->getType()))
        return addElement(Op);
      return followAccess(
          Op, meaningfulParent(Context, Op, Unused).get<MemberExpr>());
    case OO_Arrow: {
      const auto *Member =
          meaningfulParent(Context, Op, Unused).get<MemberExpr>();
      if (isOwner(Op->getType()->getPointeeType()))
        return refuse(E, "an element's own members are named");
      return followAccess(Op, Member);
    }
    case OO_PlusPlus:
    case OO_MinusMinus:
    case OO_Plus:
    case OO_Minus:
    case OO_PlusEqual:
    case OO_MinusEqual:
      return isIterator(Op->getType()) ? followIterator(Op) : void();
    case OO_Equal:
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Op->getArg(0)->IgnoreParenImpCasts()))
        if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
          followIteratorVar(Var);
      return Op->getArg(0) == Child ? followIterator(Op) : void();
    case OO_EqualEqual:
    case OO_ExclaimEqual:
    case OO_Less:
    case OO_Greater:
    case OO_LessEqual:
    case OO_GreaterEqual:
      return;
    default:
      return refuse(E, "an iterator is used in a way that is not known");
    }
  }
  if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Up))
    return isIterator(Made->getType())
               ? followIterator(Made)
               : refuse(E, "other elements are made of its own");
  if (const auto *Var = P.get<VarDecl>())
    return followIteratorVar(Var);
  if (const auto *Call = dyn_cast_or_null<CallExpr>(Up)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F || !Names.inSystemHeader(F))
      return refuse(E, "an iterator is handed out");
    if (isa<CXXMethodDecl>(F))
      return isOfSlot(Call)
                 ? void()
                 : refuse(E, "another collection is filled with its elements");
    return followAlgorithm(Call);
  }
  if (isa_and_nonnull<CXXRewrittenBinaryOperator>(Up))
    return;
  if (!Up && P.get<Stmt>() && !P.get<ReturnStmt>())
    return;
  refuse(E, "an iterator is used in a way that is not known");
}

void ElementUses::followIteratorVar(const VarDecl *Var) {
  if (!Followed.insert(Var).second)
    return;
  const auto *F =
      dyn_cast_or_null<FunctionDecl>(Var->getParentFunctionOrMethod());
  if (!F || !F->getBody() || !Var->hasLocalStorage() ||
      Var->getType()->isReferenceType() || !isIterator(Var->getType()))
    return Out.refuse(Var->getLocation(), "an iterator is kept");
  if (!Var->getType()->getContainedAutoType())
    Found.Iterators.push_back(Var);
  for (const DeclRefExpr *E : namingsOf(Var, F->getBody()).All)
    followIterator(E);
}

void ElementUses::followAlgorithm(const CallExpr *Call) {
  if (!Algorithms.insert(Call).second)
    return;
  const FunctionDecl *F = Call->getDirectCallee();
  addChange(Origin, Call);
  for (const Expr *Arg : Call->arguments())
    if (const auto *Closure =
            dyn_cast<LambdaExpr>(Arg->IgnoreUnlessSpelledInSource()))
      followClosure(Closure);
  addSearch(Call, F);
  QualType T = Call->getType();
  if (isIterator(T))
    return followIterator(Call);
  if (!T->isVoidType() && !T->isArithmeticType()) {
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, Call, Child);
    if (P.get<Expr>() || P.get<VarDecl>() || P.get<ReturnStmt>())
      refuse(Call, "what an algorithm gives is used in a way that is not "
                   "known");
  }
}

} // namespace weakspot::fixes
