//===- MemberChanges.cpp ----------------------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/MemberChanges.h"
#include "Misuse/Check.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

/// Calls between an observer's function and the change.
static constexpr unsigned MaxHops = 3;

/// Members and pointers between a parameter and what is got at by it.
static constexpr unsigned MaxLevels = 8;

MemberChanges::MemberChanges(const Program &P, const CallGraph &G)
    : P(P), G(G), New(P) {
  forEachBody(P,
              ir::opSet({Opcode::Erase, Opcode::Reset, Opcode::Swap,
                         Opcode::Insert, Opcode::Emplace}),
              [&](const Body &B) { findChanges(B); });
  for (const auto &[H, By] : Changes)
    for (const auto &[F, C] : By)
      Changing[H].insert(F);
}

/// Whether a function asks a flag of the class before it changes a member.
static bool dependsOnFlag(const Program &P, const Body &B, RecordNo R) {
  bool Found = false;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op != Opcode::Load)
      return;
    const ir::Instr *Field = B.definition(I.Args[0].R);
    if (!Field || Field->Op != Opcode::Field || B.recordOf(*Field) != R)
      return;
    SlotNo Slot = P.slotOf(R, Field->SlotNo);
    Found |=
        Slot != SlotNo::None && P.kind(P.slot(Slot).Type) == TypeKind::Scalar;
  });
  return Found;
}

/// Whether something that points to others, or calls them, is in a T.
static bool holdsPointers(const Program &P, TypeNo T, unsigned Level = 0) {
  static constexpr unsigned MaxLevel = 4;
  switch (P.kind(T)) {
  case TypeKind::Strong:
  case TypeKind::Weak:
  case TypeKind::Unique:
  case TypeKind::Callable:
  case TypeKind::Borrow:
    return true;
  case TypeKind::Collection:
    return holdsPointers(P, P.type(T).Arg, Level + 1);
  case TypeKind::Record:
    for (uint32_t I = 0; Level < MaxLevel; ++I) {
      SlotNo S = P.slotOf(P.recordOf(T), I);
      if (S == SlotNo::None)
        return false;
      if (holdsPointers(P, P.slot(S).Type, Level + 1))
        return true;
    }
    return false;
  default:
    return false;
  }
}

bool holdsObservers(const Program &P, const Home &H) {
  if (H.Slot == SlotNo::None)
    return false;
  TypeNo T = P.slot(H.Slot).Type;
  // A base that is a container has its class's name. Of which member it is a
  // part is not known here: two lists of one kind would be one.
  if (P.slot(H.Slot).Name.contains("::"))
    return false;
  return P.kind(T) == TypeKind::Collection && holdsPointers(P, T) &&
         !(P.record(P.slot(H.Slot).Record).Flags &
           (ir::RF_System | ir::RF_Closure));
}

/// How B gets at the object that R addresses: through members, and what they
/// point to.
static Way wayTo(const Body &B, ir::Reg R) {
  bool IsMembers = false;
  for (unsigned Level = 0; Level < MaxLevels; ++Level) {
    if (ir::index(R) < B.info().Body->Params.size())
      return {ir::index(R), IsMembers};
    const ir::Instr *Def = B.definition(R);
    if (!Def || (Def->Op != Opcode::Field && Def->Op != Opcode::Load &&
                 Def->Op != Opcode::Deref))
      break;
    IsMembers |= Def->Op == Opcode::Field;
    R = Def->Args[0].R;
  }
  return {};
}

/// How B gets at the object that has the member which R addresses.
static Way wayToHolder(const Body &B, ir::Reg R) {
  const ir::Instr *Field = B.definition(R);
  return wayTo(B, Field && Field->Op == Opcode::Field ? Field->Args[0].R : R);
}

/// Whether R is in what an element of H's collection, which owns those, owns
/// alone: the collection that is iterated does not lie there, or it would own
/// itself.
static bool isElementsOwn(const Program &P, const Home &H, const Body &B,
                          ir::Reg R) {
  TypeNo Element = P.type(P.slot(H.Slot).Type).Arg;
  RecordNo Of = classOf(P, Element), In = B.info().Parent;
  if ((P.kind(Element) != TypeKind::Strong &&
       P.kind(Element) != TypeKind::Unique) ||
      Of == RecordNo::None || In == RecordNo::None ||
      !(B.info().Flags & ir::FF_Method) ||
      !(P.isDerivedFrom(In, Of) || P.isDerivedFrom(Of, In)))
    return false;
  bool IsOwn = false;
  for (unsigned Level = 0; Level < MaxLevels; ++Level) {
    if (ir::index(R) < B.info().Body->Params.size())
      return IsOwn && ir::index(R) == 0;
    const ir::Instr *Def = B.definition(R);
    if (!Def || (Def->Op != Opcode::Field && Def->Op != Opcode::Load &&
                 Def->Op != Opcode::Deref))
      return false;
    if (Def->Op == Opcode::Field) {
      SlotNo Slot = P.slotOf(B.recordOf(*Def), Def->SlotNo);
      TypeKind K =
          Slot == SlotNo::None ? TypeKind::Opaque : P.kind(P.slot(Slot).Type);
      IsOwn |= K == TypeKind::Unique || K == TypeKind::Record;
    }
    R = Def->Args[0].R;
  }
  return false;
}

static bool mayCall(const Program &P, const Body &B, const ir::Instr &I,
                    FuncNo Callee) {
  if (I.Op != Opcode::Call && I.Op != Opcode::VCall)
    return false;
  FuncNo F = B.callee(I);
  return F == Callee || (I.Op == Opcode::VCall && F != FuncNo::None &&
                         is_contained(overriders(P, F), Callee));
}

/// By what Caller, in whose calls of Callee the object with the member H is
/// reached by To, gets at it; none if it has made it each time, or if it is an
/// element's. Its members are not those that somebody else iterates over.
std::optional<Way> MemberChanges::wayThrough(const Home &H, const Body &Caller,
                                             FuncNo Callee, const Way &To) {
  bool IsCalled = false, IsOwn = true;
  std::optional<Way> Found;
  Caller.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (!mayCall(P, Caller, I, Callee) || To.Param >= I.Args.size())
      return;
    IsCalled = true;
    ir::Reg Handed = I.Args[To.Param].R;
    if (New.isIn(Caller, Handed) || isElementsOwn(P, H, Caller, Handed))
      return;
    IsOwn = false;
    Way By = wayTo(Caller, Handed);
    By.IsMembers |= To.IsMembers;
    Found = Found.value_or(By) == By ? By : Way();
  });
  if (!IsCalled)
    return Way(); // By a callable.
  return IsOwn ? std::nullopt : Found;
}

void MemberChanges::findChanges(const Body &B) {
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    switch (I.Op) {
    case Opcode::Erase:
    case Opcode::Reset:
    case Opcode::Swap:
      break;
    case Opcode::Insert:
    case Opcode::Emplace:
      // An entry under a key, or of a list, moves no other.
      if (static_cast<ir::Position>(I.Sub) != ir::Position::Back)
        return;
      break;
    default:
      return;
    }
    Home H = B.home(I.Args[0].R);
    if (!holdsObservers(P, H) || isElementsOwn(P, H, B, I.Args[0].R) ||
        (B.info().Flags & (ir::FF_Ctor | ir::FF_Dtor)))
      return;
    if (!dependsOnFlag(P, B, P.slot(H.Slot).Record) &&
        !New.isIn(B, I.Args[0].R))
      Changes[H]
          .try_emplace(B.number(),
                       Change{B.place(I), wayToHolder(B, I.Args[0].R)})
          .first->second.Removes |=
          I.Op != Opcode::Insert && I.Op != Opcode::Emplace;
  });
}

const Reach &MemberChanges::reach(Home H) {
  auto [It, IsNew] = Reaches.try_emplace(H);
  Reach &R = It->second;
  if (!IsNew)
    return R;
  SmallVector<FuncNo, 16> Now;
  auto Of = Changes.find(H);
  if (Of == Changes.end())
    return R;
  for (const auto &[F, C] : Of->second) {
    R[F] = {FuncNo::None, C.Where, 0, C.By, C.Removes};
    Now.push_back(F);
  }
  for (unsigned Length = 1; Length <= MaxHops; ++Length) {
    SmallVector<FuncNo, 16> Next;
    for (FuncNo F : Now)
      for (FuncNo Caller : G.callers(F)) {
        if (R.contains(Caller))
          continue;
        std::optional<Way> By = Way();
        if (Way To = R[F].By; To.Param != NoParam && P.function(Caller).Body)
          By = wayThrough(H, Body(P, Caller), F, To);
        if (!By)
          continue;
        R[Caller] = Hop{F, {}, Length, *By, R[F].Removes};
        Next.push_back(Caller);
      }
    llvm::sort(Next);
    Now = std::move(Next);
  }
  return R;
}

} // namespace weakspot::misuse
