//===- KeptReferents.cpp - Weak members beside the owner --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/KeptReferents.h"
#include "Misuse/Bodies.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StableHashing.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

static DenseSet<uint32_t> without(DenseSet<uint32_t> Slots,
                                  const DenseSet<uint32_t> &Others) {
  for (uint32_t Slot : Others)
    Slots.erase(Slot);
  return Slots;
}

namespace {

class Scan {
public:
  explicit Scan(const Program &P) : P(P) {}

  void read(const Body &In, const ir::Instr &I);
  DenseSet<uint32_t> kept() const;
  DenseSet<uint32_t> self() const { return without(Self, Elsewhere); }
  DenseSet<uint32_t> own() const { return without(Own, NotOwn); }

private:
  void usesPointer(const Body &In, const ir::Instr &I, SlotNo Pointer);
  void writesWeak(const Body &In, const ir::Instr &I, SlotNo Weak);
  void writesStrong(const Body &In, const ir::Instr &I, SlotNo Strong);

  const Program &P;
  DenseMap<uint32_t, SlotNo> MadeFrom; ///< By weak slot.
  DenseSet<uint32_t> Otherwise;        ///< Weak slots that get something else.
  DenseSet<uint32_t> Own;       ///< Weak slots that get the object they are in.
  DenseSet<uint32_t> NotOwn;    ///< Those that may get another one.
  DenseSet<uint32_t> Changed;   ///< Strong slots that let go.
  DenseSet<uint32_t> Self;      ///< Pointers that are set to `this`.
  DenseSet<uint32_t> Elsewhere; ///< Those that may be set otherwise.
};

} // namespace

/// The object whose member Cell is.
static ir::Reg holder(const Body &In, ir::Reg Cell) {
  const ir::Instr *Def = In.definition(Cell);
  return Def && Def->Op == Opcode::Field ? Def->Args[0].R : ir::Reg::None;
}

static bool isLoad(const ir::Instr *I) {
  return I && (I->Op == Opcode::Load || I->Op == Opcode::Deref);
}

/// Whether two registers hold the same address, as far as one look can tell.
static bool isSame(const Body &In, ir::Reg A, ir::Reg B) {
  if (A == B)
    return true;
  const ir::Instr *X = In.definition(A), *Y = In.definition(B);
  if (!X || !Y || X->Op != Y->Op || X->Args.empty() || Y->Args.empty())
    return false;
  bool IsField = X->Op == Opcode::Field && In.home(A) == In.home(B);
  return (isLoad(X) || IsField) && isSame(In, X->Args[0].R, Y->Args[0].R);
}

/// Whether the strong pointer in Cell owns Object: that was loaded from it, or
/// is all that was put into it.
static bool owns(const Body &In, ir::Reg Cell, ir::Reg Object,
                 unsigned Level = 0) {
  const ir::Instr *Got = In.definition(Object), *Of = In.definition(Cell);
  if (isLoad(Got) && isSame(In, Got->Args[0].R, Cell))
    return true;
  constexpr unsigned Enough = 3;
  if (!Of || (Of->Op != Opcode::Local && Of->Op != Opcode::Temp) ||
      Level == Enough)
    return false;
  bool Is = false, IsOther = false;
  In.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Args.size() < 2 || I.Args[0].R != Cell)
      return;
    bool Takes = I.Op == Opcode::Adopt || I.Op == Opcode::Share ||
                 I.Op == Opcode::SharedFromThis;
    bool Copies =
        I.Op == Opcode::Copy || I.Op == Opcode::Move || I.Op == Opcode::DynCast;
    if (Takes ? isSame(In, I.Args[1].R, Object)
              : Copies && owns(In, I.Args[1].R, Object, Level + 1))
      Is = true;
    else if (Takes || Copies || I.Op == Opcode::Lock || I.Op == Opcode::Alias ||
             I.Op == Opcode::Swap || I.Op == Opcode::Store)
      IsOther = true;
  });
  return Is && !IsOther;
}

void Scan::writesWeak(const Body &In, const ir::Instr &I, SlotNo Weak) {
  if (I.Op == Opcode::Weaken &&
      owns(In, I.Args[1].R, holder(In, I.Args[0].R))) {
    Own.insert(index(Weak));
    Otherwise.insert(index(Weak));
    return;
  }
  NotOwn.insert(index(Weak));
  SlotNo From = I.Args.size() > 1 ? In.home(I.Args[1].R).Slot : SlotNo::None;
  if (I.Op == Opcode::Weaken && From != SlotNo::None &&
      P.kind(P.slot(From).Type) == TypeKind::Strong &&
      holder(In, I.Args[0].R) == holder(In, I.Args[1].R) &&
      MadeFrom.try_emplace(index(Weak), From).first->second == From)
    return;
  // A copy of the whole object copies both.
  bool IsCopy = I.Op == Opcode::Copy || I.Op == Opcode::Move;
  if (!IsCopy || From != Weak)
    Otherwise.insert(index(Weak));
}

void Scan::writesStrong(const Body &In, const ir::Instr &I, SlotNo Strong) {
  SlotNo From = I.Args.size() > 1 ? In.home(I.Args[1].R).Slot : SlotNo::None;
  bool IsMade = (In.info().Flags & ir::FF_Ctor) && I.Op != Opcode::Reset &&
                I.Op != Opcode::Swap;
  if (!IsMade && From != Strong)
    Changed.insert(index(Strong));
}

static constexpr auto This = static_cast<ir::Reg>(0);

/// Whether it is `this`, or came from a temporary that was set to it.
static bool isThis(const Body &In, ir::Reg R) {
  if (R == This)
    return true;
  const ir::Instr *Load = In.definition(R);
  const ir::Instr *Temp = Load && Load->Op == Opcode::Load
                              ? In.definition(Load->Args[0].R)
                              : nullptr;
  if (!Temp || Temp->Op != Opcode::Temp)
    return false;
  bool Is = true;
  In.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op == Opcode::Store && I.Args[0].R == Temp->Result)
      Is &= I.Args[1].R == This;
  });
  return Is;
}

void Scan::usesPointer(const Body &In, const ir::Instr &I, SlotNo Pointer) {
  if (I.Op == Opcode::Load || I.Op == Opcode::Deref)
    return;
  bool ToSelf = I.Op == Opcode::Store && (In.info().Flags & ir::FF_Method) &&
                holder(In, I.Args[0].R) == This && isThis(In, I.Args[1].R);
  (ToSelf ? Self : Elsewhere).insert(index(Pointer));
}

void Scan::read(const Body &In, const ir::Instr &I) {
  for (auto [No, O] : enumerate(I.Args)) {
    SlotNo Slot = In.home(O.R).Slot;
    if (Slot == SlotNo::None)
      continue;
    TypeKind K = P.kind(P.slot(Slot).Type);
    if (K == TypeKind::Borrow)
      usesPointer(In, I, Slot);
    if (K != TypeKind::Weak && K != TypeKind::Strong)
      continue;
    switch (I.Op) {
    case Opcode::Lock:
    case Opcode::Weaken:
    case Opcode::Copy:
    case Opcode::Alias:
    case Opcode::DynCast:
      if (No != 0)
        continue;
      break;
    case Opcode::Load:
    case Opcode::Deref:
    case Opcode::Expired:
    case Opcode::UseCount:
      continue;
    case Opcode::Closure:
      if (O.How == ir::Transfer::Copy)
        continue;
      break;
    case Opcode::Call:
    case Opcode::VCall:
    case Opcode::Invoke:
      // An owner is passed to be read; few are passed to be emptied.
      if (K == TypeKind::Strong)
        continue;
      break;
    case Opcode::Move:
      if (No == 1 && In.home(I.Args[0].R).Slot != Slot) {
        Changed.insert(index(Slot));
        Otherwise.insert(index(Slot));
        NotOwn.insert(index(Slot));
        continue;
      }
      break;
    default:
      break;
    }
    if (K == TypeKind::Weak)
      writesWeak(In, I, Slot);
    else
      writesStrong(In, I, Slot);
  }
}

DenseSet<uint32_t> Scan::kept() const {
  DenseSet<uint32_t> Result;
  for (const auto &[Weak, Strong] : MadeFrom)
    if (!Otherwise.contains(Weak) && !Changed.contains(index(Strong)))
      Result.insert(Weak);
  return Result;
}

uint64_t KeptReferents::factsOf(const Program &P, RecordNo R) const {
  uint64_t All = 0;
  for (uint32_t I = 0; I < P.record(R).NumSlots; ++I) {
    SlotNo Slot = P.slotOf(R, I);
    SlotNo Owner = ownerBeside(Slot);
    unsigned Is = contains(Slot) | isSelf(Slot) << 1 | isOwn(Slot) << 2;
    All = stable_hash_combine(
        All, Is, Owner == SlotNo::None ? 0 : xxh3_64bits(P.slot(Owner).Name));
  }
  return All;
}

static bool hasWeakMembers(const Program &P) {
  for (uint32_t R = 0; R < P.numRecords(); ++R)
    for (uint32_t I = 0; I < P.record(static_cast<RecordNo>(R)).NumSlots; ++I)
      if (isWeakly(P, P.slot(P.slotOf(static_cast<RecordNo>(R), I)).Type))
        return true;
  return false;
}

void KeptReferents::scan(const Program &P) {
  if (!hasWeakMembers(P))
    return; // Captures count: without a weak one there is nothing to know.
  Scan All(P);
  forEachBody(P, ir::opSet({ir::Opcode::Field}), [&](const Body &In) {
    In.forEach(
        [&](uint32_t /*Block*/, const ir::Instr &I) { All.read(In, I); });
    Together.read(P, In);
  });
  Together.finish(P);
  Kept = All.kept();
  Self = All.self();
  Own = All.own();
}

} // namespace weakspot::misuse
