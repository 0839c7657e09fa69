//===- LockChecks.cpp - unchecked-lock, expired-then-use --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A weak pointer's referent that is accessed on a path that does not say that
// it is not null. That a weak pointer was not expired, or that an earlier
// lock() gave something, says nothing of a later lock().
//
// A callee that dereferences what it is given says so by an event, and the
// caller that gave it an unchecked lock is told where.
//
//===----------------------------------------------------------------------===//
#include "Analysis/Summary.h"
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "Misuse/LockReports.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class LockChecks : public LockReports {
public:
  using LockReports::LockReports;

  void enter(const PathView &V) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void event(const PathView &V, const Event &E, const State &Before,
             State &S) override;

private:
  void asks(const PathView &V, const ir::Instr &I, State &S);
  void returned(const PathView &V, const ir::Instr &I, State &S);
  void ask(const State &S, Value Answer, LockQuestions::Question Q);
  void accessed(const PathView &V, State &S, NodeNo Owner, Value Pointee);
  bool isOfCapturedVariable(const PathView &V, NodeNo N) const;
  bool isSifted(const PathView &V, const State &S, NodeNo Owner) const;
  static void noteDereferenced(const PathView &V, State &S, const Event &E);
  void throwing(const PathView &V, const ir::Instr &I, State &S);

  /// Collections that the function takes single elements out of.
  SmallVector<ir::Reg, 1> Sifted;
};

} // namespace

void LockChecks::enter(const PathView &V) {
  Sifted.clear();
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs)
      if (I.Op == Opcode::Erase && I.Args.size() > 1)
        Sifted.push_back(I.Args[0].R);
  Locks.enter();
  Questions.enter();
}

void LockChecks::after(const PathView &V, const ir::Instr &I, State &S) {
  Locks.after(V, I, S);
  switch (I.Op) {
  case Opcode::Expired:
  case Opcode::UseCount:
    return asks(V, I, S);
  case Opcode::Call:
  case Opcode::VCall:
  case Opcode::Invoke:
    for (NodeNo Referent : Questions.askedInside(V))
      ask(S, V.value(S, I.Result), {Referent, V.here(), "expired()"});
    return Questions.test(V, I, S);
  case Opcode::IsNull:
  case Opcode::Cmp:
    return Questions.test(V, I, S);
  default:
    return;
  }
}

void LockChecks::asks(const PathView &V, const ir::Instr &I, State &S) {
  NodeNo Weak = V.arg(S, I, 0).node();
  if (Weak == NodeNo::None)
    return;
  NodeNo Referent = V.content(S, Weak).V.node();
  ask(S, V.value(S, I.Result),
      {Referent, V.here(),
       I.Op == Opcode::Expired ? "expired()" : "use_count()"});
  if (weakSource(V, Referent) != NodeNo::None && V.arena()[Referent].Input)
    S.note({EV_Asked, Referent, TypeNo::None, V.trace()});
}

/// A function that gives away what it has locked after it asked has dealt with
/// the case that it is gone, well or not: its callers need not.
void LockChecks::returned(const PathView &V, const ir::Instr &I, State &S) {
  if (I.Args.empty())
    return;
  NodeNo Strong = V.arg(S, I, 0).node();
  if (Strong == NodeNo::None || V.arena().kind(Strong) != TypeKind::Strong)
    return;
  NodeNo Referent = V.content(S, Strong).V.node();
  if (weakSource(V, Referent) != NodeNo::None &&
      V.mayBeNull(S, Value::address(Referent)) &&
      Questions.reliedOn(S, V.arena(), Referent))
    S.NullFacts[index(Referent)] = false;
}

void LockChecks::ask(const State &S, Value Answer, LockQuestions::Question Q) {
  Q.Locked = Locks.holding(S, Q.Referent);
  Questions.ask(Answer, std::move(Q));
}

/// Whether Owner is an element of a collection that the function weeds out: the
/// null ones may be those.
bool LockChecks::isSifted(const PathView &V, const State &S,
                          NodeNo Owner) const {
  return Owner != NodeNo::None && any_of(Sifted, [&](ir::Reg R) {
           NodeNo Holder = S.Regs[ir::index(R)].node();
           return Holder != NodeNo::None && Holder != Owner &&
                  V.arena().root(Owner) == Holder;
         });
}

/// Whether N is what a weak pointer refers to that a closure has captured by
/// reference, or that runs only where it was made: what is in it, the function
/// knows in which the closure runs.
bool LockChecks::isOfCapturedVariable(const PathView &V, NodeNo N) const {
  const Arena &A = V.arena();
  const Program &P = V.program();
  NodeNo Weak = weakSource(V, N);
  if (Weak == NodeNo::None)
    return false;
  bool ByReference = A[Weak].Kind == NodeKind::Pointee;
  const Node &Capture = A[ByReference ? A[Weak].Parent : Weak];
  if (Capture.Kind != NodeKind::Slot)
    return false;
  RecordNo R = P.slot(static_cast<SlotNo>(Capture.A)).Record;
  return ByReference ? (P.record(R).Flags & ir::RF_Closure) != 0
                     : Holds.Closures.contains(R);
}

/// For callers, who know what they have passed.
void LockChecks::noteDereferenced(const PathView &V, State &S, const Event &E) {
  const Node &Info = V.arena()[E.On];
  bool OfParam = Info.Kind == NodeKind::Pointee &&
                 V.arena()[Info.Parent].Kind == NodeKind::Param &&
                 V.arena().kind(Info.Parent) == TypeKind::Strong;
  if (Info.Kind == NodeKind::Param || OfParam)
    S.note(E);
}

/// Something is done with what Pointee addresses; Owner is the cell it was
/// loaded from just now, if it was.
void LockChecks::accessed(const PathView &V, State &S, NodeNo Owner,
                          Value Pointee) {
  if (isSifted(V, S, Owner))
    return;
  LockSite *Site = Locks.of(Owner);
  if (Pointee.K == Value::Null) {
    // Known to be null, by a test or since the object has died; but not where a
    // loop that goes on while it is null was left, somehow.
    if (Site && V.content(S, Owner).How == Site->How &&
        !is_contained(S.Skipped, V.function()))
      reportAccess(V, S, Owner, NodeNo::None, TraceNo::None);
    return;
  }
  NodeNo N = Pointee.node();
  if (N == NodeNo::None)
    return;
  if (!V.mayBeNull(S, Pointee)) {
    if (Site && Site->Stale.isValid() && Site->Referent == N && !Site->Tested) {
      Site->Tested = true; // Said once.
      reportAccess(V, S, Owner, N, TraceNo::None);
    }
    return;
  }
  if (Questions.isTested(S, V.arena(), N) || isKept(V, S, N))
    return;
  if (weakSource(V, N) != NodeNo::None) {
    // What nothing owns any more is dangling-lock's.
    NodeNo Keeper = V.ownerOf(S, N);
    if (Owner == NodeNo::None)
      Owner = Keeper;
    if (isOfCapturedVariable(V, N))
      return S.note({EV_LockTaken, N, TypeNo::None, V.trace()});
    const LockQuestions::Question *Q = Questions.reliedOn(S, V.arena(), N);
    if (Keeper != NodeNo::None && !(Q && is_contained(Q->Locked, Owner)))
      reportAccess(V, S, Owner, N, TraceNo::None);
    return;
  }
  noteDereferenced(V, S, {EV_Dereferenced, N, TypeNo::None, V.trace()});
}

/// A conversion that throws where the object is gone is its own check, but no
/// better after expired(), unless what it throws is caught.
void LockChecks::throwing(const PathView &V, const ir::Instr &I, State &S) {
  const ir::Instr *Def = V.definition(I.Args[0].R);
  while (Def && Def->Op == Opcode::Not)
    Def = V.definition(Def->Args[0].R);
  if (!Def || Def->Op != Opcode::IsNull)
    return;
  NodeNo Owner = loadedFrom(V, S, Def->Args[0].R);
  LockSite *Site = Locks.of(Owner);
  if (!Site || Site->Where != V.here())
    return;
  NodeNo N = Site->Referent;
  if (weakSource(V, N) == NodeNo::None || !V.mayBeNull(S, Value::address(N)) ||
      mayBeCaught(V.body(), I))
    return;
  if (const LockQuestions::Question *Q = Questions.reliedOn(S, V.arena(), N))
    reportThrow(V, Owner, N, *Q);
}

void LockChecks::before(const PathView &V, const ir::Instr &I, State &S) {
  if (V.body().Flags & ir::FF_System)
    return;
  switch (I.Op) {
  case Opcode::Deref: {
    NodeNo Cell = V.arg(S, I, 0).node();
    if (Cell == NodeNo::None)
      return;
    TypeKind K = V.arena().kind(Cell);
    Value Pointee = V.resolve(S, V.content(S, Cell).V);
    if (K == TypeKind::Strong)
      accessed(V, S, Cell, Pointee);
    else if (K == TypeKind::Borrow)
      accessed(V, S, NodeNo::None, Pointee);
    return;
  }
  case Opcode::Field:
    return accessed(V, S, loadedFrom(V, S, I.Args[0].R), V.arg(S, I, 0));
  case Opcode::Call:
  case Opcode::VCall:
    if (V.program().function(V.module().function(I.Callee)).Flags &
            ir::FF_Method &&
        !I.Args.empty())
      accessed(V, S, loadedFrom(V, S, I.Args[0].R), V.arg(S, I, 0));
    return;
  case Opcode::Assume:
    return throwing(V, I, S);
  case Opcode::Return:
    return returned(V, I, S);
  default:
    return;
  }
}

void LockChecks::event(const PathView &V, const Event &E, const State &Before,
                       State &S) {
  if (E.Kind == EV_Asked) {
    Questions.askedInside(V, E.On);
    if (weakSource(V, E.On) != NodeNo::None && V.arena()[E.On].Input)
      S.note(E);
  }
  if (E.Kind == EV_LockTaken) {
    if (!V.mayBeNull(Before, Value::address(E.On)) || isKept(V, Before, E.On) ||
        Questions.isTested(Before, V.arena(), E.On))
      return;
    if (isOfCapturedVariable(V, E.On))
      S.note(E);
    else if (weakSource(V, E.On) == NodeNo::None)
      noteDereferenced(V, S, {EV_Dereferenced, E.On, TypeNo::None, E.How});
    else if (!(V.body().Flags & ir::FF_System))
      reportAccess(V, Before, NodeNo::None, E.On, E.How);
    return;
  }
  if (E.Kind != EV_Dereferenced || !V.mayBeNull(Before, Value::address(E.On)) ||
      isKept(V, Before, E.On) || Questions.isTested(Before, V.arena(), E.On))
    return;
  if (weakSource(V, E.On) != NodeNo::None) {
    NodeNo Keeper = V.ownerOf(Before, E.On);
    if (Keeper != NodeNo::None && !(V.body().Flags & ir::FF_System))
      reportAccess(V, Before, Keeper, E.On, E.How);
    return;
  }
  noteDereferenced(V, S, E);
}

std::unique_ptr<PathObserver> makeLockChecks(const Context &C) {
  return std::make_unique<LockChecks>(C);
}

} // namespace weakspot::misuse
