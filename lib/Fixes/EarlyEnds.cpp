//===- EarlyEnds.cpp - Objects that end while they are used ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/EarlyEnds.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace llvm;

namespace weakspot::fixes {

using analysis::Arena;
using analysis::CallGraph;
using analysis::Content;
using analysis::Event;
using analysis::NodeKind;
using analysis::NodeNo;
using analysis::PathView;
using analysis::Program;
using analysis::SlotInfo;
using analysis::SlotNo;
using analysis::State;
using analysis::Value;
using ir::Opcode;
using ir::TypeKind;

/// Behind those of the misuse checks, which share a state's list.
enum EventKind : uint32_t {
  EV_WeakLocked = 101, ///< A weak cell that was there on entry.
  EV_ReferentGone      ///< Of this weak cell, while its holder lives.
};

/// The program's own slot that a cell is, or is an element or a library's part
/// of.
static NodeNo slotOf(const PathView &V, NodeNo Cell) {
  const Arena &A = V.arena();
  const Program &P = V.program();
  while (Cell != NodeNo::None && (A[Cell].Kind == NodeKind::Slot ||
                                  A[Cell].Kind == NodeKind::Element)) {
    if (A[Cell].Kind == NodeKind::Slot) {
      const SlotInfo &Slot = P.slot(static_cast<SlotNo>(A[Cell].A));
      if (!(P.record(Slot.Record).Flags & ir::RF_System))
        return Cell;
    }
    Cell = A[Cell].Parent;
  }
  return NodeNo::None;
}

static bool isWeakSlot(const PathView &V, NodeNo Cell) {
  return Cell != NodeNo::None && V.arena().kind(Cell) == TypeKind::Weak &&
         slotOf(V, Cell) != NodeNo::None;
}

static std::string nameOf(const PathView &V, NodeNo Cell) {
  const SlotInfo &Slot =
      V.program().slot(static_cast<SlotNo>(V.arena()[slotOf(V, Cell)].A));
  return (V.program().record(Slot.Record).Name + "::" + Slot.Name).str();
}

static void add(EarlyEnds::Ends &To, const PathView &V, NodeNo Cell,
                const Twine &Message) {
  Note N{V.program().source(V.here()), Message.str()};
  auto [It, IsNew] = To.try_emplace(nameOf(V, Cell), N);
  if (!IsNew)
    It->second = std::min(It->second, N);
}

/// What is kept, at the function's end, by something that lives on: what was
/// there on entry, what is returned and what unknown code has. What is left is
/// leaked.
static DenseSet<uint32_t> keptAtExit(const PathView &V, const State &S) {
  const Arena &A = V.arena();
  DenseMap<uint32_t, SmallVector<NodeNo, 2>> Owned;
  DenseSet<uint32_t> Kept;
  SmallVector<NodeNo, 8> Work;
  auto Keep = [&](NodeNo Root) {
    if (!S.Dead.contains(ir::index(Root)) &&
        Kept.insert(ir::index(Root)).second)
      Work.push_back(Root);
  };
  for (const auto &[N, C] : S.Cells) {
    NodeNo Root = A.root(static_cast<NodeNo>(N));
    if (A[Root].Input)
      Keep(Root);
    if (C.Owned != NodeNo::None)
      Owned[ir::index(Root)].push_back(A.root(C.Owned));
  }
  for (uint32_t N : S.Escaped)
    Keep(A.root(static_cast<NodeNo>(N)));
  if (S.Ret.isAddress())
    Keep(A.root(S.Ret.node()));
  while (!Work.empty())
    if (auto It = Owned.find(ir::index(Work.pop_back_val())); It != Owned.end())
      for (NodeNo Object : It->second)
        Keep(Object);
  return Kept;
}

void EarlyEnds::begin(const Program &P, const CallGraph &G) {
  Calls = &G;
  if (Next)
    Next->begin(P, G);
}

void EarlyEnds::enter(const PathView &V) {
  if (Next)
    Next->enter(V);
}

void EarlyEnds::leave(const PathView &V) {
  if (Next)
    Next->leave(V);
}

std::vector<Finding> EarlyEnds::end() {
  return Next ? Next->end() : std::vector<Finding>();
}

/// Whether an object that was there on entry has lost the owner that it was
/// found by, and no other is known. Where ownership moves on from one member to
/// another that is weak now, nobody is left who keeps it.
static bool lostOwner(const PathView &V, const State &S, NodeNo Object) {
  const Arena &A = V.arena();
  const analysis::Node &N = A[Object];
  if (N.Kind != NodeKind::Pointee || !analysis::isOwnerKind(A.kind(N.Parent)))
    return false;
  Content Now = V.content(S, N.Parent);
  return Now.New && Now.Owned != Object && V.ownerOf(S, Object) == NodeNo::None;
}

/// A weak cell is locked: is its object gone? What was there on entry is for
/// the callers to say.
void EarlyEnds::locked(const PathView &V, const State &S, NodeNo Cell,
                       State &Noted) {
  const Arena &A = V.arena();
  if (!isWeakSlot(V, Cell))
    return;
  Content C = V.content(S, Cell);
  if (!C.V.isAddress())
    return;
  NodeNo Object = A.root(C.V.node());
  if (S.Dead.contains(ir::index(Object)))
    add(Used, V, Cell,
        "here '" + nameOf(V, Cell) + "' would be locked after its object went");
  else if (C.New && lostOwner(V, S, Object))
    add(Used, V, Cell,
        "here '" + nameOf(V, Cell) +
            "' would be locked after the only known owner of its object let "
            "go of it");
  else if (!C.New && A[A.root(Cell)].Input)
    Noted.note({EV_WeakLocked, Cell});
}

/// An object is used; have what its weak members refer to gone before?
void EarlyEnds::touched(const PathView &V, const State &S, NodeNo Object) {
  const Arena &A = V.arena();
  for (const Event &E : S.Events)
    if (E.Kind == EV_ReferentGone && A.root(E.On) == Object &&
        isWeakSlot(V, E.On))
      add(Used, V, E.On,
          "here the holder of '" + nameOf(V, E.On) +
              "' is used after the object that it refers to went");
}

void EarlyEnds::before(const PathView &V, const ir::Instr &I, State &S) {
  if (Next)
    Next->before(V, I, S);
  switch (I.Op) {
  case Opcode::Lock:
    if (Value Cell = V.arg(S, I, 1); Cell.isAddress())
      locked(V, S, Cell.node(), S);
    break;
  case Opcode::Deref:
    if (Value Owner = V.arg(S, I, 0); Owner.isAddress())
      if (Value Object = V.content(S, Owner.node()).V; Object.isAddress())
        touched(V, S, V.arena().root(Object.node()));
    break;
  case Opcode::Field:
  case Opcode::Call:
  case Opcode::VCall:
  case Opcode::Invoke:
    for (unsigned No = 0; No < I.Args.size(); ++No)
      if (Value Object = V.arg(S, I, No); Object.isAddress())
        touched(V, S, V.arena().root(Object.node()));
    break;
  default:
    break;
  }
}

void EarlyEnds::after(const PathView &V, const ir::Instr &I, State &S) {
  if (Next)
    Next->after(V, I, S);
  if (S.Dead.empty())
    return;
  const Arena &A = V.arena();
  SmallVector<uint32_t, 4> Gone;
  for (const auto &[N, C] : S.Cells) {
    auto Cell = static_cast<NodeNo>(N);
    if (isWeakSlot(V, Cell) && C.V.isAddress() &&
        S.Dead.contains(ir::index(A.root(C.V.node()))) &&
        !S.Dead.contains(ir::index(A.root(Cell))))
      Gone.push_back(N);
  }
  llvm::sort(Gone);
  for (uint32_t N : Gone) {
    Event E{EV_ReferentGone, static_cast<NodeNo>(N)};
    if (is_contained(S.Events, E))
      continue;
    S.note(E);
  }
  // A holder that is leaked outlives nothing: it is never used again.
  for (const Event &E : S.Events)
    if (E.Kind == EV_ReferentGone && isWeakSlot(V, E.On) &&
        S.Dead.contains(ir::index(A.root(E.On))))
      addOutlived(V, E.On);
}

void EarlyEnds::addOutlived(const PathView &V, NodeNo Cell) {
  add(Outlived, V, Cell,
      "here the object that '" + nameOf(V, Cell) +
          "' refers to has gone before its holder");
}

void EarlyEnds::event(const PathView &V, const Event &E, const State &Before,
                      State &S) {
  if (Next)
    Next->event(V, E, Before, S);
  if (E.Kind == EV_WeakLocked)
    locked(V, Before, E.On, S);
  else if (E.Kind == EV_ReferentGone && isWeakSlot(V, E.On))
    S.note(E);
}

/// What was there on entry, callers are told of. What was made here and lives
/// on, they may use.
void EarlyEnds::exit(const PathView &V, State &S) {
  if (Next)
    Next->exit(V, S);
  const Arena &A = V.arena();
  std::optional<DenseSet<uint32_t>> Kept;
  for (const Event &E : S.Events) {
    if (E.Kind != EV_ReferentGone || !isWeakSlot(V, E.On))
      continue;
    NodeNo Holder = A.root(E.On);
    if (S.Dead.contains(ir::index(Holder)))
      continue;
    if (A[Holder].Input) {
      if (Calls->isRoot(V.function()))
        addOutlived(V, E.On);
      continue;
    }
    if (!Kept)
      Kept = keptAtExit(V, S);
    if (Kept->contains(ir::index(Holder)))
      add(Used, V, E.On,
          "the holder of '" + nameOf(V, E.On) +
              "' leaves this function, in which the object that it refers to "
              "went");
  }
}

} // namespace weakspot::fixes
