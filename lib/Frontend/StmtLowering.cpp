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
                                        [&] { dispatchStmt(S); });
}

void FunctionLowering::dispatchStmt(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S))
    return expressionStmt(E);
  switch (S->getStmtClass()) {
  case Stmt::NullStmtClass:
    return;
  case Stmt::CompoundStmtClass: {
    Scope Block(*this, S);
    for (const Stmt *Child : cast<CompoundStmt>(S)->body())
      stmt(Child);
    setLoc(MB.place(S->getEndLoc()));
    return;
  }
  case Stmt::DeclStmtClass:
    maybeThrowBefore(S);
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      lowerDecl(D);
    return;
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
    maybeThrowBefore(S);
    return lowerReturn(cast<ReturnStmt>(S));
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
  maybeThrowBefore(E);
  FullExpression Full(*this);
  discard(E);
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
  maybeThrowBefore(S->getCond());
  branchOnFull(S->getCond(), Then, Else);
  setBlock(Then);
  {
    Scope Arm(*this, S->getThen());
    stmt(S->getThen());
  }
  if (isOpen())
    jump(After);
  if (S->getElse()) {
    setBlock(Else);
    {
      Scope Arm(*this, S->getElse());
      stmt(S->getElse());
    }
    if (isOpen())
      jump(After);
  }
  setBlock(After);
}

void FunctionLowering::lowerWhile(const WhileStmt *S) {
  BlockId Head = createBlock(), Body = createBlock(), After = createBlock();
  jump(Head);
  setBlock(Head);
  size_t Outside = Cleanups.size();
  Breaks.push_back({After, Outside});
  Continues.push_back({Head, Outside});
  {
    // The condition's variable lives for one round; leaving by the condition
    // drops it too.
    Scope Round(*this, S);
    BlockId Leave = createBlock();
    if (const VarDecl *V = S->getConditionVariable())
      lowerVar(V);
    branchOnFull(S->getCond(), Body, Leave);
    setBlock(Leave);
    emitCleanups(Outside);
    jump(After);
    setBlock(Body);
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
  Breaks.push_back({After, Outside});
  Continues.push_back({Inc, Outside});
  {
    Scope Round(*this, S->getBody());
    if (const VarDecl *V = S->getConditionVariable())
      lowerVar(V);
    if (S->getCond()) {
      BlockId Leave = createBlock();
      branchOnFull(S->getCond(), Body, Leave);
      setBlock(Leave);
      emitCleanups(Outside);
      jump(After);
    } else {
      jump(Body);
    }
    setBlock(Body);
    stmt(S->getBody());
  }
  if (isOpen())
    jump(Inc);
  Breaks.pop_back();
  Continues.pop_back();
  setBlock(Inc);
  if (S->getInc())
    expressionStmt(S->getInc());
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

//===----------------------------------------------------------------------===//
// Jumps
//===----------------------------------------------------------------------===//

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
    jump(Default);
  } else {
    SmallVector<BlockId, 8> To;
    for (const SwitchCase *C : InOrder)
      To.push_back(Cases[C]);
    if (!HasDefault)
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
  Reg Value = Reg::None;
  {
    FullExpression Full(*this);
    if (RetType == TypeId::None)
      discard(E);
    else if (E->isGLValue())
      Value = address(E);
    else
      Value = expr(E);
    if (RetType != TypeId::None && Value == Reg::None)
      Value = unknown(RetType);
    Full.end();
    // A temporary that the result refers to is gone with the function.
  }
  emitCleanups(0);
  ret(Value);
}

//===----------------------------------------------------------------------===//
// Exceptions
//===----------------------------------------------------------------------===//

/// Whether S contains a call that may throw.
static bool mayThrow(const Stmt *S) {
  if (!S)
    return false;
  if (isa<CXXThrowExpr>(S))
    return false;
  if (isa<LambdaExpr>(S))
    return false;
  const FunctionDecl *Callee = nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
    Callee = Construct->getConstructor();
  } else if (isa<CXXNewExpr>(S)) {
    return true;
  }
  if (Callee) {
    const auto *Proto = Callee->getType()->getAs<FunctionProtoType>();
    if (!Proto || (!isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) &&
                   !Proto->isNothrow()))
      return true;
  }
  return any_of(S->children(), mayThrow);
}

void FunctionLowering::maybeThrowBefore(const Stmt *S) {
  // Enough edges to meet each state that matters, not one per statement of a
  // long body.
  constexpr unsigned MaxLandings = 12;
  if (Tries.empty() || !isOpen() || Tries.back().Landings >= MaxLandings ||
      !mayThrow(S))
    return;
  ++Tries.back().Landings;
  BlockId Goes = createBlock(), Throws = createBlock();
  jumpAny({Goes, Throws});
  setBlock(Throws);
  jumpToHandlers(Reg::None);
  setBlock(Goes);
}

void FunctionLowering::lowerTry(const CXXTryStmt *S) {
  BlockId After = createBlock();
  TryScope Try;
  Try.Depth = Cleanups.size();
  for (unsigned I = 0; I < S->getNumHandlers(); ++I) {
    Try.Handlers.push_back(createBlock());
    Try.CatchesAll |= !S->getHandler(I)->getExceptionDecl();
  }
  Tries.push_back(Try);
  stmt(S->getTryBlock());
  Tries.pop_back();
  if (isOpen())
    jump(After);
  for (unsigned I = 0; I < S->getNumHandlers(); ++I) {
    const CXXCatchStmt *Handler = S->getHandler(I);
    setBlock(Try.Handlers[I]);
    Scope Catch(*this, Handler);
    if (const VarDecl *V = Handler->getExceptionDecl()) {
      TypeId T = types().type(V->getType());
      if (types().travel(T) != Travel::Opaque) {
        Reg R = unknown(T);
        // Like a parameter, an exception by pointer is kept in a cell.
        Vars[V] = types().travel(T) == Travel::Value &&
                          !V->getType()->isReferenceType()
                      ? spill(R, T)
                      : R;
      }
    }
    stmt(Handler->getHandlerBlock());
    if (isOpen())
      jump(After);
  }
  setBlock(After);
}

//===----------------------------------------------------------------------===//
// Coroutines
//===----------------------------------------------------------------------===//

void FunctionLowering::lowerCoroutine(const CoroutineBodyStmt *S) {
  Coroutine = S;
  {
    Scope Body(*this, S);
    stmt(S->getBody());
  }
  if (isOpen())
    ret(RetType == TypeId::None ? Reg::None : opaque("coroutine", {}, RetType));
}

void FunctionLowering::lowerCoreturn(const CoreturnStmt *S) {
  SmallVector<Reg, 1> Operands;
  {
    FullExpression Full(*this);
    // The promise gets the value; where it goes from there is the library's.
    if (const Expr *E = S->getOperand()) {
      Reg R = argumentReg(E);
      if (R != Reg::None)
        Operands.push_back(R);
    }
    if (!Operands.empty())
      op(Opcode::Escape, Operands);
  }
  emitCleanups(0);
  ret(RetType == TypeId::None ? Reg::None : opaque("coroutine", {}, RetType));
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

void FunctionLowering::lowerDecl(const Decl *D) {
  if (const auto *V = dyn_cast<VarDecl>(D))
    return lowerVar(V);
  if (isa<CXXRecordDecl, FunctionDecl, ClassTemplateDecl>(D))
    MB.collectLocal(const_cast<Decl *>(D));
}

void FunctionLowering::lowerVar(const VarDecl *V) {
  if (V->isInvalidDecl() || V->hasExternalStorage())
    return;
  setLoc(MB.place(V->getLocation()));
  if (V->isStaticLocal())
    return lowerStaticLocal(V);
  bindVar(V, V->getInit());
  if (const auto *D = dyn_cast<DecompositionDecl>(V))
    for (const BindingDecl *B : D->bindings())
      if (const VarDecl *Holding = B->getHoldingVar())
        lowerVar(Holding);
}

void FunctionLowering::lowerStaticLocal(const VarDecl *V) {
  if (!V->getInit())
    return;
  BlockId First = createBlock(), After = createBlock();
  jumpAny({First, After});
  setBlock(First);
  initGlobal(V);
  jump(After);
  setBlock(After);
}

/// Whether the value of E is a fresh cell made elsewhere, which a variable can
/// simply take over.
static bool givesCell(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return givesCell(Cleanups->getSubExpr());
  if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
    return givesCell(Bind->getSubExpr());
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return (Cast->getCastKind() == CK_NoOp ||
            Cast->getCastKind() == CK_UserDefinedConversion) &&
           givesCell(Cast->getSubExpr());
  return isa<CallExpr, LambdaExpr>(E);
}

void FunctionLowering::bindVar(const VarDecl *V, const Expr *Init) {
  TypeId T = types().type(V->getType());
  FullExpression Full(*this);
  if (V->getType()->isReferenceType()) {
    Reg Address = Reg::None;
    if (Init)
      Address = address(Init);
    if (types().travel(T) != Travel::Opaque)
      Vars[V] = Address == Reg::None ? unknown(T) : Address;
    return;
  }
  switch (types().travel(T)) {
  case Travel::Opaque:
    if (Init)
      discard(Init);
    return;
  case Travel::Value: {
    Reg Cell = local(T, V->getName());
    Vars[V] = Cell;
    if (Init)
      init(Cell, Init);
    return;
  }
  case Travel::Cell:
    break;
  }
  Reg Cell;
  if (Init && givesCell(Init)) {
    Cell = expr(Init);
    if (Cell == Reg::None)
      Cell = local(T, V->getName());
    Vars[V] = Cell;
  } else {
    Cell = local(T, V->getName());
    Vars[V] = Cell;
    if (Init)
      init(Cell, Init);
  }
  Full.end();
  dropLater(Cell);
}

} // namespace weakspot::frontend
