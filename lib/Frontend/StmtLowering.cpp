//===- StmtLowering.cpp - Statements --------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/Stack.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

void FunctionLowering::stmt(const Stmt *S) {
  if (!S)
    return;
  if (S->getBeginLoc().isValid())
    setLoc(MB.place(S->getBeginLoc()));
  MB.sema().runWithSufficientStackSpace(S->getBeginLoc(),
                                        [&] { withAssertion(S); });
}

void FunctionLowering::dispatchStmt(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S))
    return expressionStmt(E);
  switch (S->getStmtClass()) {
  case Stmt::NullStmtClass:
    return;
  case Stmt::CompoundStmtClass: {
    Scope Block(*this, S);
    for (const Stmt *Child : cast<CompoundStmt>(S)->body()) {
      stmt(Child);
      TextBefore = Child->getEndLoc();
    }
    setLoc(MB.place(S->getEndLoc()));
    return;
  }
  case Stmt::DeclStmtClass:
    return throwing(S, [&] {
      for (const Decl *D : cast<DeclStmt>(S)->decls())
        lowerDecl(D);
    });
  case Stmt::IfStmtClass:
    return lowerIf(cast<IfStmt>(S));
  case Stmt::WhileStmtClass:
    return lowerWhile(cast<WhileStmt>(S));
  case Stmt::DoStmtClass:
    return lowerDo(cast<DoStmt>(S));
  case Stmt::ForStmtClass:
    return lowerFor(cast<ForStmt>(S));
  case Stmt::CXXForRangeStmtClass:
    return lowerRangeFor(cast<CXXForRangeStmt>(S));
  case Stmt::SwitchStmtClass:
    return lowerSwitch(cast<SwitchStmt>(S));
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    return lowerCase(cast<SwitchCase>(S));
  case Stmt::BreakStmtClass:
    return Breaks.empty() ? unreachable() : jumpOut(Breaks.back());
  case Stmt::ContinueStmtClass:
    return Continues.empty() ? unreachable() : jumpOut(Continues.back());
  case Stmt::LabelStmtClass:
    return lowerLabel(cast<LabelStmt>(S));
  case Stmt::GotoStmtClass:
    return lowerGoto(cast<GotoStmt>(S)->getLabel());
  case Stmt::IndirectGotoStmtClass:
    return lowerIndirectGoto(cast<IndirectGotoStmt>(S));
  case Stmt::ReturnStmtClass:
    return throwing(S, [&] { lowerReturn(cast<ReturnStmt>(S)); });
  case Stmt::AttributedStmtClass:
    return stmt(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::CXXTryStmtClass:
    return lowerTry(cast<CXXTryStmt>(S));
  case Stmt::CoroutineBodyStmtClass:
    return lowerCoroutine(cast<CoroutineBodyStmt>(S));
  case Stmt::CoreturnStmtClass:
    return lowerCoreturn(cast<CoreturnStmt>(S));
  case Stmt::SEHTryStmtClass:
    return stmt(cast<SEHTryStmt>(S)->getTryBlock());
  case Stmt::SEHLeaveStmtClass:
    return lowerUnmodelled(S);
  case Stmt::CapturedStmtClass:
    return stmt(cast<CapturedStmt>(S)->getCapturedStmt());
  default:
    break;
  }
  // The code that a parallel directive stands before runs as if it did not.
  if (const auto *Directive = dyn_cast<OMPExecutableDirective>(S);
      Directive && Directive->hasAssociatedStmt() &&
      !Directive->isStandaloneDirective())
    return stmt(Directive->getRawStmt());
  lowerUnmodelled(S);
}

void FunctionLowering::lowerUnmodelled(const Stmt *S) {
  SmallVector<Reg, 4> Operands;
  for (const Stmt *Child : S->children()) {
    if (const auto *E = dyn_cast_or_null<Expr>(Child)) {
      FullExpression Full(*this);
      Reg R = E->isGLValue() ? address(E) : argumentReg(E);
      if (R != Reg::None)
        Operands.push_back(R);
      Full.end();
    } else if (Child) {
      stmt(Child);
    }
  }
  opaque(S->getStmtClassName(), Operands, TypeId::None);
}

void FunctionLowering::expressionStmt(const Expr *E) {
  throwing(E, [&] {
    FullExpression Full(*this);
    discard(E);
  });
}

//===----------------------------------------------------------------------===//
// Branches and loops
//===----------------------------------------------------------------------===//

void FunctionLowering::lowerIf(const IfStmt *S) {
  Scope Whole(*this, S);
  stmt(S->getInit());
  if (S->isConsteval())
    return stmt(S->isNegatedConsteval() ? S->getThen() : S->getElse());
  if (S->isConstexpr())
    if (std::optional<const Stmt *> Taken = S->getNondiscardedCase(context()))
      return stmt(*Taken);
  if (const VarDecl *V = S->getConditionVariable())
    lowerVar(V);
  BlockId Then = createBlock(), After = createBlock();
  BlockId Else = S->getElse() ? createBlock() : After;
  bool Throws = beginThrowing(S->getCond());
  branchOnFull(S->getCond(), Then, Else);
  setBlock(Then);
  if (Throws)
    endThrowing();
  {
    Scope Arm(*this, S->getThen());
    stmt(S->getThen());
  }
  if (isOpen())
    jump(After);
  if (S->getElse()) {
    setBlock(Else);
    if (Throws)
      endThrowing();
    {
      Scope Arm(*this, S->getElse());
      stmt(S->getElse());
    }
    if (isOpen())
      jump(After);
  }
  setBlock(After);
  if (Throws && !S->getElse())
    endThrowing();
}

/// Goes on in Body, or leaves the loop by After, as the condition (true where
/// there is none) has it: its variable lives for one round, and leaving drops
/// it too.
void FunctionLowering::enterRound(const VarDecl *V, const Expr *Condition,
                                  BlockId Body, BlockId After, size_t Outside) {
  if (V)
    lowerVar(V);
  if (Condition) {
    BlockId Leave = createBlock();
    branchOnFull(Condition, Body, Leave);
    setBlock(Leave);
    emitCleanups(Outside);
    jump(After);
  } else {
    jump(Body);
  }
  setBlock(Body);
}

void FunctionLowering::lowerWhile(const WhileStmt *S) {
  BlockId Head = createBlock(), Body = createBlock(), After = createBlock();
  jump(Head);
  setBlock(Head);
  size_t Outside = Cleanups.size();
  Breaks.push_back({After, Outside});
  Continues.push_back({Head, Outside});
  {
    Scope Round(*this, S);
    enterRound(S->getConditionVariable(), S->getCond(), Body, After, Outside);
    stmt(S->getBody());
  }
  if (isOpen())
    jump(Head);
  Breaks.pop_back();
  Continues.pop_back();
  setBlock(After);
}

void FunctionLowering::lowerDo(const DoStmt *S) {
  BlockId Body = createBlock(), Cond = createBlock(), After = createBlock();
  jump(Body);
  setBlock(Body);
  Breaks.push_back({After, Cleanups.size()});
  Continues.push_back({Cond, Cleanups.size()});
  {
    Scope Round(*this, S);
    stmt(S->getBody());
  }
  if (isOpen())
    jump(Cond);
  Breaks.pop_back();
  Continues.pop_back();
  setBlock(Cond);
  branchOnFull(S->getCond(), Body, After);
  setBlock(After);
}

void FunctionLowering::lowerFor(const ForStmt *S) {
  Scope Whole(*this, S);
  stmt(S->getInit());
  BlockId Head = createBlock(), Body = createBlock(), Inc = createBlock(),
          After = createBlock();
  jump(Head);
  setBlock(Head);
  size_t Outside = Cleanups.size();
  {
    // The condition's variable lives until the step has been made.
    Scope Round(*this, S);
    enterRound(S->getConditionVariable(), S->getCond(), Body, After, Outside);
    Breaks.push_back({After, Outside});
    Continues.push_back({Inc, Cleanups.size()});
    {
      Scope Inside(*this, S->getBody());
      stmt(S->getBody());
    }
    if (isOpen())
      jump(Inc);
    Breaks.pop_back();
    Continues.pop_back();
    setBlock(Inc);
    if (S->getInc())
      expressionStmt(S->getInc());
  }
  if (isOpen())
    jump(Head);
  setBlock(After);
}

void FunctionLowering::lowerRangeFor(const CXXForRangeStmt *S) {
  Scope Whole(*this, S);
  stmt(S->getInit());
  stmt(S->getRangeStmt());
  stmt(S->getBeginStmt());
  stmt(S->getEndStmt());
  BlockId Head = createBlock(), Body = createBlock(), Inc = createBlock(),
          After = createBlock();
  jump(Head);
  setBlock(Head);
  branchOnFull(S->getCond(), Body, After);
  setBlock(Body);
  Breaks.push_back({After, Cleanups.size()});
  Continues.push_back({Inc, Cleanups.size()});
  {
    Scope Round(*this, S->getBody());
    stmt(S->getLoopVarStmt());
    stmt(S->getBody());
  }
  if (isOpen())
    jump(Inc);
  Breaks.pop_back();
  Continues.pop_back();
  setBlock(Inc);
  expressionStmt(S->getInc());
  if (isOpen())
    jump(Head);
  setBlock(After);
}

} // namespace weakspot::frontend
