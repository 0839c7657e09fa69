//===- Bodies.cpp - Function bodies without paths ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;

Body::Body(const Program &P, FuncNo F)
    : P(P), No(F), F(P.function(F)), Open(*this->F.Body) {}

const ir::Instr *Body::definition(ir::Reg R) const {
  if (Defs.empty()) {
    Defs.resize(F.Body->NumRegs);
    forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Result != ir::Reg::None)
        Defs[ir::index(I.Result)] = &I;
    });
  }
  return R == ir::Reg::None ? nullptr : Defs[ir::index(R)];
}

void Body::forEach(function_ref<void(uint32_t, const ir::Instr &)> Use) const {
  for (auto [No, B] : enumerate(F.Body->blocks()))
    for (const ir::Instr &I : B.Instrs)
      Use(static_cast<uint32_t>(No), I);
}

Home Body::home(ir::Reg R) const {
  const ir::Instr *Def = definition(R);
  if (!Def)
    return {};
  if (Def->Op == Opcode::Field)
    return {P.slotOf(F.View->record(Def->Rec), Def->SlotNo), GlobalNo::None};
  if (Def->Op == Opcode::Global)
    return {SlotNo::None, F.View->Globals[ir::index(Def->Glob)]};
  return {};
}

void forEachBody(const Program &P, ir::OpSet With,
                 function_ref<void(const Body &)> Use) {
  for (uint32_t I = 0; I < P.numFunctions(); ++I) {
    const FunctionInfo &F = P.function(static_cast<FuncNo>(I));
    if (F.Body && !(F.Flags & ir::FF_System) && F.Body->hasAny(With))
      Use(Body(P, static_cast<FuncNo>(I)));
  }
}

TypeNo typeOf(const Program &P, const Home &H) {
  return H.Slot != SlotNo::None ? P.slot(H.Slot).Type : P.global(H.Global).Type;
}

std::string nameOf(const Program &P, const Home &H) {
  if (H.Slot == SlotNo::None)
    return P.global(H.Global).Name.str();
  const SlotInfo &Slot = P.slot(H.Slot);
  return (P.record(Slot.Record).Name + "::" + Slot.Name).str();
}

Place placeOf(const Program &P, const Home &H) {
  return H.Slot != SlotNo::None ? P.slot(H.Slot).Where
                                : P.global(H.Global).Where;
}

} // namespace weakspot::misuse
