//===- WeakSelf.cpp - weak-self-bypassed ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A closure that holds an object weakly and its address as well. Where it is
// made, the path says whether the two are the same object; its body says
// whether the address is used without a lock that is held. The two are known
// at different times, so they meet at the end.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

static constexpr StringLiteral SelfCheck = "weak-self-bypassed";

namespace {

/// A raw capture and a weak one of the same closure.
using Captures = std::pair<SlotNo, SlotNo>;

class WeakSelf : public Check {
public:
  using Check::Check;

  void enter(const PathView &V) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  std::vector<Finding> end() override;

private:
  void made(const PathView &V, const ir::Instr &I, const State &S);
  void used(const PathView &V, const State &S, Value Address);

  /// Said of this function: one unguarded use of each, that both are of one
  /// object.
  std::map<Captures, Place> Used;
  std::set<Captures> Same;
  bool InClosure = false;
};

} // namespace

void WeakSelf::enter(const PathView &V) {
  Used.clear();
  Same.clear();
  // What binds arguments is no member of its closure, but works on it as well.
  const Program &P = V.program();
  InClosure = false;
  if (!(V.body().Flags & ir::FF_Method) || V.body().Params.empty())
    return;
  TypeNo This = V.module().type(V.body().Params.front().Type);
  RecordNo R =
      This == TypeNo::None ? RecordNo::None : P.recordOf(P.type(This).Arg);
  InClosure = R != RecordNo::None && (P.record(R).Flags & ir::RF_Closure) != 0;
}

/// Puts every pair of captures that are of one object among the same.
void WeakSelf::made(const PathView &V, const ir::Instr &I, const State &S) {
  const Program &P = V.program();
  const Arena &A = V.arena();
  RecordNo R = V.module().record(I.Rec);
  if (Holds.Closures.contains(R))
    return; // Its maker runs it while it has the object itself.
  auto SlotNamed = [&](StringRef Wanted) {
    for (uint32_t K = 0; K < P.record(R).NumSlots; ++K)
      if (P.slot(P.slotOf(R, K)).Name == Wanted)
        return P.slotOf(R, K);
    return SlotNo::None;
  };
  // A pointer to the object that it is in is that object.
  auto HolderOf = [&](NodeNo N) {
    const Node &Target = A[N];
    if (Target.Kind != NodeKind::Pointee)
      return N;
    const Node &Cell = A[Target.Parent];
    return Cell.Kind == NodeKind::Slot &&
                   Holds.Kept.isSelf(static_cast<SlotNo>(Cell.A))
               ? Cell.Parent
               : N;
  };
  struct Capture {
    SlotNo Slot;
    TypeNo Type;
    NodeNo Object;
    StringRef Name;
  };
  SmallVector<Capture, 4> All;
  for (auto [No, O] : enumerate(I.Args)) {
    SlotNo Slot = SlotNamed(V.module().Module->name(O.Slot));
    NodeNo N = V.arg(S, I, No).node();
    if (Slot == SlotNo::None || N == NodeNo::None)
      continue;
    // A captured owner is given by its cell, `this` by its address.
    bool IsCell = O.How != ir::Transfer::Ref;
    Value Object = IsCell ? V.resolve(S, V.content(S, N).V) : Value::address(N);
    if (Object.isAddress())
      All.push_back({Slot, P.slot(Slot).Type, HolderOf(Object.node()),
                     P.slot(Slot).Name});
  }
  for (const Capture &Weak : All) {
    if (!isWeakly(P, Weak.Type))
      continue;
    for (const Capture &Other : All) {
      if (A.root(Other.Object) != A.root(Weak.Object) ||
          isWeakly(P, Other.Type))
        continue;
      if (P.kind(Other.Type) == TypeKind::Borrow) {
        if (Same.insert({Other.Slot, Weak.Slot}).second)
          Out.defer({Deferred::SameObject, Other.Slot, Weak.Slot, {}});
      } else if (P.kind(Other.Type) == TypeKind::Strong) {
        report(V, Other.Object, SelfCheck, Other.Name.str(),
               "the capture " + quoted(Other.Name) +
                   " owns the object that the capture " + quoted(Weak.Name) +
                   " refers to weakly: the closure keeps it alive");
      }
    }
  }
}

/// Whether an owner that came from the weak capture lives, and is not null; or,
/// where it gives none, whether it was asked.
static bool isHeld(const PathView &V, const State &S, NodeNo Closure,
                   SlotNo Weak) {
  const Arena &A = V.arena();
  auto IsReferent = [&](NodeNo N) {
    return A[N].Kind == NodeKind::Pointee && A[A[N].Parent].Parent == Closure &&
           A[A[N].Parent].A == index(Weak);
  };
  if (V.program().kind(V.program().slot(Weak).Type) == TypeKind::Borrow)
    return any_of(S.NullFacts, [&](const auto &Fact) {
      return !Fact.second && IsReferent(static_cast<NodeNo>(Fact.first));
    });
  return any_of(S.Cells, [&](const auto &Entry) {
    const Content &C = Entry.second;
    return C.Owned != NodeNo::None && IsReferent(C.Owned) &&
           !S.Dead.contains(index(A.root(static_cast<NodeNo>(Entry.first)))) &&
           !V.mayBeNull(S, C.V);
  });
}

void WeakSelf::used(const PathView &V, const State &S, Value Address) {
  if (!Address.isAddress())
    return;
  const Arena &A = V.arena();
  const Program &P = V.program();
  NodeNo Object = A.root(Address.node());
  // What a borrowing capture of the closure itself addresses.
  if (A[Object].Kind != NodeKind::Pointee)
    return;
  const Node &Cell = A[A[Object].Parent];
  if (Cell.Kind != NodeKind::Slot ||
      A.kind(A[Object].Parent) != TypeKind::Borrow ||
      A[Cell.Parent].Kind != NodeKind::Param || A[Cell.Parent].A != 0)
    return;
  auto Raw = static_cast<SlotNo>(Cell.A);
  if (isWeakly(P, P.slot(Raw).Type))
    return;
  NodeNo Closure = A[A[Object].Parent].Parent;
  RecordNo R = P.slot(Raw).Record;
  for (uint32_t K = 0; K < P.record(R).NumSlots; ++K) {
    SlotNo Weak = P.slotOf(R, K);
    if (!isWeakly(P, P.slot(Weak).Type) || isHeld(V, S, Closure, Weak))
      continue;
    auto [It, IsNew] = Used.try_emplace({Raw, Weak}, V.here());
    if (!IsNew && It->second <= V.here())
      continue;
    It->second = V.here();
    std::string RawName = P.slot(Raw).Name.str();
    Misuse M{SelfCheck,
             V.here(),
             P.function(V.function()).Name.str(),
             RawName,
             quoted(RawName) + " is used without a lock of " +
                 quoted(P.slot(Weak).Name) +
                 ", which the closure captures to know whether the object is "
                 "still there",
             {},
             classOf(P, P.slot(Raw).Type)};
    Out.note(M.Notes, P.record(R).Where, "the closure is made here");
    Out.defer({Deferred::RawUse, Raw, Weak, std::move(M)});
  }
}

/// Whether a function gets, with the object, what it can ask whether that is
/// still there.
static bool getsWeak(const PathView &V, const State &S, const ir::Instr &I) {
  return any_of(enumerate(I.Args), [&](const auto &Arg) {
    NodeNo N = V.arg(S, I, Arg.index()).node();
    return N != NodeNo::None && isWeakly(V.program(), V.arena()[N].Type);
  });
}

/// Whether calls alone see the address; they are looked at themselves. What
/// nothing sees was accessed for a text or a number, which is no cell.
static bool isOnlyPassed(const PathView &V, ir::Reg R) {
  bool IsPassed = false, IsUsed = false;
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs)
      if (any_of(I.Args, [&](const ir::Operand &O) { return O.R == R; }))
        (I.Op == Opcode::Call || I.Op == Opcode::VCall ? IsPassed : IsUsed) =
            true;
  return IsPassed && !IsUsed;
}

void WeakSelf::before(const PathView &V, const ir::Instr &I, State &S) {
  if (V.body().Flags & ir::FF_System)
    return;
  if (I.Op == Opcode::Closure)
    made(V, I, S);
  if (!InClosure)
    return;
  switch (I.Op) {
  case Opcode::Deref:
  case Opcode::Load:
    if (NodeNo Cell = V.arg(S, I, 0).node(); Cell != NodeNo::None) {
      used(V, S, Value::address(Cell));
      if (I.Op == Opcode::Deref && V.arena().kind(Cell) == TypeKind::Borrow &&
          !isOnlyPassed(V, I.Result))
        used(V, S, V.resolve(S, V.content(S, Cell).V));
    }
    return;
  case Opcode::Field:
    return used(V, S, V.arg(S, I, 0));
  case Opcode::Call:
  case Opcode::VCall:
    for (unsigned No = 0; No < I.Args.size() && !getsWeak(V, S, I); ++No)
      used(V, S, V.arg(S, I, No));
    return;
  default:
    return;
  }
}

std::vector<Finding> WeakSelf::end() {
  std::set<Captures> OfOne;
  std::map<Captures, const Misuse *> First;
  for (const Deferred &D : Out.deferred()) {
    if (D.What == Deferred::SameObject)
      OfOne.insert({D.A, D.B});
    if (D.What != Deferred::RawUse)
      continue;
    const Misuse *&Least = First[{D.A, D.B}];
    if (!Least || D.M.Where < Least->Where)
      Least = &D.M;
  }
  for (const auto &[Pair, M] : First)
    if (OfOne.contains(Pair))
      Out.report(*M);
  return {};
}

std::unique_ptr<PathObserver> makeWeakSelf(const Context &C) {
  return std::make_unique<WeakSelf>(C);
}

} // namespace weakspot::misuse
