//===- ElementCopies.cpp - A collection of elements as a whole ------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementUses.h"
#include "Fixes/UseClassifier.h"
#include "Frontend/Compat.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// `const std::vector<P> &xs() const { return xs_; }`
bool ElementUses::addGetter(const Expr *Collection, const ReturnStmt *Return) {
  const FunctionDecl *F = enclosingFunction(Context, Return);
  if (!F || !UseClassifier::canGiveValue(F))
    return false;
  Found.Getters.insert(asWritten(F));
  Found.Copies.push_back({Collection, Return, F, nullptr});
  return true;
}

/// `auto all = xs_;`, `return xs_;` by value.
bool ElementUses::addCopy(const Expr *Collection, const Expr *Copied) {
  if (!frontend::compat::sameUnqualified(Copied->getType(),
                                         Collection->getType()))
    return false;
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, Copied, Child);
  const FunctionDecl *F = enclosingFunction(Context, Collection);
  if (const auto *Return = P.get<ReturnStmt>(); Return && F) {
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
        Method && Method->getParent()->isLambda())
      return false;
    Found.Copies.push_back({Collection, Return, nullptr, nullptr});
    return true;
  }
  const auto *Var = P.get<VarDecl>();
  if (!F || !Var || !Var->hasLocalStorage() || Var->isImplicit() ||
      Var->getType()->isReferenceType())
    return false;
  DynTypedNodeList Up =
      Context.getParentMapContext().getParents(DynTypedNode::create(*Var));
  const auto *Declared = Up.empty() ? nullptr : Up[0].get<DeclStmt>();
  if (!Declared || !Declared->isSingleDecl())
    return false;
  DynTypedNodeList Around =
      Context.getParentMapContext().getParents(DynTypedNode::create(*Declared));
  if (Around.empty() || !Around[0].get<CompoundStmt>())
    return false;
  Found.Copies.push_back({Collection, Declared, nullptr, Var});
  return true;
}

/// Whether what a member function of a value gives is used only while the value
/// is there.
bool ElementUses::endsWithStatement(const CallExpr *Access) {
  if (isIterator(Access->getType()) || Access->getType()->isPointerType())
    return false;
  if (!Access->isGLValue())
    return true;
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, Access, Child);
  if (const auto *Member = P.get<MemberExpr>();
      Member && isa<FieldDecl>(Member->getMemberDecl()))
    P = meaningfulParent(Context, Member, Child);
  if (const auto *Op = P.get<UnaryOperator>())
    return Op->getOpcode() != UO_AddrOf;
  return !P.get<VarDecl>() && !P.get<ReturnStmt>() &&
         !P.get<CXXCtorInitializer>();
}

void ElementUses::followGiven(const CallExpr *Call) {
  const Expr *Child = nullptr, *Unused = nullptr;
  DynTypedNode P = meaningfulParent(Context, Call, Child);
  if (const auto *Var = P.get<VarDecl>()) {
    DynTypedNodeList Up =
        Context.getParentMapContext().getParents(DynTypedNode::create(*Var));
    const auto *Declared = Up.empty() ? nullptr : Up[0].get<DeclStmt>();
    if (!Declared || !Declared->isSingleDecl() || !Var->hasLocalStorage())
      return refuse(Call, "what gives the whole collection out is kept");
    if (Var->getType()->isReferenceType() && !Var->isImplicit())
      Found.Views.push_back(Declared);
    return;
  }
  const auto *Made = P.get<CXXConstructExpr>();
  bool IsCopied = Made && frontend::compat::sameUnqualified(Made->getType(),
                                                            Call->getType());
  if (IsCopied || P.get<CompoundStmt>())
    return;
  const CallExpr *Access = nullptr;
  if (const auto *Callee = P.get<MemberExpr>())
    Access = meaningfulParent(Context, Callee, Unused).get<CXXMemberCallExpr>();
  else if (const auto *Op = P.get<CXXOperatorCallExpr>())
    Access = Op;
  else if (const auto *Handed = P.get<CallExpr>())
    // What a function gives may lead into what it was given.
    Access = Handed->isGLValue() ? nullptr : Handed;
  if (!Access || !endsWithStatement(Access))
    refuse(Call, "the whole collection is given out, and kept here");
}

} // namespace weakspot::fixes
