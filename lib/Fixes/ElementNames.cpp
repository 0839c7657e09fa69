//===- ElementNames.cpp - Variables that stand for elements -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementUses.h"
#include "Fixes/UseClassifier.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class Named : public RecursiveASTVisitor<Named> {
public:
  explicit Named(const ValueDecl *Var) : Var(Var) {}
  static bool shouldVisitTemplateInstantiations() { return true; }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() == Var)
      Found.All.push_back(E);
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *L) {
    for (const LambdaCapture &C : L->captures())
      Found.IsCapturedByReference |= C.capturesVariable() &&
                                     C.getCapturedVar() == Var &&
                                     C.getCaptureKind() == LCK_ByRef;
    return true;
  }
  Namings Found;

private:
  const ValueDecl *Var;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

Namings namingsOf(const ValueDecl *Var, const Stmt *In) {
  Named Visitor(Var);
  Visitor.TraverseStmt(const_cast<Stmt *>(In));
  return std::move(Visitor.Found);
}

void ElementUses::followClosure(const LambdaExpr *Closure) {
  SmallVector<const FunctionDecl *, 2> Bodies;
  if (const FunctionTemplateDecl *Template =
          Closure->getCallOperator()->getDescribedFunctionTemplate()) {
    for (const FunctionDecl *Instance : Template->specializations())
      Bodies.push_back(Instance);
  } else {
    Bodies.push_back(Closure->getCallOperator());
  }
  for (const FunctionDecl *F : Bodies)
    for (const ParmVarDecl *P : F->parameters()) {
      if (isPairOfOwner(P->getType()))
        followPair(P);
      if (!isOwner(P->getType()))
        continue;
      if (F->getNumParams() > 1)
        return refuse(Closure, "a closure takes more than one of its elements");
      addBound(P, F->getBody(), /*IsClosure=*/true);
    }
}

void ElementUses::followLoop(const CXXForRangeStmt *Loop) {
  const VarDecl *Var = Loop->getLoopVariable();
  if (isOwner(Var->getType()))
    return addBound(Var, Loop->getBody(), /*IsClosure=*/false);
  if (const auto *Parts = dyn_cast<DecompositionDecl>(Var)) {
    for (const BindingDecl *B : Parts->bindings())
      if (isOwner(B->getType()))
        addBound(B, Loop->getBody(), /*IsClosure=*/false);
    return;
  }
  if (isPairOfOwner(Var->getType()))
    return followPair(Var);
  Out.refuse(Var->getLocation(), "a loop takes something of its elements");
}

void ElementUses::followPair(const VarDecl *Pair) {
  const Decl *In = Decl::castFromDeclContext(Pair->getDeclContext());
  const auto *F = dyn_cast<FunctionDecl>(In);
  if (!F || !F->getBody())
    return Out.refuse(Pair->getLocation(), "an entry is used as a whole");
  for (const DeclRefExpr *E : namingsOf(Pair, F->getBody()).All) {
    const Expr *Child = nullptr;
    followAccess(E, meaningfulParent(Context, E, Child).get<MemberExpr>());
  }
}

/// Why a name cannot be that of a lock from here on; empty where it can. An
/// alias stands for the element itself, and what changes it changes that.
std::string ElementUses::whyNotLocked(const DeclRefExpr *E, bool IsAlias,
                                      bool &IsTested) {
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, E, Child);
  if (const auto *Var = P.get<VarDecl>())
    return Var->getType().getNonReferenceType().isConstQualified()
               ? ""
               : "a reference to an element is kept";
  if (P.get<ReturnStmt>())
    return "an element is given out by reference";
  const Expr *Up = P.get<Expr>();
  if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Up)) {
    if (Op->isAssignmentOp() && Op->getArg(0) == Child && IsAlias)
      return "an element is set by the name that it has there";
    IsTested |= (Op->getOperator() == OO_EqualEqual ||
                 Op->getOperator() == OO_ExclaimEqual) &&
                (UseClassifier::isNull(Op->getArg(0)) ||
                 UseClassifier::isNull(Op->getArg(1)));
    return "";
  }
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up)) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
    IsTested |= isa<CXXConversionDecl>(Member->getMemberDecl());
    return IsAlias && Method && !Method->isConst()
               ? "an element is changed by the name that it has there"
               : "";
  }
  if (const auto *Address = dyn_cast_or_null<UnaryOperator>(Up))
    return Address->getOpcode() == UO_AddrOf ? "an element's address is taken"
                                             : "";
  const auto *Call = dyn_cast_or_null<CallExpr>(Up);
  if (!Call || !IsAlias)
    return "";
  const FunctionDecl *F = Call->getDirectCallee();
  for (unsigned No = 0; No < Call->getNumArgs(); ++No) {
    if (Call->getArg(No) != Child)
      continue;
    QualType Param = F && No < F->getNumParams()
                         ? F->getParamDecl(No)->getType()
                         : QualType();
    if (Param.isNull() || (Param->isReferenceType() &&
                           !Param.getNonReferenceType().isConstQualified()))
      return "an element is handed out by reference";
  }
  return "";
}

/// A variable that is an element wherever it is named: its body gets a lock
/// under its name.
void ElementUses::addBound(const ValueDecl *Var, const Stmt *Body,
                           bool IsClosure) {
  for (const BoundElement &Other : Found.Bound)
    if (Other.Var->getLocation() == Var->getLocation())
      return;
  QualType T = Var->getType();
  if (const auto *Binding = dyn_cast<BindingDecl>(Var))
    T = cast<VarDecl>(Binding->getDecomposedDecl())->getType();
  bool IsAlias = T->isReferenceType();
  Namings Named = namingsOf(Var, Body);
  if (Named.All.empty())
    return;
  if (Named.IsCapturedByReference && IsAlias)
    return refuse(Named.All.front(), "a closure refers to an element");
  BoundElement Bound{Var, Body, IsClosure, false};
  for (const DeclRefExpr *E : Named.All)
    if (std::string Why = whyNotLocked(E, IsAlias, Bound.IsTested);
        !Why.empty())
      return refuse(E, Why);
  Found.Bound.push_back(Bound);
}

} // namespace weakspot::fixes
