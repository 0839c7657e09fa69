//===- Exceptions.cpp - Throwing and catching ---------------------------===//
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

bool FunctionLowering::beginThrowing(const Stmt *S) {
  // Enough to meet each state that matters, not one per statement of a long
  // body.
  constexpr unsigned MaxLandings = 12;
  if (Tries.empty() || !isOpen() || Tries.back().Landings >= MaxLandings ||
      !mayThrow(S))
    return false;
  ++Tries.back().Landings;
  BlockId Goes = createBlock(), Throws = createBlock();
  tryOn(Goes, Throws);
  setBlock(Throws);
  jumpToHandlers(Reg::None);
  setBlock(Goes);
  return true;
}

void FunctionLowering::endThrowing() {
  if (!isOpen())
    return;
  BlockId Next = createBlock();
  tryOn(Next);
  setBlock(Next);
}

void FunctionLowering::throwing(const Stmt *S, function_ref<void()> Lower) {
  bool Throws = beginThrowing(S);
  Lower();
  if (Throws)
    endThrowing();
}

void FunctionLowering::lowerTry(const CXXTryStmt *S) {
  BlockId After = createBlock();
  TryScope Try;
  Try.Depth = Cleanups.size();
  for (unsigned I = 0; I < S->getNumHandlers(); ++I) {
    QualType Caught = S->getHandler(I)->getCaughtType();
    Try.Handlers.push_back({createBlock(), Caught});
    const CXXRecordDecl *Class =
        Caught.isNull() ? nullptr
                        : Caught.getNonReferenceType()->getAsCXXRecordDecl();
    const contracts::Class *C = Class ? tu().contractOf(Class) : nullptr;
    Try.CatchesAll |= Caught.isNull() || (C && C->ExceptionRoot);
    Try.CatchesUnowned |= C && C->UnownedError;
  }
  // Around nothing but a `return`, a handler of everything is for what that
  // asks.
  Try.CatchesUnowned |= Try.CatchesAll && S->getTryBlock()->size() == 1 &&
                        isa<ReturnStmt>(S->getTryBlock()->body_front());
  Tries.push_back(Try);
  stmt(S->getTryBlock());
  Tries.pop_back();
  if (isOpen())
    jump(After);
  for (unsigned I = 0; I < S->getNumHandlers(); ++I) {
    const CXXCatchStmt *Handler = S->getHandler(I);
    setBlock(Try.Handlers[I].Block);
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

bool FunctionLowering::expectsNoOwner() const {
  return any_of(Tries, [](const TryScope &T) { return T.CatchesUnowned; });
}

Reg FunctionLowering::throwExpr(const CXXThrowExpr *E) {
  Reg Thrown = Reg::None;
  if (const Expr *Sub = E->getSubExpr()) {
    TypeId T = types().type(Sub->getType());
    if (types().travel(T) == Travel::Opaque)
      discard(Sub);
    else
      Thrown = expr(Sub);
    if (!matters(Sub->getType()))
      Thrown = Reg::None;
  }
  jumpToHandlers(Thrown,
                 E->getSubExpr() ? E->getSubExpr()->getType() : QualType());
  return Reg::None;
}

} // namespace weakspot::frontend
