//===- ContractUnions.cpp - Records that hold one slot at a time ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A union by contract (std::variant) is a record of its alternatives with one
// slot more, the number of the alternative that is there.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractEmitter.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;
using weakspot::contracts::Step;

namespace weakspot::frontend {

/// The cell of the number of its alternative.
Reg ContractEmitter::alternative(const Thing &Union) {
  Thing Number = slot(Union, AlternativeSlot);
  return Number.isCell() ? Number.R : Reg::None;
}

/// The number of the alternative that the step means.
std::optional<unsigned> ContractEmitter::alternativeNo(const Step &S,
                                                       const Thing &Union) {
  unsigned No = 0;
  if (!to_integer(slotName(S, Union), No))
    return std::nullopt;
  return No;
}

Thing ContractEmitter::enter(const Step &S) {
  Thing Union = thing(S.Operands[0]);
  if (Reg Number = alternative(Union); Number != Reg::None) {
    std::optional<unsigned> No = alternativeNo(S, Union);
    F.store(Number, No ? F.constInt(*No)
                       : F.op(Opcode::Unknown, {}, F.types().scalar()));
  }
  return slot(Union, slotName(S, Union));
}

Thing ContractEmitter::holds(const Step &S) {
  Thing Union = thing(S.Operands[0]);
  Thing X;
  X.T = F.types().scalar();
  X.Type = F.context().BoolTy;
  Reg Number = alternative(Union);
  std::optional<unsigned> No = alternativeNo(S, Union);
  if (Number == Reg::None || !No)
    return X;
  X.R = isAlternative(F.load(Number), *No);
  X.Form = Thing::Value;
  return X;
}

Reg ContractEmitter::isAlternative(Reg Number, unsigned No) {
  return F.op(Opcode::Cmp, {Number, F.constInt(No)}, TypeId::None,
              static_cast<uint8_t>(Predicate::Eq));
}

/// Calls with each alternative that it may be.
Thing ContractEmitter::visit(const Thing &Callable, const Thing &Union) {
  SmallVector<Thing, 4> Alternatives;
  unpack(Union, Alternatives);
  if (Alternatives.empty())
    return invokeRegister(cell(Callable), {}, {}, {Union});
  BlockId Join = F.createBlock();
  SmallVector<BlockId, 4> Blocks;
  for (size_t I = 0; I < Alternatives.size(); ++I)
    Blocks.push_back(F.createBlock());
  if (Reg Cell = alternative(Union); Cell != Reg::None) {
    Reg Number = F.load(Cell);
    for (auto [I, B] : enumerate(drop_end(Blocks))) {
      BlockId Next = I + 2 == Blocks.size() ? Blocks.back() : F.createBlock();
      F.branch(isAlternative(Number, I), B, Next);
      if (Next != Blocks.back())
        F.setBlock(Next);
    }
    if (Blocks.size() == 1)
      F.jump(Blocks.front());
  } else {
    F.jumpAny(Blocks);
  }
  for (auto [X, B] : zip(Alternatives, Blocks)) {
    F.setBlock(B);
    {
      FunctionLowering::FullExpression Scope(F);
      setResult(invoke(Callable, {X}));
    }
    F.jump(Join);
  }
  F.setBlock(Join);
  return {};
}

} // namespace weakspot::frontend
