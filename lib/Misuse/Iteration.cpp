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
// Which functions change a member is read off the bodies; callers of those, up
// to a few levels, may do so too. A change that depends on a flag of the same
// class is deferred and does not count. Calls on objects of the class itself
// change another object's member: that is how trees are walked.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "Misuse/Fresh.h"
#include "Misuse/ListedClosures.h"
#include "Misuse/Loops.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

/// Calls between an observer's function and the change.
static constexpr unsigned MaxHops = 3;

/// Members and pointers between a parameter and what is got at by it.
static constexpr unsigned MaxLevels = 8;

namespace {

/// By which of its parameters a function gets at the object whose member it
/// changes; another way, or none that is known, is Elsewhere.
using Way = uint32_t;
constexpr Way Elsewhere = ~0U;

/// A function that may change a member: how.
struct Hop {
  FuncNo Next = FuncNo::None; ///< None: it does so itself.
  Place Where;                ///< Of the change, or nowhere.
  unsigned Length = 0;
  Way By = Elsewhere;
};

struct Change {
  Place Where;
  Way By = Elsewhere;
};
using Reach = std::map<FuncNo, Hop>;

class Iteration : public Check {
public:
  using Check::Check;

  void begin(const Program &Linked, const CallGraph &Calls) override;

private:
  void findChanges(const Body &B);
  const Reach &reach(Home H);
  std::optional<Way> wayThrough(const Home &H, const Body &Caller,
                                FuncNo Callee, Way To);
  void lookAtLoops(const Body &B);
  void lookAtLoop(const Body &B, Home H, const BitVector &Loop,
                  const ir::Instr &Next, ir::Reg Iterator);
  void lookAtCall(const Body &B, Home H, const ir::Instr &I);
  void lookAtInvoke(const Body &B, Home H, const ir::Instr &I,
                    ir::Reg Iterator);
  void lookAtDrop(const Body &B, Home H, const BitVector &Loop,
                  const ir::Instr &I);
  bool isSameClass(RecordNo R, Home H) const;
  void reportChange(const Body &B, Home H, const ir::Instr &I, FuncNo First,
                    const std::string &How);

  const Program *P = nullptr;
  const CallGraph *G = nullptr;
  std::optional<Fresh> New;
  ListedClosures Callbacks;
  std::map<Home, std::map<FuncNo, Change>> Changes;
  std::map<Home, Reach> Reaches;
};

} // namespace

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

/// Members that hold others' pointers or callables.
static bool holdsObservers(const Program &P, const Home &H) {
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

/// How B gets at what R addresses: through members, and what they point to.
static Way wayTo(const Body &B, ir::Reg R) {
  for (unsigned Level = 0; Level < MaxLevels; ++Level) {
    if (ir::index(R) < B.info().Body->Params.size())
      return ir::index(R);
    const ir::Instr *Def = B.definition(R);
    if (!Def || (Def->Op != Opcode::Field && Def->Op != Opcode::Load &&
                 Def->Op != Opcode::Deref))
      break;
    R = Def->Args[0].R;
  }
  return Elsewhere;
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
std::optional<Way> Iteration::wayThrough(const Home &H, const Body &Caller,
                                         FuncNo Callee, Way To) {
  bool IsCalled = false, IsOwn = true;
  std::optional<Way> Found;
  Caller.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (!mayCall(*P, Caller, I, Callee) || To >= I.Args.size())
      return;
    IsCalled = true;
    if (New->isIn(Caller, I.Args[To].R) ||
        isElementsOwn(*P, H, Caller, I.Args[To].R))
      return;
    IsOwn = false;
    Way By = wayTo(Caller, I.Args[To].R);
    Found = Found.value_or(By) == By ? By : Elsewhere;
  });
  if (!IsCalled)
    return Elsewhere; // By a callable.
  return IsOwn ? std::nullopt : Found;
}

void Iteration::findChanges(const Body &B) {
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
    if (!holdsObservers(*P, H) || isElementsOwn(*P, H, B, I.Args[0].R) ||
        (B.info().Flags & (ir::FF_Ctor | ir::FF_Dtor)))
      return;
    if (!dependsOnFlag(*P, B, P->slot(H.Slot).Record) &&
        !New->isIn(B, I.Args[0].R))
      Changes[H].try_emplace(B.number(),
                             Change{B.place(I), wayTo(B, I.Args[0].R)});
  });
}

const Reach &Iteration::reach(Home H) {
  auto [It, IsNew] = Reaches.try_emplace(H);
  Reach &R = It->second;
  if (!IsNew)
    return R;
  SmallVector<FuncNo, 16> Now;
  auto Of = Changes.find(H);
  if (Of == Changes.end())
    return R;
  for (const auto &[F, C] : Of->second) {
    R[F] = {FuncNo::None, C.Where, 0, C.By};
    Now.push_back(F);
  }
  for (unsigned Length = 1; Length <= MaxHops; ++Length) {
    SmallVector<FuncNo, 16> Next;
    for (FuncNo F : Now)
      for (FuncNo Caller : G->callers(F)) {
        if (R.contains(Caller))
          continue;
        std::optional<Way> By = Elsewhere;
        if (Way To = R[F].By; To != Elsewhere && P->function(Caller).Body)
          By = wayThrough(H, Body(*P, Caller), F, To);
        if (!By)
          continue;
        R[Caller] = Hop{F, {}, Length, *By};
        Next.push_back(Caller);
      }
    llvm::sort(Next);
    Now = std::move(Next);
  }
  return R;
}

bool Iteration::isSameClass(RecordNo R, Home H) const {
  RecordNo Owner = P->slot(H.Slot).Record;
  return R == RecordNo::None || P->isDerivedFrom(R, Owner) ||
         P->isDerivedFrom(Owner, R);
}

void Iteration::reportChange(const Body &B, Home H, const ir::Instr &I,
                             FuncNo First, const std::string &How) {
  const Reach &R = reach(H);
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

/// Whether R addresses what a variable points to, or a part of it.
static bool isFrom(const Body &B, ir::Reg R, ir::Reg Variable) {
  for (unsigned Level = 0; Level < MaxLevels && R != Variable; ++Level) {
    const ir::Instr *Def = B.definition(R);
    if (!Def)
      return false;
    if (Def->Op == Opcode::Field || Def->Op == Opcode::Load ||
        Def->Op == Opcode::Deref) {
      R = Def->Args[0].R;
      continue;
    }
    // A reference that the loop declares.
    const ir::Instr *Set = nullptr;
    B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Op == Opcode::Store && I.Args[0].R == R)
        Set = &I;
    });
    if (Def->Op != Opcode::Local || !Set)
      return false;
    R = Set->Args[1].R;
  }
  return R == Variable;
}

void Iteration::lookAtCall(const Body &B, Home H, const ir::Instr &I) {
  FuncNo Callee = B.callee(I);
  if (Callee == FuncNo::None)
    return;
  const Reach &R = reach(H);
  SmallVector<FuncNo, 4> Targets{Callee};
  if (I.Op == Opcode::VCall)
    Targets = overriders(*P, Callee);
  llvm::sort(Targets);
  for (FuncNo Target : Targets) {
    auto It = R.find(Target);
    if (It == R.end() || isSameClass(P->function(Target).Parent, H) ||
        (P->function(Target).Flags & (ir::FF_Ctor | ir::FF_Dtor)))
      continue;
    return reportChange(B, H, I, Target, "this call");
  }
}

/// A callback that is in the list itself.
void Iteration::lookAtInvoke(const Body &B, Home H, const ir::Instr &I,
                             ir::Reg Iterator) {
  if (Callbacks.in(H).empty() || !isFrom(B, I.Args[0].R, Iterator))
    return;
  for (FuncNo F : Callbacks.in(H))
    if (reach(H).contains(F))
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
  const Reach &R = reach(H);
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
    if ((I.Op == Opcode::Call || I.Op == Opcode::VCall) && Matters(Block, I))
      lookAtCall(B, H, I);
    else if (I.Op == Opcode::Invoke && Matters(Block, I))
      lookAtInvoke(B, H, I, Iterator);
    else if (I.Op == Opcode::Drop && Matters(Block, I))
      lookAtDrop(B, H, Loop, I);
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
  G = &Calls;
  New.emplace(Linked);
  forEachBody(*P,
              ir::opSet({Opcode::Erase, Opcode::Reset, Opcode::Swap,
                         Opcode::Insert, Opcode::Emplace}),
              [&](const Body &B) { findChanges(B); });
  if (Changes.empty())
    return;
  ListedClosures::Changers Changing;
  for (const auto &[H, By] : Changes)
    for (const auto &[F, C] : By)
      Changing[H].insert(F);
  Callbacks.scan(*P, *G, Changing);
  forEachBody(*P, ir::opSet({Opcode::Next}),
              [&](const Body &B) { lookAtLoops(B); });
}

std::unique_ptr<PathObserver> makeIteration(const Context &C) {
  return std::make_unique<Iteration>(C);
}

} // namespace weakspot::misuse
