//===- Coroutines.cpp - Bodies that suspend -----------------------------===//
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

void FunctionLowering::lowerCoroutine(const CoroutineBodyStmt *S) {
  Coroutine = S;
  {
    Scope Body(*this, S);
    stmt(S->getBody());
  }
  if (isOpen())
    ret(RetType == TypeId::None ? Reg::None : opaque("coroutine", {}, RetType));
}

/// What is awaited is handed to code that is not known, and so is what comes
/// back.
Reg FunctionLowering::suspend(const CoroutineSuspendExpr *E) {
  SmallVector<Reg, 1> Operands;
  if (Reg R = argumentReg(E->getOperand()); R != Reg::None)
    Operands.push_back(R);
  TypeId T = types().returnType(E->getType());
  if (T != TypeId::None && E->isGLValue())
    T = types().borrow(T);
  return opaque(E->getStmtClassName(), Operands, T);
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

} // namespace weakspot::frontend
