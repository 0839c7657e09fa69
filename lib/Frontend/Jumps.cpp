//===- Jumps.cpp - Ways out of and into statements ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

void FunctionLowering::lowerSwitch(const SwitchStmt *S) {
  Scope Whole(*this, S);
  stmt(S->getInit());
  if (const VarDecl *V = S->getConditionVariable())
    lowerVar(V);
  Reg Value = Reg::None;
  {
    FullExpression Full(*this);
    Value = expr(S->getCond());
  }

  SmallVector<const SwitchCase *, 8> InOrder;
  bool HasDefault = false, Comparable = Value != Reg::None;
  for (const SwitchCase *C = S->getSwitchCaseList(); C;
       C = C->getNextSwitchCase()) {
    InOrder.push_back(C);
    Cases[C] = createBlock();
    const auto *Case = dyn_cast<CaseStmt>(C);
    HasDefault |= !Case;
    if (Case && (Case->getRHS() || !constantOf(Case->getLHS())))
      Comparable = false;
  }
  std::reverse(InOrder.begin(), InOrder.end());
  // Where each enumerator has its case, there is no other way past them.
  bool PassesBy = !HasDefault && !S->isAllEnumCasesCovered();
  BlockId After = createBlock(), Default = After;
  // A table is compared one by one only as far as that is worth its size.
  constexpr size_t MaxCompared = 24;
  if (Comparable && InOrder.size() <= MaxCompared) {
    for (const SwitchCase *C : InOrder) {
      const auto *Case = dyn_cast<CaseStmt>(C);
      if (!Case) {
        Default = Cases[C];
        continue;
      }
      Reg Is = op(Opcode::Cmp, {Value, constInt(*constantOf(Case->getLHS()))},
                  TypeId::None, static_cast<uint8_t>(Predicate::Eq));
      BlockId Next = createBlock();
      branch(Is, Cases[C], Next);
      setBlock(Next);
    }
    if (HasDefault || PassesBy)
      jump(Default);
    else
      unreachable();
  } else {
    SmallVector<BlockId, 8> To;
    for (const SwitchCase *C : InOrder)
      To.push_back(Cases[C]);
    if (PassesBy)
      To.push_back(After);
    jumpAny(To);
  }

  Breaks.push_back({After, Cleanups.size()});
  {
    Scope Body(*this, S->getBody());
    stmt(S->getBody());
  }
  Breaks.pop_back();
  if (isOpen())
    jump(After);
  setBlock(After);
}

void FunctionLowering::lowerCase(const SwitchCase *S) {
  // Cases of cases are no deep recursion.
  const Stmt *Sub = S;
  while (const auto *C = dyn_cast<SwitchCase>(Sub)) {
    auto It = Cases.find(C);
    BlockId B = It == Cases.end() ? createBlock() : It->second;
    if (isOpen())
      jump(B);
    setBlock(B);
    Sub = C->getSubStmt();
  }
  stmt(Sub);
}

void FunctionLowering::lowerLabel(const LabelStmt *S) {
  auto [It, Inserted] = Labels.try_emplace(S->getDecl(), BlockId::None);
  if (Inserted)
    It->second = createBlock();
  BlockId B = It->second;
  DepthOfLabels[S->getDecl()] = Cleanups.size();
  if (isOpen())
    jump(B);
  setBlock(B);
  stmt(S->getSubStmt());
}

FunctionLowering::Target FunctionLowering::labelTarget(const LabelDecl *L) {
  auto [It, Inserted] = Labels.try_emplace(L, BlockId::None);
  if (Inserted)
    It->second = createBlock();
  // A jump leaves every scope that is not around the label. It can't enter the
  // life of a variable with an initialiser, so in the innermost common scope
  // what lives here lives there, or has been made since when jumping back.
  const auto &Around = ScopesOfLabels[L];
  size_t Depth = Cleanups.size();
  for (auto &[S, DepthOfScope] : reverse(Scopes)) {
    if (is_contained(Around, S))
      break;
    Depth = DepthOfScope;
  }
  auto Made = DepthOfLabels.find(L);
  if (Made != DepthOfLabels.end())
    Depth = std::min(Depth, Made->second);
  return {It->second, Depth};
}

void FunctionLowering::lowerGoto(const LabelDecl *L) {
  jumpOut(labelTarget(L));
}

void FunctionLowering::lowerIndirectGoto(const IndirectGotoStmt *S) {
  {
    FullExpression Full(*this);
    discard(S->getTarget());
  }
  SmallVector<BlockId, 4> To;
  SmallVector<const LabelDecl *, 4> Of;
  for (const LabelDecl *L : AddressedLabels) {
    To.push_back(createBlock());
    Of.push_back(L);
  }
  if (To.empty())
    return unreachable();
  jumpAny(To);
  for (auto [B, L] : zip(To, Of)) {
    setBlock(B);
    lowerGoto(L);
  }
}

void FunctionLowering::lowerReturn(const ReturnStmt *S) {
  const Expr *E = S->getRetValue();
  if (!E) {
    emitCleanups(0);
    return ret();
  }
  // A local that is returned whole becomes the result itself.
  if (const VarDecl *V = S->getNRVOCandidate())
    if (auto It = Vars.find(V); It != Vars.end() &&
                                types().travel(RetType) == Travel::Cell &&
                                types().type(V->getType()) == RetType &&
                                !V->isStaticLocal() && !isa<ParmVarDecl>(V)) {
      emitCleanups(0, It->second);
      return ret(It->second);
    }
  Reg Value = Reg::None, View = Reg::None;
  {
    FullExpression Full(*this);
    if (RetType == TypeId::None) {
      View = prepareView(E, "", /*InReturn=*/true);
      discard(E);
    } else {
      Value = E->isGLValue() ? address(E) : expr(E);
    }
    if (RetType != TypeId::None && Value == Reg::None)
      Value = unknown(RetType);
    Full.end();
    // A temporary that the result refers to is gone with the function.
  }
  emitCleanups(0);
  // The caller uses what the view is of.
  if (View != Reg::None)
    deref(View);
  ret(Value);
}

} // namespace weakspot::frontend
