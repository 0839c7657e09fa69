//===- SetTogether.cpp - Weak members that are set with the owner -*- C++ -*-=//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/SetTogether.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

/// Whether nothing is put into a variable before it is given away.
static bool isEmpty(const Body &In, ir::Reg R) {
  const ir::Instr *Def = In.definition(R);
  if (!Def || Def->Op != Opcode::Temp)
    return false;
  bool Is = true;
  In.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op != Opcode::Drop && !I.Args.empty())
      Is &= I.Args[0].R != R;
  });
  return Is;
}

void SetTogether::write(const Program &P, const Body &In, const ir::Instr &I,
                        unsigned No) {
  const ir::Reg Cell = I.Args[No].R;
  const SlotNo Slot = In.home(Cell).Slot;
  const bool IsWeak = P.kind(P.slot(Slot).Type) == TypeKind::Weak;
  Write W{.Slot = Slot, .By = In.number()};
  if (const ir::Instr *Def = In.definition(Cell);
      Def && Def->Op == Opcode::Field)
    W.Of = Def->Args[0].R;
  switch (I.Op) {
  case Opcode::Load:
  case Opcode::Deref:
  case Opcode::Expired:
  case Opcode::UseCount:
  case Opcode::Drop:
    return;
  case Opcode::Call:
  case Opcode::VCall:
  case Opcode::Invoke:
    // An owner is passed to be read; few are passed to be set.
    if (!IsWeak)
      return;
    break;
  case Opcode::Reset:
    if (In.info().Flags & ir::FF_Ctor)
      return;
    W.What = Write::Emptied;
    break;
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::Weaken:
  case Opcode::Lock:
    if (No == 1) {
      if (I.Op != Opcode::Move)
        return;
      // What was moved on is empty.
      W.What = Write::Emptied;
      break;
    }
    W.FromSlot = In.home(I.Args[1].R).Slot;
    if (W.FromSlot == Slot)
      return; // A copy of the whole object.
    W.From = I.Args[1].R;
    W.What = isEmpty(In, W.From) ? Write::Emptied : Write::Set;
    break;
  default:
    break;
  }
  BySlot[index(Slot)].push_back(W);
}

void SetTogether::read(const Program &P, const Body &In) {
  In.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    for (auto [No, O] : enumerate(I.Args)) {
      SlotNo Slot = In.home(O.R).Slot;
      if (Slot == SlotNo::None)
        continue;
      TypeKind K = P.kind(P.slot(Slot).Type);
      if (K == TypeKind::Weak || K == TypeKind::Strong)
        write(P, In, I, No);
    }
  });
}

/// Whether one of the other member's is of the same object, in the same
/// function, and gives it the same.
bool SetTogether::isAnswered(const Write &W, const Writes &Others) {
  return any_of(Others, [&](const Write &Other) {
    if (Other.By != W.By || Other.Of != W.Of || Other.What != W.What)
      return false;
    return W.What == Write::Emptied || Other.From == W.From ||
           Other.FromSlot == W.Slot || W.FromSlot == Other.Slot;
  });
}

bool SetTogether::areSetTogether(const Writes &Weak, const Writes &Strong) {
  // An owner may be emptied alone: then it is not asked what it refers to.
  return all_of(Weak,
                [&](const Write &W) {
                  return W.What != Write::Unknown && isAnswered(W, Strong);
                }) &&
         all_of(Strong, [&](const Write &S) {
           return S.What == Write::Emptied ||
                  (S.What == Write::Set && isAnswered(S, Weak));
         });
}

void SetTogether::finish(const Program &P) {
  for (const auto &[Weak, Written] : BySlot) {
    const SlotInfo &Info = P.slot(static_cast<SlotNo>(Weak));
    if (P.kind(Info.Type) != TypeKind::Weak)
      continue;
    for (uint32_t I = 0; I < P.record(Info.Record).NumSlots; ++I) {
      SlotNo Strong = P.slotOf(Info.Record, I);
      auto It = BySlot.find(index(Strong));
      if (It == BySlot.end() ||
          P.kind(P.slot(Strong).Type) != TypeKind::Strong ||
          !areSetTogether(Written, It->second))
        continue;
      Owners[Weak] = Strong;
      break;
    }
  }
  BySlot.clear();
}

} // namespace weakspot::misuse
