//===- RawOwners.cpp - Members that a destructor deletes --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Program.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

namespace {

class DestructorScan {
public:
  DestructorScan(const Program &P, const FunctionInfo &F)
      : P(P), View(*F.View), Body(*F.Body), Open(Body), Defs(Body.NumRegs) {
    for (const ir::Block &B : Body.blocks())
      for (const ir::Instr &I : B.Instrs)
        if (I.Result != ir::Reg::None)
          Defs[ir::index(I.Result)] = &I;
  }

  SmallVector<SlotNo, 1> deleted() const;

private:
  const ir::Instr *def(ir::Reg R) const { return Defs[ir::index(R)]; }
  bool isNullTest(ir::Reg R) const;
  SlotNo memberIn(ir::Reg Loaded) const;

  const Program &P;
  const ModuleView &View;
  const ir::Function &Body;
  ir::OpenBody Open;
  std::vector<const ir::Instr *> Defs;
};

bool DestructorScan::isNullTest(ir::Reg R) const {
  const ir::Instr *I = def(R);
  while (I && I->Op == Opcode::Not)
    I = def(I->Args[0].R);
  return I && I->Op == Opcode::IsNull;
}

/// The member of the dying object that a value was loaded from.
SlotNo DestructorScan::memberIn(ir::Reg Loaded) const {
  const ir::Instr *Load = def(Loaded);
  if (!Load || (Load->Op != Opcode::Load && Load->Op != Opcode::Deref))
    return SlotNo::None;
  const ir::Instr *Field = def(Load->Args[0].R);
  if (!Field || Field->Op != Opcode::Field || ir::index(Field->Args[0].R) != 0)
    return SlotNo::None;
  return P.slotOf(View.record(Field->Rec), Field->SlotNo);
}

SmallVector<SlotNo, 1> DestructorScan::deleted() const {
  SmallVector<SlotNo, 1> Slots;
  for (const ir::Block &B : Body.blocks())
    for (const ir::Instr &I : B.Instrs) {
      // What is deleted only under a condition is owned only then.
      if (I.Op == Opcode::Branch && !isNullTest(I.Args[0].R))
        return {};
      if (I.Op == Opcode::Delete)
        if (SlotNo S = memberIn(I.Args[0].R); S != SlotNo::None)
          Slots.push_back(S);
    }
  return Slots;
}

} // namespace

void Program::markRawOwners() {
  for (const RecordInfo &R : Records) {
    if (R.Dtor == FuncNo::None || !function(R.Dtor).Body ||
        !function(R.Dtor).Body->hasAny(ir::opSet({Opcode::Delete})))
      continue;
    for (SlotNo S : DestructorScan(*this, function(R.Dtor)).deleted())
      if (kind(Slots[index(S)].Type) == ir::TypeKind::Borrow)
        Slots[index(S)].OwnsRaw = true;
  }
}

} // namespace weakspot::analysis
