//===- Rings.cpp - Closed paths of owners -----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Rings.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>

using namespace llvm;

namespace weakspot::analysis {

using ir::TypeKind;

namespace {

struct Edge {
  NodeNo From = NodeNo::None; ///< Objects: roots. Of a weak key: its referent.
  NodeNo To = NodeNo::None;
  NodeNo Cell = NodeNo::None;
  const Content *C = nullptr;
  bool WeakKey = false; ///< The entry in a table keeps To while From lives.
  bool RawKey = false;  ///< And the key is a plain address.
};

/// What decides on the life of a table's entry.
struct Decider {
  SlotNo Slot = SlotNo::None;
  bool Raw = false;
};

class Finder {
public:
  Finder(const Program &P, const Arena &A, const State &S, FuncNo Seen)
      : P(P), A(A), S(S), Seen(Seen) {}

  std::vector<Ring> find();

private:
  void collectEdges();
  Decider deciderOf(NodeNo Entry) const;
  void addWeakKeyEdge(const Edge &Owner);
  bool isDead(NodeNo Object) const { return S.Dead.contains(index(Object)); }
  void collectReachable();
  bool shortestPath(NodeNo From, NodeNo To, bool WithRaw,
                    SmallVectorImpl<const Edge *> &Path) const;
  bool close(const Edge &E, SmallVectorImpl<const Edge *> &Path) const;
  std::optional<Ring> makeRing(ArrayRef<const Edge *> Path) const;
  RingStep makeStep(const Edge &E) const;
  bool isOwnValue(const Edge &E) const;

  const Program &P;
  const Arena &A;
  const State &S;
  FuncNo Seen;
  std::vector<Edge> Edges;
  bool AnyRaw = false;
  DenseMap<uint32_t, SmallVector<uint32_t, 2>> Out;
  DenseSet<uint32_t> Reachable;  ///< From anything that outlives the function.
  DenseSet<uint32_t> FromGlobal; ///< Owned from a global.
};

void Finder::collectEdges() {
  SmallVector<uint32_t, 32> Cells;
  for (const auto &[N, C] : S.Cells)
    if (C.Owned != NodeNo::None && !C.Once)
      Cells.push_back(N);
  llvm::sort(Cells);
  for (uint32_t N : Cells) {
    auto Cell = static_cast<NodeNo>(N);
    const Content &C = S.Cells.find(N)->second;
    NodeNo From = A.root(Cell), To = A.root(C.Owned);
    if (S.Dead.contains(index(From)) || S.Dead.contains(index(To)))
      continue;
    auto IsNull = [&](NodeNo M) {
      auto It = S.NullFacts.find(index(M));
      return It != S.NullFacts.end() && It->second;
    };
    if (IsNull(C.Owned))
      continue;
    Out[index(From)].push_back(Edges.size());
    Edges.push_back({From, To, Cell, &C});
    addWeakKeyEdge(Edge(Edges.back()));
  }
}

/// The slot of a table's entry with whose referent the entry goes: the first
/// one, if the entry is found by it and it is weak, or an address; of a table
/// declared so, the first weak one.
Decider Finder::deciderOf(NodeNo Entry) const {
  if (A[Entry].Kind != NodeKind::Element || A.kind(Entry) != TypeKind::Record)
    return {};
  RecordNo Record = P.recordOf(A[Entry].Type);
  TypeNo Table = A[A[Entry].Parent].Type;
  bool Declared = Table != TypeNo::None && P.type(Table).WeakKeyed;
  if (!Declared && !S.Keys.lookup(index(Entry)).isAddress())
    return {};
  for (unsigned No = 0;; ++No) {
    SlotNo Slot = P.slotOf(Record, No);
    if (Slot == SlotNo::None)
      return {Declared ? P.slotOf(Record, 0) : SlotNo::None};
    TypeKind Kind = P.kind(P.slot(Slot).Type);
    if (Kind == TypeKind::Weak)
      return {Slot};
    if (!Declared)
      return {Kind == TypeKind::Borrow ? Slot : SlotNo::None, /*Raw=*/true};
  }
}

void Finder::addWeakKeyEdge(const Edge &Owner) {
  NodeNo E = Owner.Cell;
  Decider Decides;
  for (; E != Owner.From; E = A[E].Parent) {
    Decides = deciderOf(E);
    if (Decides.Slot != SlotNo::None)
      break;
  }
  if (E == Owner.From)
    return;
  for (const auto &[N, C] : S.Cells) {
    const Node &Info = A[static_cast<NodeNo>(N)];
    if (Info.Kind != NodeKind::Slot || Info.Parent != E ||
        Info.A != index(Decides.Slot) || !C.V.isAddress())
      continue;
    NodeNo Referent = A.root(C.V.node());
    if (isDead(Referent) || Referent == Owner.From)
      return;
    Out[index(Referent)].push_back(Edges.size());
    AnyRaw |= Decides.Raw;
    Edges.push_back({Referent, Owner.To, Owner.Cell, Owner.C, /*WeakKey=*/true,
                     Decides.Raw});
    return;
  }
}

void Finder::collectReachable() {
  DenseMap<uint32_t, SmallVector<uint32_t, 4>> CellsOf;
  for (const auto &[N, C] : S.Cells)
    CellsOf[index(A.root(static_cast<NodeNo>(N)))].push_back(N);
  SmallVector<NodeNo, 16> Work;
  auto Mark = [&](NodeNo Root) {
    if (Reachable.insert(index(Root)).second)
      Work.push_back(Root);
  };
  for (const auto &[Root, Cells] : CellsOf)
    if (A[static_cast<NodeNo>(Root)].Input)
      Mark(static_cast<NodeNo>(Root));
  for (uint32_t N : S.Escaped)
    Mark(static_cast<NodeNo>(N));
  if (S.Ret.isAddress())
    Mark(A.root(S.Ret.node()));
  for (const PendingCall &Call : S.Pending)
    for (Value V : Call.Args)
      if (V.isAddress())
        Mark(A.root(V.node()));
  while (!Work.empty()) {
    auto It = CellsOf.find(index(Work.pop_back_val()));
    if (It == CellsOf.end())
      continue;
    for (uint32_t N : It->second) {
      const Content &C = S.Cells.find(N)->second;
      if (C.Owned != NodeNo::None)
        Mark(A.root(C.Owned));
      // A weak or raw way in is a way in: somebody may still let go of an edge.
      if (C.V.isAddress())
        Mark(A.root(C.V.node()));
    }
  }
  for (const Edge &E : Edges)
    if (A[E.From].Kind == NodeKind::Global)
      Work.push_back(E.To);
  while (!Work.empty()) {
    NodeNo N = Work.pop_back_val();
    if (!FromGlobal.insert(index(N)).second)
      continue;
    for (uint32_t E : Out.lookup(index(N)))
      Work.push_back(Edges[E].To);
  }
}

bool Finder::shortestPath(NodeNo From, NodeNo To, bool WithRaw,
                          SmallVectorImpl<const Edge *> &Path) const {
  if (From == To)
    return true;
  DenseMap<uint32_t, const Edge *> Came;
  std::deque<NodeNo> Work{From};
  while (!Work.empty()) {
    NodeNo N = Work.front();
    Work.pop_front();
    auto It = Out.find(index(N));
    if (It == Out.end())
      continue;
    for (uint32_t No : It->second) {
      const Edge &E = Edges[No];
      if ((E.RawKey && !WithRaw) || E.To == From ||
          !Came.try_emplace(index(E.To), &E).second)
        continue;
      if (E.To == To) {
        for (NodeNo At = To; At != From; At = Came.lookup(index(At))->From)
          Path.push_back(Came.lookup(index(At)));
        std::reverse(Path.begin(), Path.end());
        return true;
      }
      Work.push_back(E.To);
    }
  }
  return false;
}

RingStep Finder::makeStep(const Edge &E) const {
  RingStep Step;
  const Node &From = A[E.From];
  NodeNo Holder = A.root(E.Cell);
  Step.FromType = From.Type;
  Step.FromInput = From.Input;
  Step.From = P.recordOf(From.Type);
  Step.Made = From.Input ? TraceNo::None : From.Made;
  Step.Holder = A[E.Cell].Type;
  Step.How = E.C->New ? E.C->How : TraceNo::None;
  Step.ToType = A[E.To].Type;
  Step.FromSelf = E.C->FromSelf;
  switch (A.kind(E.Cell)) {
  case TypeKind::Unique:
  case TypeKind::Borrow: // One that its holder's destructor deletes.
    Step.Kind = EdgeKind::Unique;
    break;
  case TypeKind::Callable: {
    // A pointer whose type is erased (std::any) shares its object; what is
    // called is the callable's own.
    RecordNo To = P.recordOf(A[E.To].Type);
    bool Called = To == RecordNo::None || P.record(To).CallOp != FuncNo::None ||
                  (P.record(To).Flags & ir::RF_Closure);
    Step.Kind = Called ? EdgeKind::Callable : EdgeKind::Strong;
    break;
  }
  default:
    Step.Kind = EdgeKind::Strong;
    break;
  }
  // From the cell up to the object: the slots on the way, outermost last.
  SmallVector<SlotNo, 4> Slots;
  NodeNo Outermost = E.Cell;
  for (NodeNo N = E.Cell; N != Holder; N = A[N].Parent) {
    const Node &Info = A[N];
    Outermost = N;
    if (Info.Kind == NodeKind::Slot)
      Slots.push_back(static_cast<SlotNo>(Info.A));
    Step.InCollection |= Info.Kind == NodeKind::Element;
    Step.Retained |= Info.Kind == NodeKind::Kept;
    if (Info.Kind == NodeKind::Deleter)
      Step.Kind = EdgeKind::Deleter;
  }
  if (E.C->AtEnd)
    Step.Kind = EdgeKind::Deleter;
  if (E.WeakKey)
    Step.Kind = EdgeKind::WeakKey;
  Step.RawKey = E.RawKey;
  // A global that is a table, or refers to one.
  NodeNo Table =
      A[Holder].Kind == NodeKind::Pointee ? A[Holder].Parent : Holder;
  if (A[Outermost].Kind == NodeKind::Element &&
      A[Table].Kind == NodeKind::Global && A[Table].A != ~0U)
    Step.Table = static_cast<GlobalNo>(A[Table].A);
  if (!Slots.empty()) {
    Step.Slot = Slots.pop_back_val();
    Step.Inner.assign(Slots.rbegin(), Slots.rend());
    Step.IsMember = A[E.Cell].Kind == NodeKind::Slot;
  }
  return Step;
}

/// Whether an entry's value is, or owns by value, the referent of its key.
bool Finder::isOwnValue(const Edge &E) const {
  TypeKind Kind = A.kind(E.Cell);
  return E.WeakKey && E.From == E.To && Kind != TypeKind::Unique &&
         Kind != TypeKind::Borrow;
}

std::optional<Ring> Finder::makeRing(ArrayRef<const Edge *> Path) const {
  Ring R;
  R.Seen = Seen;
  R.Unreachable = true;
  R.Skipped = S.Skipped;
  bool Counted = false;
  for (const Edge *E : Path) {
    // What lives in the frame or in a global dies or stays with it.
    NodeKind K = A[E->From].Kind;
    if (K == NodeKind::Local || K == NodeKind::Global)
      return std::nullopt;
    R.Steps.push_back(makeStep(*E));
    Counted |= R.Steps.back().Kind == EdgeKind::Strong || isOwnValue(*E);
    R.Certain &= E->C->Certain;
    R.Guessed |= E->C->Guessed;
    R.After = std::max<unsigned>(R.After, E->C->After);
    if (E->WeakKey) {
      // The table is what leaks, as long as it lives.
      R.Certain = false;
      continue;
    }
    R.Unreachable &= !A[E->From].Input && !Reachable.contains(index(E->From));
    R.HeldByGlobal |= FromGlobal.contains(index(E->From));
  }
  R.Chosen = any_of(S.Choices, [&](Choice C) { return C.At >= R.After; });
  // An entry in a global table is exactly what a weak-keyed leak looks like.
  if (any_of(Path, [](const Edge *E) { return E->WeakKey; }))
    R.HeldByGlobal = false;
  if (!Counted)
    return std::nullopt;
  return R;
}

/// A ring that needs no plain address is the one to tell.
bool Finder::close(const Edge &E, SmallVectorImpl<const Edge *> &Path) const {
  Path.assign({&E});
  if (!E.RawKey && shortestPath(E.To, E.From, /*WithRaw=*/false, Path))
    return true;
  Path.assign({&E});
  return AnyRaw && shortestPath(E.To, E.From, /*WithRaw=*/true, Path);
}

std::vector<Ring> Finder::find() {
  std::vector<Ring> Rings;
  collectEdges();
  if (none_of(Edges, [](const Edge &E) { return E.C->New; }))
    return Rings;
  collectReachable();
  for (const Edge &E : Edges) {
    if (!E.C->New)
      continue;
    SmallVector<const Edge *, 8> Path;
    if (!close(E, Path))
      continue;
    if (std::optional<Ring> R = makeRing(Path))
      Rings.push_back(std::move(*R));
  }
  return Rings;
}

} // namespace

std::vector<Ring> findRings(const Program &P, const Arena &A, const State &S,
                            FuncNo Seen) {
  return Finder(P, A, S, Seen).find();
}

} // namespace weakspot::analysis
