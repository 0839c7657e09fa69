//===- Iteration.cpp - mutated-while-iterated -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop over a member that holds observers calls them, or drops what may be
// their last owner, and what they do may come back and change the member.
//
// Calls on objects of the class itself, and calls that get an element of it,
// change another object's member: that is how trees are walked.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "Misuse/ListedClosures.h"
#include "Misuse/Loops.h"
#include "Misuse/MemberChanges.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class Iteration : public Check {
public:
  using Check::Check;

  void begin(const Program &Linked, const CallGraph &Calls) override;

private:
  void lookAtLoops(const Body &B);
  void lookAtLoop(const Body &B, Home H, const BitVector &Loop,
                  const ir::Instr &Next, ir::Reg Iterator);
  void lookAtCall(const Body &B, Home H, const ir::Instr &I, ir::Reg Iterator);
  void lookAtInvoke(const Body &B, Home H, const ir::Instr &I,
                    ir::Reg Iterator);
  void lookAtIndexed(const Body &B, const ir::Instr &I);
  void lookAtDrop(const Body &B, Home H, const BitVector &Loop,
                  const ir::Instr &I);
  bool isSameClass(RecordNo R, Home H) const;
  bool isElement(const Body &B, Home H, const ir::Instr &I, const Way &By,
                 ir::Reg Iterator) const;
  void reportChange(const Body &B, Home H, const ir::Instr &I, FuncNo First,
                    const std::string &How);

  const Program *P = nullptr;
  std::optional<MemberChanges> Changes;
  ListedClosures Callbacks;
};

} // namespace

bool Iteration::isSameClass(RecordNo R, Home H) const {
  RecordNo Owner = P->slot(H.Slot).Record;
  return R == RecordNo::None || P->isDerivedFrom(R, Owner) ||
         P->isDerivedFrom(Owner, R);
}

void Iteration::reportChange(const Body &B, Home H, const ir::Instr &I,
                             FuncNo First, const std::string &How) {
  const Reach &R = Changes->reach(H);
  std::string Member = nameOf(*P, H);
  Misuse M;
  M.Check = "mutated-while-iterated";
  M.Where = B.place(I);
  M.Context = B.info().Name.str();
  M.Subject = Member;
  M.Message =
      How + " may change " + quoted(Member) + " while it is iterated here";
  for (FuncNo F = First; F != FuncNo::None;) {
    const Hop &Step = R.at(F);
    if (Step.Next == FuncNo::None)
      Out.note(M.Notes, Step.Where,
               quoted(P->function(F).Name) + " changes it here");
    else
      Out.note(M.Notes, P->function(F).Where,
               quoted(P->function(F).Name) + " calls " +
                   quoted(P->function(Step.Next).Name));
    F = Step.Next;
  }
  M.Of = classOf(*P, typeOf(*P, H));
  Out.report(std::move(M));
}

static bool isFrom(const Body &B, ir::Reg R, ir::Reg Iterator) {
  return B.isReachedFrom(R, [&](ir::Reg From) { return From == Iterator; });
}

/// Whether the call hands over an element of the class itself, whose member the
/// callee changes.
bool Iteration::isElement(const Body &B, Home H, const ir::Instr &I,
                          const Way &By, ir::Reg Iterator) const {
  if (By.IsMembers || By.Param >= I.Args.size() ||
      !isFrom(B, I.Args[By.Param].R, Iterator))
    return false;
  RecordNo Of = classOf(*P, P->type(P->slot(H.Slot).Type).Arg);
  return Of != RecordNo::None && isSameClass(Of, H);
}

void Iteration::lookAtCall(const Body &B, Home H, const ir::Instr &I,
                           ir::Reg Iterator) {
  FuncNo Callee = B.callee(I);
  if (Callee == FuncNo::None)
    return;
  const Reach &R = Changes->reach(H);
  SmallVector<FuncNo, 4> Targets{Callee};
  if (I.Op == Opcode::VCall)
    Targets = overriders(*P, Callee);
  llvm::sort(Targets);
  for (FuncNo Target : Targets) {
    auto It = R.find(Target);
    if (It == R.end() || isSameClass(P->function(Target).Parent, H) ||
        isElement(B, H, I, It->second.By, Iterator) ||
        (P->function(Target).Flags & (ir::FF_Ctor | ir::FF_Dtor)))
      continue;
    return reportChange(B, H, I, Target, "this call");
  }
}

/// Whether F calls what it is given for a parameter.
static bool invokes(const Program &P, FuncNo F, unsigned Param) {
  bool Found = false;
  if (P.function(F).Body)
    Body(P, F).forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      Found |= I.Op == Opcode::Invoke && ir::index(I.Args[0].R) == Param;
    });
  return Found;
}

/// A callback that is in the list itself, called here or where it is handed to.
void Iteration::lookAtInvoke(const Body &B, Home H, const ir::Instr &I,
                             ir::Reg Iterator) {
  if (Callbacks.in(H).empty())
    return;
  bool Calls = false;
  if (I.Op == Opcode::Invoke)
    Calls = isFrom(B, I.Args[0].R, Iterator);
  else if (FuncNo F = B.callee(I); F != FuncNo::None)
    for (unsigned No = 0; No < I.Args.size(); ++No)
      Calls |= isFrom(B, I.Args[No].R, Iterator) && invokes(*P, F, No);
  if (!Calls)
    return;
  for (FuncNo F : Callbacks.in(H))
    if (Changes->reach(H).contains(F))
      return reportChange(B, H, I, F, "this call");
}

/// A callback that a loop calls where it lies, by its number in the list. That
/// the list grows meanwhile is what such loops are for.
void Iteration::lookAtIndexed(const Body &B, const ir::Instr &I) {
  const ir::Instr *At = B.definition(I.Args[0].R);
  while (At && At->Op == Opcode::Field)
    At = B.definition(At->Args[0].R);
  if (!At || (At->Op != Opcode::Access && At->Op != Opcode::Elem) ||
      static_cast<ir::Position>(At->Sub) != ir::Position::Key)
    return;
  Home H = B.home(At->Args[0].R);
  if (!holdsObservers(*P, H))
    return;
  // Tables are asked for one entry.
  TypeNo Entry = P->type(P->slot(H.Slot).Type).Arg;
  if (P->kind(Entry) == TypeKind::Record &&
      (P->record(P->recordOf(Entry)).Flags & ir::RF_System))
    return;
  const Reach &R = Changes->reach(H);
  for (FuncNo F : Callbacks.in(H))
    if (auto It = R.find(F); It != R.end() && It->second.Removes)
      return reportChange(B, H, I, F, "this call");
}

/// A strong pointer that was locked from an entry may be the last.
void Iteration::lookAtDrop(const Body &B, Home H, const BitVector &Loop,
                           const ir::Instr &I) {
  if (isCollected(B, Loop, I.Args[0].R) || !mayBecomeLast(B, Loop, I.Args[0].R))
    return;
  const ir::Instr *Cell = B.definition(I.Args[0].R);
  TypeNo Entry = P->type(P->slot(H.Slot).Type).Arg;
  if (!Cell || P->kind(Entry) != TypeKind::Weak)
    return;
  TypeNo T = B.info().View->type(Cell->Ty);
  RecordNo Referent = P->recordOf(P->type(Entry).Arg);
  if (P->kind(T) != TypeKind::Strong || Referent == RecordNo::None ||
      P->recordOf(P->type(T).Arg) != Referent)
    return;
  const Reach &R = Changes->reach(H);
  SmallVector<RecordNo, 8> Work{Referent};
  for (unsigned No = 0; No < Work.size() && No < 64; ++No) {
    append_range(Work, P->record(Work[No]).Derived);
    FuncNo Dtor = P->record(Work[No]).Dtor;
    if (Dtor != FuncNo::None && R.contains(Dtor) && !isSameClass(Work[No], H))
      return reportChange(B, H, I, Dtor,
                          "the end of the last owner of an entry's object");
  }
}

void Iteration::lookAtLoop(const Body &B, Home H, const BitVector &Loop,
                           const ir::Instr &Next, ir::Reg Iterator) {
  auto Matters = [&](uint32_t Block, const ir::Instr &I) {
    return isMovedOnLater(*B.info().Body, Loop, Block, I, Next);
  };
  B.forEach([&](uint32_t Block, const ir::Instr &I) {
    if (!Loop.test(Block))
      return;
    bool IsCall = I.Op == Opcode::Call || I.Op == Opcode::VCall;
    if ((IsCall || I.Op == Opcode::Invoke) && Matters(Block, I)) {
      if (IsCall)
        lookAtCall(B, H, I, Iterator);
      lookAtInvoke(B, H, I, Iterator);
    } else if (I.Op == Opcode::Drop && Matters(Block, I)) {
      lookAtDrop(B, H, Loop, I);
    }
  });
}

void Iteration::lookAtLoops(const Body &B) {
  // An iterator is a cell into which the first element's address is stored.
  DenseMap<ir::Reg, Home> Iterators;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op != Opcode::Store)
      return;
    const ir::Instr *From = B.definition(I.Args[1].R);
    if (!From || From->Op != Opcode::Elem ||
        static_cast<ir::Position>(From->Sub) != ir::Position::Any)
      return;
    Home H = B.home(From->Args[0].R);
    if (holdsObservers(*P, H))
      Iterators[I.Args[0].R] = H;
  });
  if (Iterators.empty())
    return;
  B.forEach([&](uint32_t Block, const ir::Instr &I) {
    if (I.Op != Opcode::Next)
      return;
    const ir::Instr *Load = B.definition(I.Args[0].R);
    if (!Load || Load->Args.empty())
      return;
    auto It = Iterators.find(Load->Args[0].R);
    if (It != Iterators.end())
      lookAtLoop(B, It->second, loopAround(*B.info().Body, Block), I,
                 It->first);
  });
}

void Iteration::begin(const Program &Linked, const CallGraph &Calls) {
  P = &Linked;
  Changes.emplace(Linked, Calls);
  if (Changes->changers().empty())
    return;
  Callbacks.scan(Linked, Calls, Changes->changers());
  forEachBody(*P, ir::opSet({Opcode::Next}),
              [&](const Body &B) { lookAtLoops(B); });
  forEachBody(*P, ir::opSet({Opcode::Invoke}), [&](const Body &B) {
    B.forEach([&](uint32_t Block, const ir::Instr &I) {
      if (I.Op == Opcode::Invoke &&
          loopAround(*B.info().Body, Block).test(Block))
        lookAtIndexed(B, I);
    });
  });
}

std::unique_ptr<PathObserver> makeIteration(const Context &C) {
  return std::make_unique<Iteration>(C);
}

} // namespace weakspot::misuse
