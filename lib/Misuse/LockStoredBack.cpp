//===- LockStoredBack.cpp - lock-stored-back --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a weak pointer of an object refers to, owned at a function's end by a
// strong pointer of the same object. It matters if the referent's class can own
// the object's class, which the weak pointer was there to break, and if nothing
// but destructors ever lets go of it.
//
//===----------------------------------------------------------------------===//
#include "Analysis/Removals.h"
#include "Misuse/Families.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::TypeKind;

namespace {

class LockStoredBack : public Check {
public:
  using Check::Check;

  void begin(const Program &Linked, const CallGraph &Calls) override {
    P = &Linked;
    G = &Calls;
  }
  void enter(const PathView & /*V*/) override { LockedHere.clear(); }
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void exit(const PathView &V, State &S) override;
  std::vector<Finding> end() override;

private:
  bool canOwn(RecordNo Owner, RecordNo Owned) const;
  void consider(const PathView &V, const State &S, NodeNo Cell,
                const Content &C);

  const Program *P = nullptr;
  const CallGraph *G = nullptr;
  DenseSet<uint32_t> LockedHere; ///< What this function's own locks gave.
};

} // namespace

/// Whether owners lead from the one class to the other.
bool LockStoredBack::canOwn(RecordNo Owner, RecordNo Owned) const {
  SmallVector<RecordNo, 16> Work{Owner};
  DenseSet<uint32_t> Seen;
  while (!Work.empty() && Seen.size() < 256) {
    RecordNo R = Work.pop_back_val();
    if (!Seen.insert(index(R)).second)
      continue;
    append_range(Work, P->record(R).Bases);
    for (uint32_t I = 0; I < P->record(R).NumSlots; ++I) {
      TypeNo T = P->slot(P->slotOf(R, I)).Type;
      for (unsigned Level = 0; Level < 6 && T != TypeNo::None; ++Level) {
        TypeKind K = P->kind(T);
        if (K == TypeKind::Record) {
          RecordNo To = P->type(T).Record;
          if (P->isDerivedFrom(To, Owned) || P->isDerivedFrom(Owned, To))
            return true;
          Work.push_back(To);
          break;
        }
        if (K != TypeKind::Strong && K != TypeKind::Unique &&
            K != TypeKind::Collection)
          break;
        T = P->type(T).Arg;
      }
    }
  }
  return false;
}

void LockStoredBack::consider(const PathView &V, const State &S, NodeNo Cell,
                              const Content &C) {
  const Arena &A = V.arena();
  NodeNo Weak = weakSource(V, C.Owned);
  if (Weak == NodeNo::None || V.resolve(S, C.V).K == Value::Null)
    return;
  // The strong cell lies in the weak one's object, or in a closure that this
  // object owns.
  NodeNo Place = Cell;
  NodeNo Holder = A.root(Weak);
  if (A.root(Place) != Holder) {
    NodeNo Keeper = V.ownerOf(S, A.root(Place));
    if (Keeper == NodeNo::None || A.kind(Keeper) != TypeKind::Callable)
      return;
    Place = Keeper;
  }
  if (A.root(Place) != Holder || !A[Holder].Input ||
      A.kind(Holder) != TypeKind::Record)
    return;
  // The slot of the object that the owner is in.
  NodeNo Slot = Place;
  while (A[Slot].Kind != NodeKind::Slot && A[Slot].Parent != NodeNo::None)
    Slot = A[Slot].Parent;
  if (A[Slot].Kind != NodeKind::Slot)
    return;
  bool Exact = false;
  RecordNo To = V.dynamicClass(S, C.Owned, Exact);
  if (To == RecordNo::None) // The weak pointer does not say of what it is one.
    To = classOf(*P, A[Cell].Type);
  RecordNo From = V.dynamicClass(S, Holder, Exact);
  if (To == RecordNo::None || From == RecordNo::None || !canOwn(To, From))
    return;
  if (C.How == TraceNo::None)
    return;
  TraceNo Inner = V.traces()[C.How].Inner;
  if (Inner != TraceNo::None && !LockedHere.contains(index(C.Owned)))
    return; // Said where it is locked.
  std::string WeakName = nameOr(Name.describe(V, Weak), "a weak pointer");
  std::string Strong = nameOr(Name.describe(V, Place), "a member");
  Deferred Found;
  Found.What = Deferred::StoredBack;
  Found.A = static_cast<SlotNo>(A[Slot].A);
  Misuse &M = Found.M;
  M.Check = "lock-stored-back";
  M.Where = V.traces()[C.How].Where;
  M.Context = P->function(V.function()).Name.str();
  M.Subject = Strong;
  M.Message = "what " + WeakName + " refers to is owned by " + Strong +
              " from here on: the cycle that the weak pointer breaks is closed "
              "again";
  M.Of = To;
  if (A[Weak].Kind == NodeKind::Slot)
    Out.note(M.Notes, P->slot(static_cast<SlotNo>(A[Weak].A)).Where,
             "the weak pointer is declared here");
  Out.note(M.Notes, P->record(To).Where,
           quoted(P->record(To).Name) + " owns " +
               quoted(P->record(From).Name) + ", directly or through others");
  Out.notes(M.Notes, V.traces(), Inner, "it is stored here");
  Out.defer(std::move(Found));
}

void LockStoredBack::after(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Op != ir::Opcode::Lock)
    return;
  if (NodeNo Strong = V.arg(S, I, 0).node(); Strong != NodeNo::None)
    if (NodeNo Owned = V.content(S, Strong).Owned; Owned != NodeNo::None)
      LockedHere.insert(index(Owned));
}

void LockStoredBack::exit(const PathView &V, State &S) {
  if (V.body().Flags & ir::FF_System)
    return;
  for (const auto &[N, C] : S.Cells) {
    auto Cell = static_cast<NodeNo>(N);
    if (C.New && C.Owned != NodeNo::None &&
        V.arena().kind(Cell) == TypeKind::Strong &&
        !S.Dead.contains(index(V.arena().root(Cell))))
      consider(V, S, Cell, C);
  }
}

std::vector<Finding> LockStoredBack::end() {
  std::optional<Removals> Removed;
  for (const Deferred &D : Out.deferred()) {
    if (D.What != Deferred::StoredBack)
      continue;
    if (!Removed)
      Removed.emplace(*P, *G);
    if (none_of(Removed->of(D.A), [&](const Removal &R) {
          return !(P->function(R.In).Flags & ir::FF_Dtor);
        }))
      Out.report(D.M);
  }
  return {};
}

std::unique_ptr<PathObserver> makeLockStoredBack(const Context &C) {
  return std::make_unique<LockStoredBack>(C);
}

} // namespace weakspot::misuse
