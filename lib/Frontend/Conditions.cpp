//===- Conditions.cpp - Control flow in expressions ---------------------===//
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

Reg FunctionLowering::logicalValue(const Expr *E) {
  Reg Cell = valueCell(types().scalar());
  BlockId True = createBlock(), False = createBlock(), After = createBlock();
  branchOn(E, True, False);
  setBlock(True);
  store(Cell, constBool(true));
  jump(After);
  setBlock(False);
  store(Cell, constBool(false));
  jump(After);
  setBlock(After);
  return load(Cell);
}

void FunctionLowering::branchOn(const Expr *E, BlockId True, BlockId False) {
  E = E->IgnoreParens();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return branchOn(Cleanups->getSubExpr(), True, False);
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return branchOn(Not->getSubExpr(), False, True);
  if (const auto *Logical = dyn_cast<BinaryOperator>(E);
      Logical && Logical->isLogicalOp()) {
    BlockId Second = createBlock();
    ConditionalCode RightSide(*this);
    if (Logical->getOpcode() == BO_LAnd)
      branchOn(Logical->getLHS(), Second, False);
    else
      branchOn(Logical->getLHS(), True, Second);
    setBlock(Second);
    return branchOn(Logical->getRHS(), True, False);
  }
  if (std::optional<int64_t> Value = constantOf(E))
    return jump(*Value ? True : False);
  Reg Cond = expr(E);
  branch(Cond, True, False);
}

void FunctionLowering::branchOnFull(const Expr *E, BlockId True,
                                    BlockId False) {
  if (E->getExprLoc().isValid())
    setLoc(MB.place(E->getExprLoc()));
  FullExpression Full(*this);
  size_t Depth = Cleanups.size();
  BlockId OnTrue = createBlock(), OnFalse = createBlock();
  branchOn(E, OnTrue, OnFalse);
  setBlock(OnTrue);
  emitCleanups(Depth);
  jump(True);
  setBlock(OnFalse);
  emitCleanups(Depth);
  jump(False);
}

Reg FunctionLowering::conditional(const AbstractConditionalOperator *E) {
  TypeId T = types().type(E->getType());
  Travel How = E->getType()->isVoidType() ? Travel::Opaque : types().travel(T);
  if (E->isGLValue() && How != Travel::Opaque) {
    T = types().borrow(T);
    How = Travel::Value;
  }
  // The common part of `a ?: b` is evaluated once.
  std::optional<Bound> Common;
  if (const auto *Binary = dyn_cast<BinaryConditionalOperator>(E)) {
    const OpaqueValueExpr *Value = Binary->getOpaqueValue();
    Reg R = Value->isGLValue() ? address(Binary->getCommon())
                               : expr(Binary->getCommon());
    Common.emplace(*this, Value, R);
  }

  BlockId Then = createBlock(), Else = createBlock(), After = createBlock();
  Reg Cell = How == Travel::Opaque ? Reg::None : valueCell(T);
  auto Arm = [&](const Expr *Side, BlockId B) {
    setBlock(B);
    if (How == Travel::Opaque) {
      discard(Side);
    } else if (How == Travel::Cell) {
      init(Cell, Side);
    } else {
      Reg R = E->isGLValue() ? address(Side) : expr(Side);
      if (isOpen())
        store(Cell, R == Reg::None ? unknown(T) : R);
    }
    if (isOpen())
      jump(After);
  };
  {
    ConditionalCode Arms(*this);
    branchOn(E->getCond(), Then, Else);
    Arm(E->getTrueExpr(), Then);
    Arm(E->getFalseExpr(), Else);
  }
  setBlock(After);
  if (How == Travel::Cell)
    noteTemporary(Cell, E);
  return How == Travel::Value ? load(Cell) : Cell;
}

Reg FunctionLowering::statementExpr(const StmtExpr *E) {
  const CompoundStmt *Body = E->getSubStmt();
  TypeId T = types().type(E->getType());
  Travel How = E->getType()->isVoidType() ? Travel::Opaque : types().travel(T);
  Reg Cell = How == Travel::Opaque ? Reg::None : valueCell(T);
  InsertPoint *Around = std::exchange(Conditional, nullptr);
  {
    Scope Block(*this, Body);
    for (const Stmt *S : Body->body()) {
      const auto *Last = S == Body->body_back() ? dyn_cast<Expr>(S) : nullptr;
      if (Last && How != Travel::Opaque) {
        FullExpression Full(*this);
        init(Cell, Last);
      } else {
        stmt(S);
      }
    }
  }
  Conditional = Around;
  return How == Travel::Value ? load(Cell) : Cell;
}

} // namespace weakspot::frontend
