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
#include "Misuse/Families.h"
#include "Misuse/LockQuestions.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class LockChecks : public Check {
public:
  using Check::Check;

  void enter(const PathView &V) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;
  void after(const PathView &V, const ir::Instr &I, State &S) override;
  void event(const PathView &V, const Event &E, const State &Before,
             State &S) override;

private:
  struct LockSite {
    NodeNo Referent = NodeNo::None;
    NodeNo Weak = NodeNo::None;
    Place Where;
    TraceNo How = TraceNo::None;
    Place Stale; ///< An earlier lock of the same pointer that was not null.
    bool StaleTested = false; ///< Somebody asked, rather than took it to be.
    bool Tested = false;      ///< Asked for null itself.
  };
  struct LastLocked {
    Place Where;
    bool Tested = false;
  };

  void asks(const PathView &V, const ir::Instr &I, State &S);
  void returned(const PathView &V, const ir::Instr &I, State &S);
  void ask(const State &S, Value Answer, LockQuestions::Question Q);
  void accessed(const PathView &V, State &S, NodeNo Owner, Value Pointee);
  void reportAccess(const PathView &V, const State &S, NodeNo Owner,
                    NodeNo Referent, TraceNo Inside);
  /// The lock that filled the cell; null if none did, or Strong is None.
  LockSite *siteOf(NodeNo Strong) {
    auto It = Strong == NodeNo::None ? Locks.end() : Locks.find(index(Strong));
    return It == Locks.end() ? nullptr : &It->second;
  }
  bool isOfCapturedVariable(const PathView &V, NodeNo N) const;
  bool isSifted(const PathView &V, const State &S, NodeNo Owner) const;
  static void noteDereferenced(const PathView &V, State &S, const Event &E);
  void throwing(const PathView &V, const ir::Instr &I, State &S);
  std::string weakName(const PathView &V, NodeNo Owner, NodeNo Referent);

  DenseMap<uint32_t, LockSite> Locks;      ///< By the strong cell.
  DenseMap<uint32_t, LastLocked> LastLock; ///< By referent.
  /// Collections that the function takes single elements out of.
  SmallVector<ir::Reg, 1> Sifted;
  LockQuestions Questions;
};

} // namespace

void LockChecks::enter(const PathView &V) {
  Sifted.clear();
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs)
      if (I.Op == Opcode::Erase && I.Args.size() > 1)
        Sifted.push_back(I.Args[0].R);
  Locks.clear();
  LastLock.clear();
  Questions.enter();
}

/// The strong cell that R was loaded from, if it was.
static NodeNo loadedFrom(const PathView &V, const State &S, ir::Reg R) {
  const ir::Instr *Def = V.definition(R);
  if (!Def || (Def->Op != Opcode::Load && Def->Op != Opcode::Deref))
    return NodeNo::None;
  return V.arg(S, *Def, 0).node();
}

void LockChecks::after(const PathView &V, const ir::Instr &I, State &S) {
  switch (I.Op) {
  case Opcode::Lock: {
    NodeNo Strong = V.arg(S, I, 0).node(), Weak = V.arg(S, I, 1).node();
    if (Strong == NodeNo::None || Weak == NodeNo::None)
      return;
    Content C = V.content(S, Strong);
    LockSite &Site = Locks[index(Strong)];
    Site = {C.V.node(), Weak, V.here(), C.How, {}, false};
    NodeNo N = Site.Referent;
    if (weakSource(V, N) == NodeNo::None)
      return;
    auto Last = LastLock.find(index(N));
    if (Last != LastLock.end() && !V.mayBeNull(S, C.V) &&
        V.ownerOf(S, N, Strong) == NodeNo::None) {
      Site.Stale = Last->second.Where;
      Site.StaleTested = Last->second.Tested;
    }
    LastLock[index(N)] = {V.here(), false};
    return;
  }
  case Opcode::Copy:
  case Opcode::Move: {
    NodeNo To = V.arg(S, I, 0).node();
    const LockSite *From = siteOf(V.arg(S, I, 1).node());
    if (!From || To == NodeNo::None)
      return;
    LockSite Site = *From;
    Site.How = V.content(S, To).How;
    Locks[index(To)] = Site;
    return;
  }
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
    Questions.test(V, I, S);
    for (const ir::Operand &O : I.Args) {
      LockSite *Site = siteOf(loadedFrom(V, S, O.R));
      if (!Site)
        continue;
      Site->Tested = true;
      if (Site->Referent == NodeNo::None)
        continue;
      if (auto Last = LastLock.find(index(Site->Referent));
          Last != LastLock.end() && Last->second.Where == Site->Where)
        Last->second.Tested = true;
    }
    return;
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
  for (const auto &[Strong, Site] : Locks) {
    auto Cell = S.Cells.find(Strong);
    if (Site.Referent == Q.Referent && Cell != S.Cells.end() &&
        Cell->second.Owned == Q.Referent)
      Q.Locked.push_back(static_cast<NodeNo>(Strong));
  }
  Questions.ask(Answer, std::move(Q));
}

std::string LockChecks::weakName(const PathView &V, NodeNo Owner,
                                 NodeNo Referent) {
  if (LockSite *Site = siteOf(Owner))
    return Name.describe(V, Site->Weak);
  NodeNo Weak = weakSource(V, Referent);
  return Weak == NodeNo::None ? "" : Name.describe(V, Weak);
}

void LockChecks::reportAccess(const PathView &V, const State &S, NodeNo Owner,
                              NodeNo Referent, TraceNo Inside) {
  LockSite *Site = siteOf(Owner);
  std::string Weak = weakName(V, Owner, Referent);
  std::string What =
      nameOr(Weak.empty() ? "" : "lock() of " + Weak, "a lock()");
  bool IsNull = Referent == NodeNo::None;
  std::vector<Note> Notes;
  const LockQuestions::Question *Q =
      IsNull ? nullptr : Questions.reliedOn(S, V.arena(), Referent);
  Place Stale = !Site || IsNull || !Site->StaleTested ? Place() : Site->Stale;
  if (Q)
    Out.note(Notes, Q->Where, "only " + Q->What.str() + " is asked, here");
  else if (Stale.isValid())
    Out.note(Notes, Stale, "only the result of this lock() is tested");
  if (Site)
    Out.note(Notes, Site->Where, "locked here");
  else if (Owner != NodeNo::None)
    Out.notes(Notes, V.traces(), V.content(S, Owner).How, "locked here");
  if (Inside != TraceNo::None)
    Out.notes(Notes, V.traces(), V.traces()[Inside].Inner,
              "dereferenced here, without a check");
  std::string Subject = nameOr(Weak, "lock()");
  NodeNo About = Referent != NodeNo::None ? Referent : Owner;
  if (Q || Stale.isValid())
    return report(V, About, "expired-then-use", Subject,
                  "the result of " + What +
                      " is used without a check of its own; the object may go "
                      "between " +
                      (Q ? Q->What.str() : std::string("the tested lock()")) +
                      " and lock()",
                  std::move(Notes));
  report(
      V, About, "unchecked-lock", Subject,
      "the result of " + What +
          (Inside != TraceNo::None
               ? " is passed to code that dereferences it; it "
               : " is dereferenced; it ") +
          (IsNull ? "is null on this path" : "is null if the object is gone"),
      std::move(Notes));
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
  LockSite *Site = siteOf(Owner);
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

/// Whether what is thrown where I is may be caught in the function.
static bool isInTry(const ir::Function &F, const ir::Instr &I) {
  SmallVector<ir::BlockId, 8> Work;
  for (const ir::Block &B : F.blocks()) {
    const ir::Instr &End = B.Instrs.back();
    if (End.Op != Opcode::Try || End.Targets.empty())
      continue;
    const ir::Block &Tried = F.blocks()[ir::index(End.Targets[0])];
    if (any_of(Tried.Instrs, [&](const ir::Instr &X) { return &X == &I; }))
      append_range(Work, drop_begin(End.Targets));
  }
  BitVector Seen(F.blocks().size());
  while (!Work.empty()) {
    uint32_t No = ir::index(Work.pop_back_val());
    if (Seen.test(No))
      continue;
    Seen.set(No);
    const ir::Instr &End = F.blocks()[No].Instrs.back();
    if (End.Op != Opcode::Throw && End.Targets.empty())
      return true;
    append_range(Work, End.Targets);
  }
  return false;
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
  LockSite *Site = siteOf(Owner);
  if (!Site || Site->Where != V.here())
    return;
  NodeNo N = Site->Referent;
  if (weakSource(V, N) == NodeNo::None || !V.mayBeNull(S, Value::address(N)) ||
      isInTry(V.body(), I))
    return;
  if (const LockQuestions::Question *Q = Questions.reliedOn(S, V.arena(), N)) {
    std::vector<Note> Notes;
    Out.note(Notes, Q->Where, "only " + Q->What.str() + " is asked, here");
    std::string Weak = weakName(V, Owner, N);
    report(V, N, "expired-then-use", nameOr(Weak, "lock()"),
           "making a strong pointer from " + nameOr(Weak, "a weak pointer") +
               " throws if the object goes after " + Q->What.str() +
               " was asked; lock() tests and keeps it in one step",
           std::move(Notes));
  }
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
