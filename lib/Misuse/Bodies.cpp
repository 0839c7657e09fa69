//===- Bodies.cpp - Function bodies without paths ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "llvm/ADT/BitVector.h"
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

TypeNo Body::typeAt(ir::Reg R) const {
  if (ir::index(R) < F.Body->Params.size()) {
    TypeNo T = F.View->type(F.Body->Params[ir::index(R)].Type);
    return P.kind(T) == ir::TypeKind::Borrow ? P.type(T).Arg : TypeNo::None;
  }
  const ir::Instr *Def = definition(R);
  if (!Def)
    return TypeNo::None;
  switch (Def->Op) {
  case Opcode::Field: {
    SlotNo Slot = P.slotOf(recordOf(*Def), Def->SlotNo);
    return Slot == SlotNo::None ? TypeNo::None : P.slot(Slot).Type;
  }
  case Opcode::Local:
  case Opcode::Temp:
    return F.View->type(Def->Ty);
  case Opcode::Load:
  case Opcode::Deref:
  case Opcode::Elem: {
    TypeNo T = typeAt(Def->Args[0].R);
    return T == TypeNo::None ? T : P.type(T).Arg;
  }
  default:
    return TypeNo::None;
  }
}

bool Body::isReachedFrom(ir::Reg R, function_ref<bool(ir::Reg)> Is) const {
  constexpr unsigned MaxLevels = 8;
  for (unsigned Level = 0; Level < MaxLevels && !Is(R); ++Level) {
    const ir::Instr *Def = definition(R);
    if (!Def)
      return false;
    if (Def->Op == Opcode::Field || Def->Op == Opcode::Load ||
        Def->Op == Opcode::Deref) {
      R = Def->Args[0].R;
      continue;
    }
    // A reference that is declared on the way.
    const ir::Instr *Set = nullptr;
    forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Op == Opcode::Store && I.Args[0].R == R)
        Set = &I;
    });
    if ((Def->Op != Opcode::Local && Def->Op != Opcode::Temp) || !Set)
      return false;
    R = Set->Args[1].R;
  }
  return Is(R);
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

bool isWeakly(const Program &P, TypeNo T) {
  return P.kind(T) == ir::TypeKind::Weak ||
         (P.kind(T) == ir::TypeKind::Borrow && P.type(T).WeakKeyed);
}

bool mayBeCaught(const ir::Function &F, const ir::Instr &I) {
  SmallVector<ir::BlockId, 8> Work;
  for (const ir::Block &B : F.blocks()) {
    const ir::Instr &End = B.Instrs.back();
    if (End.Op != Opcode::Try || End.Targets.empty())
      continue;
    const ir::Block &Tried = F.blocks()[ir::index(End.Targets[0])];
    if (any_of(Tried.Instrs, [&](const ir::Instr &X) { return &X == &I; }))
      append_range(Work, drop_begin(End.Targets));
  }
  BitVector Seen(F.blocks().size());
  while (!Work.empty()) {
    uint32_t No = ir::index(Work.pop_back_val());
    if (Seen.test(No))
      continue;
    Seen.set(No);
    const ir::Instr &End = F.blocks()[No].Instrs.back();
    if (End.Op != Opcode::Throw && End.Targets.empty())
      return true;
    append_range(Work, End.Targets);
  }
  return false;
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
