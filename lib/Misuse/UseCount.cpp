//===- UseCount.cpp - use-count-logic ---------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A branch that a strong pointer's count decides. A branch of which one way
// ends the program or throws is an assertion, and that a count is zero stays
// true once it is: both are silent.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Families.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class UseCount : public Check {
public:
  using Check::Check;

  void before(const PathView &V, const ir::Instr &I, State &S) override;

private:
  const ir::Instr *countBehind(const PathView &V, ir::Reg R, bool &WithZero,
                               unsigned Level = 0) const;
};

} // namespace

/// The use_count that decides a condition, if one does.
const ir::Instr *UseCount::countBehind(const PathView &V, ir::Reg R,
                                       bool &WithZero, unsigned Level) const {
  const ir::Instr *Def = V.definition(R);
  if (!Def || Level > 4)
    return nullptr;
  switch (Def->Op) {
  case Opcode::UseCount:
    return Def;
  case Opcode::Const:
    WithZero |= static_cast<ir::ConstKind>(Def->Sub) == ir::ConstKind::Int &&
                Def->Int == 0;
    return nullptr;
  case Opcode::Not:
  case Opcode::Cmp:
  case Opcode::Sub: {
    const ir::Instr *Found = nullptr;
    for (const ir::Operand &O : Def->Args)
      if (const ir::Instr *Count = countBehind(V, O.R, WithZero, Level + 1))
        Found = Count;
    return Found;
  }
  default:
    return nullptr;
  }
}

/// Whether a block does nothing but end the path.
static bool endsPath(const ir::Function &F, ir::BlockId B) {
  Opcode Last = F.Blocks[ir::index(B)].Instrs.back().Op;
  return Last == Opcode::Unreachable || Last == Opcode::Throw;
}

void UseCount::before(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Op != Opcode::Branch || (V.body().Flags & ir::FF_System) ||
      endsPath(V.body(), I.Targets[0]) || endsPath(V.body(), I.Targets[1]))
    return;
  bool WithZero = false;
  const ir::Instr *Count = countBehind(V, I.Args[0].R, WithZero);
  NodeNo Owner = Count ? V.arg(S, *Count, 0).node() : NodeNo::None;
  if (Owner == NodeNo::None || WithZero ||
      V.arena().kind(Owner) != TypeKind::Strong)
    return;
  std::string Who = nameOr(Name.describe(V, Owner), "a shared pointer");
  report(V, "use-count-logic", Who,
         "how many owners " + Who +
             " has decides what is done here; another thread, or a weak "
             "pointer that is locked, can change it meanwhile");
}

std::unique_ptr<PathObserver> makeUseCount(const Context &C) {
  return std::make_unique<UseCount>(C);
}

} // namespace weakspot::misuse
