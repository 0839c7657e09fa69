//===- MemberPath.cpp - The way to a member -------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/MemberPath.h"
#include "Fixes/SlotUses.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

std::optional<MemberPath> pathTo(const Expr *Member) {
  MemberPath Path;
  const Expr *E = Member;
  bool IsFollowed = false;
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (isa<CXXThisExpr>(E))
      return Path;
    if (const auto *M = dyn_cast<MemberExpr>(E)) {
      const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
      if (!F)
        return std::nullopt;
      if (IsFollowed && !F->getType()->isReferenceType() &&
          !F->getType().isConstQualified())
        Path.Links.push_back(F);
      IsFollowed = M->isArrow();
      E = M->getBase();
    } else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E);
               Op && (Op->getOperator() == OO_Arrow ||
                      Op->getOperator() == OO_Star)) {
      IsFollowed = true;
      E = Op->getArg(0);
    } else if (const auto *Star = dyn_cast<UnaryOperator>(E);
               Star && Star->getOpcode() == UO_Deref) {
      IsFollowed = true;
      E = Star->getSubExpr();
    } else {
      break;
    }
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const ValueDecl *D = Ref ? Ref->getDecl() : nullptr;
  if (const auto *Binding = dyn_cast_or_null<BindingDecl>(D))
    D = dyn_cast<VarDecl>(Binding->getDecomposedDecl());
  Path.Base = dyn_cast_or_null<VarDecl>(D);
  if (!Path.Base || !Path.Base->hasLocalStorage())
    return std::nullopt;
  return Path;
}

namespace {

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class LinkChanges : public RecursiveASTVisitor<LinkChanges> {
public:
  LinkChanges(ArrayRef<const FieldDecl *> Links, const contracts::Table &Table,
              frontend::Symbols &Names)
      : Links(Links), Table(Table), Names(Names) {}

  bool VisitCallExpr(CallExpr *Call) {
    if (!isHarmless(Call))
      Found.push_back(Call);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Made) {
    if (!Names.inSystemHeader(Made->getConstructor()) &&
        !Made->getConstructor()->isTrivial() &&
        !Made->getConstructor()->isDefaulted())
      Found.push_back(Made);
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) {
    Found.push_back(E);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Op) {
    if (Op->isAssignmentOp() && isLink(Op->getLHS()))
      Found.push_back(Op);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Op) {
    if ((Op->isIncrementDecrementOp() || Op->getOpcode() == UO_AddrOf) &&
        isLink(Op->getSubExpr()))
      Found.push_back(Op);
    return true;
  }

  SmallVector<const Expr *, 4> Found;

private:
  bool isLink(const Expr *E) const {
    const auto *M = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
    return M && is_contained(Links, M->getMemberDecl());
  }
  bool isHarmless(const CallExpr *Call) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F)
      return false;
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    const Expr *Object = nullptr;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
      Object = Member->getImplicitObjectArgument();
    else if (Method && Method->isInstance() && Call->getNumArgs() > 0)
      Object = Call->getArg(0);
    // It may call anything.
    if (Object &&
        kindOf(Object->getType(), Table, Names) == ir::TypeKind::Callable)
      return false;
    if (Method && Method->isConst())
      return true;
    return Names.inSystemHeader(F) && !(Object && isLink(Object)) &&
           none_of(Call->arguments(), [&](const Expr *E) { return isLink(E); });
  }

  ArrayRef<const FieldDecl *> Links;
  const contracts::Table &Table;
  frontend::Symbols &Names;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

SmallVector<const Expr *, 4> changesOf(ArrayRef<const FieldDecl *> Links,
                                       const Stmt *In,
                                       const contracts::Table &Table,
                                       frontend::Symbols &Names) {
  if (Links.empty())
    return {};
  LinkChanges Visitor(Links, Table, Names);
  Visitor.TraverseStmt(const_cast<Stmt *>(In));
  return std::move(Visitor.Found);
}

} // namespace weakspot::fixes
