//===- SlotRaw.cpp - Raw pointers to what a weak member refers to ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"
#include "clang/Basic/CharInfo.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// The local raw pointer that a raw one is assigned to: it may outlive any
/// lock of a statement.
static const VarDecl *setBy(ASTContext &Context, const SlotUse &Use) {
  const Expr *Child = nullptr;
  const auto *Op =
      meaningfulParent(Context, Use.Whole, Child).get<BinaryOperator>();
  const auto *Ref =
      Op && Op->getOpcode() == BO_Assign && Op->getRHS() == Child
          ? dyn_cast<DeclRefExpr>(Op->getLHS()->IgnoreParenImpCasts())
          : nullptr;
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->hasLocalStorage() &&
                 !Ref->refersToEnclosingVariableOrCapture()
             ? Var
             : nullptr;
}

const VarDecl *SlotWeakener::keptIn(const SlotUse &Use) const {
  if (Use.Kind != UseKind::Raw)
    return nullptr;
  if (const VarDecl *Var = setBy(Context, Use))
    return Var;
  // It starts with one, and is set to others later.
  const Expr *Child = nullptr;
  const auto *Var = meaningfulParent(Context, Use.Whole, Child).get<VarDecl>();
  bool IsSetLater =
      Var && any_of(Slot.Uses, [&](const SlotUse &Other) {
        return Other.Kind == UseKind::Raw && setBy(Context, Other) == Var;
      });
  return IsSetLater ? Var : nullptr;
}

/// An owner beside the pointer, of what that is set to: `heldAt`.
std::optional<std::string> SlotWeakener::holderOf(const SlotUse &Use,
                                                  const VarDecl &Var) {
  if (auto It = Holders.find(&Var); It != Holders.end())
    return It->second;
  auto Cannot = [&](const char *Why) {
    Obstacle = Why;
    return std::nullopt;
  };
  const FunctionDecl *F = enclosingFunction(Context, Use.Member);
  const auto *Body = F ? dyn_cast_or_null<CompoundStmt>(F->getBody()) : nullptr;
  if (!Body || F->isTemplateInstantiation())
    return Cannot("a raw pointer is set to its object, which has to be kept "
                  "beside it");
  std::string Name =
      freshName(Context, F,
                "held" + std::string(1, toUppercase(Var.getName()[0])) +
                    Var.getName().drop_front().str() + "_",
                Taken[F]);
  Taken[F].push_back(Name);
  std::string Made =
      strongText(Context, *Slot.Pointer, Use.Member->getType(), F) + " " +
      Name + ";";
  if (isa<ParmVarDecl>(Var)) {
    SourceLocation Open = Body->getLBracLoc();
    Out.insertAfter(Open,
                    "\n" + Out.indentation(Open) + Out.indentStep(Open) + Made);
  } else {
    DynTypedNodeList Parents =
        Context.getParentMapContext().getParents(DynTypedNode::create(Var));
    const auto *Declared =
        Parents.empty() ? nullptr : Parents[0].get<DeclStmt>();
    DynTypedNodeList Around = Declared
                                  ? Context.getParentMapContext().getParents(
                                        DynTypedNode::create(*Declared))
                                  : DynTypedNodeList(DynTypedNode());
    const Stmt *Anchor = Declared;
    if (Declared && !Around.empty())
      if (const auto *Loop = Around[0].get<ForStmt>())
        Anchor = Loop;
    bool InBlock = false;
    if (Anchor) {
      DynTypedNodeList Up = Context.getParentMapContext().getParents(
          DynTypedNode::create(*Anchor));
      InBlock = !Up.empty() && Up[0].get<CompoundStmt>();
    }
    if (!InBlock)
      return Cannot("a raw pointer is set to its object, which has to be kept "
                    "beside it");
    Out.insertBefore(Anchor->getBeginLoc(),
                     Made + Out.lineBreak(Anchor->getBeginLoc()));
  }
  Holders[&Var] = Name;
  return Name;
}

void SlotWeakener::rewriteRaw(const SlotUse &Use, StringRef Locked) {
  const Expr *Child = nullptr;
  const auto *Compared =
      meaningfulParent(Context, Use.Whole, Child).get<BinaryOperator>();
  if (Compared && Compared->isEqualityOp()) {
    Out.replace(Use.Member->getSourceRange(), Locked);
    return;
  }
  if (const VarDecl *Var = keptIn(Use)) {
    std::optional<std::string> Holder = holderOf(Use, *Var);
    if (!Holder)
      return Out.refuse(Use.Member->getExprLoc(), Obstacle);
    return Out.replace(Use.Member->getSourceRange(),
                       "(" + *Holder + " = " + Locked + ")");
  }
  std::optional<std::string> Name = lockBefore(Use, /*Checked=*/false);
  if (!Name)
    return Out.refuse(Use.Member->getExprLoc(), Obstacle);
  Out.replace(Use.Member->getSourceRange(), *Name);
}

} // namespace weakspot::fixes
