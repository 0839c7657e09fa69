//===- Views.cpp - References into objects, of what the IR does not follow ===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A reference, pointer or view of an opaque part (a string, a number array) of
// an object is nothing that the IR follows. But where the object is reached
// through a temporary owner, how long the owner lives matters: the variable is
// then kept as a borrow of the object, and each use of it is an access.
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

/// Whether a value of type T is a way to something else rather than a thing of
/// its own.
bool FunctionLowering::isView(QualType T) {
  if (T->isReferenceType() || T->isPointerType())
    return true;
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  const contracts::Class *C = R ? MB.contractOf(R) : nullptr;
  return C && C->Kind == TypeKind::Borrow;
}

/// Whether E is a part of the object that `this` points to, or a library's
/// view of one.
bool FunctionLowering::isPartOfThis(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temp->getSubExpr();
      continue;
    }
    if (const auto *Made = dyn_cast<CXXConstructExpr>(E);
        Made && Made->getNumArgs() > 0 && isView(Made->getType())) {
      E = Made->getArg(0);
      continue;
    }
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
        Call && Call->getMethodDecl() &&
        MB.contractOf(Call->getMethodDecl()->getParent()) &&
        isView(Call->getCallReturnType(context()))) {
      E = Call->getImplicitObjectArgument();
      continue;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_AddrOf)
      E = Unary->getSubExpr();
    const auto *Member = dyn_cast<MemberExpr>(E);
    if (!Member || !isa<FieldDecl>(Member->getMemberDecl()) ||
        Member->getType()->isPointerType())
      return false;
    if (Member->isArrow())
      return isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts());
    E = Member->getBase();
  }
}

/// Whether a method returns a way to a part of its object: a library's by its
/// being asked for a view, another if it does nothing but that.
bool FunctionLowering::givesPart(const CXXMethodDecl *M) {
  if (!M)
    return false;
  if (MB.contractOf(M->getParent()))
    return true;
  const FunctionDecl *Def = nullptr;
  const auto *Body = M->isDefined(Def)
                         ? dyn_cast_if_present<CompoundStmt>(Def->getBody())
                         : nullptr;
  const auto *Only = Body && Body->size() == 1
                         ? dyn_cast<ReturnStmt>(Body->body_front())
                         : nullptr;
  return Only && Only->getRetValue() && isPartOfThis(Only->getRetValue());
}

/// Whether E is an owner that does not outlive the full expression, or not the
/// function.
static bool isPassing(const Expr *E, bool InReturn) {
  if (E->isPRValue())
    return true;
  const auto *Ref = InReturn ? dyn_cast<DeclRefExpr>(E) : nullptr;
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType()->isReferenceType() &&
         !Ref->refersToEnclosingVariableOrCapture();
}

/// The `->` or `*` of temporary owners, or of variables in a return statement
/// or an assignment, through which E gets at what it is the address or a view
/// of.
void FunctionLowering::findAccesses(
    const Expr *E, bool InReturn,
    SmallVectorImpl<const CXXOperatorCallExpr *> &Found) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      findAccesses(Choice->getTrueExpr(), InReturn, Found);
      E = Choice->getFalseExpr();
    } else if (const auto *Full = dyn_cast<FullExpr>(E)) {
      E = Full->getSubExpr();
    } else if (const auto *Kept = dyn_cast<MaterializeTemporaryExpr>(E)) {
      if (!isView(Kept->getType()))
        return;
      E = Kept->getSubExpr();
    } else if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      if (Cast->getCastKind() == CK_LValueToRValue)
        return; // What a pointer points to lies elsewhere.
      E = Cast->getSubExpr();
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      E = Member->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->getOpcode() != UO_AddrOf && Unary->getOpcode() != UO_Deref)
        return;
      E = Unary->getSubExpr();
    } else if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
      if (Made->getNumArgs() == 0 || !isView(Made->getType()))
        return;
      E = Made->getArg(0);
    } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E)) {
      bool IsAccess = Op->getNumArgs() == 1 && (Op->getOperator() == OO_Arrow ||
                                                Op->getOperator() == OO_Star);
      const Expr *Object = Op->getArg(0)->IgnoreParenImpCasts();
      if (IsAccess && isPassing(Object, InReturn) &&
          types().is(types().type(Object->getType()), TypeKind::Strong))
        return Found.push_back(Op);
      if (!isView(Op->getCallReturnType(context())))
        return;
      E = Op->getArg(0);
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      if (!isView(Call->getCallReturnType(context())) ||
          !givesPart(Call->getMethodDecl()))
        return;
      E = Call->getImplicitObjectArgument();
    } else {
      return;
    }
  }
}

Reg FunctionLowering::prepareView(const Expr *E, StringRef Name,
                                  bool InReturn) {
  SmallVector<const CXXOperatorCallExpr *, 2> Found;
  if (E->isGLValue() || isView(E->getType()))
    findAccesses(E, InReturn, Found);
  if (Found.empty())
    return Reg::None;
  Reg Cell = local(types().borrow(types().opaque()), Name);
  for (const CXXOperatorCallExpr *Access : Found)
    ViewedBy[Access] = Cell;
  return Cell;
}

/// What S sets a local variable to as a whole; null if it does something else.
static const Expr *assigned(const Stmt *S, const VarDecl *&To) {
  const Expr *Left = nullptr, *Right = nullptr;
  if (const auto *Assign = dyn_cast<BinaryOperator>(S);
      Assign && Assign->getOpcode() == BO_Assign) {
    Left = Assign->getLHS();
    Right = Assign->getRHS();
  } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(S);
             Op && Op->getOperator() == OO_Equal && Op->getNumArgs() == 2) {
    Left = Op->getArg(0);
    Right = Op->getArg(1);
  }
  const auto *Ref =
      Left ? dyn_cast<DeclRefExpr>(Left->IgnoreParens()) : nullptr;
  To = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return To && To->hasLocalStorage() ? Right : nullptr;
}

/// Whether a view is set, after it is declared, to a part of what an owner
/// reaches that may end before it does.
bool FunctionLowering::isSetLater(const VarDecl *V) {
  if (!V->hasLocalStorage() || !Lowered || V->getDeclContext() != Lowered ||
      isNeverChanged(V))
    return false;
  if (!LateViews) {
    LateViews.emplace();
    SmallVector<const Stmt *, 16> Work{Lowered->getBody()};
    while (!Work.empty()) {
      const Stmt *S = Work.pop_back_val();
      if (!S)
        continue;
      const VarDecl *To = nullptr;
      SmallVector<const CXXOperatorCallExpr *, 2> Found;
      if (const Expr *From = assigned(S, To); From && isView(To->getType()))
        findAccesses(From, /*InReturn=*/true, Found);
      if (!Found.empty())
        LateViews->insert(To);
      append_range(Work, S->children());
    }
  }
  return LateViews->contains(V);
}

void FunctionLowering::bindView(const VarDecl *V, const Expr *Init) {
  if (!isView(V->getType()))
    return;
  Reg Cell = Init ? prepareView(Init, V->getName()) : Reg::None;
  if (Cell == Reg::None && !V->getType()->isReferenceType() && isSetLater(V))
    Cell = local(types().borrow(types().opaque()), V->getName());
  if (Cell != Reg::None)
    Views[V] = Cell;
}

bool FunctionLowering::setView(const Expr *E) {
  const VarDecl *V = nullptr;
  const Expr *From = Views.empty() ? nullptr : assigned(E, V);
  auto It = From ? Views.find(V) : Views.end();
  if (It == Views.end())
    return false;
  Reg Cell = It->second;
  store(Cell, unknown(types().borrow(types().opaque())));
  SmallVector<const CXXOperatorCallExpr *, 2> Found;
  findAccesses(From, /*InReturn=*/true, Found);
  for (const CXXOperatorCallExpr *Access : Found)
    ViewedBy[Access] = Cell;
  discard(From);
  return true;
}

void FunctionLowering::useView(const ValueDecl *D) {
  if (auto It = Views.find(D); It != Views.end())
    deref(It->second);
}

} // namespace weakspot::frontend
