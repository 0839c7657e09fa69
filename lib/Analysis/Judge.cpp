//===- Judge.cpp - Which rings are worth a person's time --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Judge.h"
#include "Analysis/Undo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::TypeKind;

static bool isClosure(const Program &P, RecordNo R) {
  return R != RecordNo::None && (P.record(R).Flags & ir::RF_Closure);
}

std::string nameOfHolder(const Program &P, const RingStep &S) {
  if (S.From != RecordNo::None)
    return P.record(S.From).Name.str();
  switch (P.kind(S.FromType)) {
  case TypeKind::Callable:
    return "std::function";
  case TypeKind::Collection:
    return "container";
  case TypeKind::Strong:
    return "shared pointer";
  default:
    return "object";
  }
}

std::string nameOfEdge(const Program &P, const RingStep &S) {
  std::string Name = nameOfHolder(P, S);
  if (S.Kind == EdgeKind::Deleter)
    return (S.Retained ? "the finalizer of " : "the deleter of ") + Name;
  if (S.Kind == EdgeKind::WeakKey && S.Slot == SlotNo::None)
    return "the entry for " + Name;
  if (S.Slot == SlotNo::None)
    return S.Retained ? "what is kept with " + Name : Name;
  const SlotInfo &Slot = P.slot(S.Slot);
  return (P.record(Slot.Record).Name + "::" + Slot.Name).str();
}

/// The class that declares the slot, so that a ring met through a derived class
/// is the same ring.
static std::string stepIdentity(const Program &P, const RingStep &S) {
  std::string Id = nameOfEdge(P, S);
  for (SlotNo Inner : S.Inner)
    Id += "." + P.slot(Inner).Name.str();
  return Id;
}

namespace {
/// Of a ring's edge: how it is called, and where that member is, for each file
/// may have a class of its own by a name that others use too.
using StepKey = std::pair<std::string, Place>;
} // namespace

static std::vector<StepKey> ringKey(const Program &P, const Ring &R) {
  std::vector<StepKey> Steps;
  Steps.reserve(R.Steps.size());
  for (const RingStep &S : R.Steps)
    Steps.emplace_back(stepIdentity(P, S),
                       S.Slot == SlotNo::None ? Place() : P.slot(S.Slot).Where);
  // A ring of five nodes by one slot is the ring of one node by that slot.
  for (unsigned Period = 1; Period < Steps.size(); ++Period) {
    bool Repeats = Steps.size() % Period == 0;
    for (unsigned I = Period; I < Steps.size() && Repeats; ++I)
      Repeats = Steps[I] == Steps[I - Period];
    if (Repeats)
      Steps.resize(Period);
  }
  // Turned so that it starts with the smallest rotation.
  std::vector<StepKey> Best = Steps;
  for (unsigned I = 1; I < Steps.size(); ++I) {
    std::rotate(Steps.begin(), Steps.begin() + 1, Steps.end());
    Best = std::min(Best, Steps);
  }
  return Best;
}

static std::string identityOf(ArrayRef<StepKey> Ring) {
  return join(map_range(Ring, [](const StepKey &S) { return S.first; }), " > ");
}

std::string Judge::checkOf(const Ring &R) const {
  bool AnyClosure = false, AllCallable = true, AnyDeleter = false,
       AnyWeakKey = false;
  for (const RingStep &S : R.Steps) {
    bool Closure = isClosure(P, S.From);
    RecordNo To = P.recordOf(S.ToType);
    AnyClosure |=
        Closure || (S.Kind == EdgeKind::Callable && To != RecordNo::None &&
                    P.record(To).CallOp != FuncNo::None);
    AllCallable &= Closure || (S.From == RecordNo::None &&
                               P.kind(S.FromType) == TypeKind::Callable);
    AnyDeleter |= S.Kind == EdgeKind::Deleter;
    AnyWeakKey |= S.Kind == EdgeKind::WeakKey;
  }
  if (AnyDeleter)
    return "finalizer-owns-referent";
  if (AnyWeakKey)
    return "weak-key-cycle";
  if (AllCallable)
    return "self-owning-callable";
  if (AnyClosure)
    return "capture-cycle";
  if (R.Steps.size() == 1 && R.Steps[0].FromSelf && !R.Steps[0].InCollection)
    return "keepalive-never-reset";
  return "shared-ptr-cycle";
}

static bool namesBackEdge(StringRef Slot) {
  static constexpr StringLiteral Words[] = {
      "parent", "owner",   "delegate", "prev", "back",    "outer",
      "root",   "manager", "server",   "ctx",  "context", "self"};
  std::string Lower = Slot.lower();
  return any_of(Words,
                [&](StringRef W) { return StringRef(Lower).contains(W); });
}

unsigned Judge::cutOf(const Ring &R) const {
  // A capture is the easiest to weaken; then an edge that names itself a back
  // edge; then the one that was made last. Sole and by-value owners can't be.
  unsigned Best = 0;
  int BestScore = -1;
  for (auto [I, S] : enumerate(R.Steps)) {
    if (S.Kind != EdgeKind::Strong)
      continue;
    int Score = 1;
    if (isClosure(P, S.From))
      Score = 4;
    else if (S.Slot != SlotNo::None && namesBackEdge(P.slot(S.Slot).Name))
      Score = 3;
    else if (!S.InCollection)
      Score = 2;
    if (Score > BestScore) {
      BestScore = Score;
      Best = I;
    }
  }
  return Best;
}

static RecordNo claimedAcyclic(const Program &P, RecordNo R) {
  SmallVector<RecordNo, 8> Work{R};
  while (!Work.empty()) {
    RecordNo At = Work.pop_back_val();
    if (P.record(At).Flags & ir::RF_Acyclic)
      return At;
    append_range(Work, P.record(At).Bases);
  }
  return RecordNo::None;
}

/// The first in the ring whose class, or a base of it, is claimed to be.
RecordNo Judge::acyclicOf(const Ring &R) const {
  for (const RingStep &S : R.Steps)
    if (S.From != RecordNo::None)
      if (RecordNo Claimed = claimedAcyclic(P, S.From);
          Claimed != RecordNo::None)
        return Claimed;
  return RecordNo::None;
}

static SmallVector<SlotNo, 2> slotsOf(const RingStep &S) {
  SmallVector<SlotNo, 2> Slots(S.Inner.begin(), S.Inner.end());
  if (S.Slot != SlotNo::None)
    Slots.push_back(S.Slot);
  return Slots;
}

Judge::Runs Judge::mayRun(FuncNo F, ArrayRef<RecordNo> Members) const {
  Runs Result = Runs::Never;
  SmallVector<FuncNo, 16> Work{F};
  DenseSet<uint32_t> Seen;
  while (!Work.empty()) {
    FuncNo G0 = Work.pop_back_val();
    if (!Seen.insert(index(G0)).second)
      continue;
    const FunctionInfo &Info = P.function(G0);
    if (Info.Flags & ir::FF_Dtor) {
      // It runs when its object dies, which the ring's own members never do.
      if (none_of(Members, [&](RecordNo M) {
            return M == Info.Parent || P.isDerivedFrom(M, Info.Parent);
          }))
        return Runs::Maybe;
      Result = Runs::OnlyInDestructors;
      continue;
    }
    if (G.isRoot(G0))
      return Runs::Maybe;
    append_range(Work, G.callers(G0));
  }
  return Result;
}

bool Judge::mayBeCutBySkipped(const Ring &R) const {
  if (R.Skipped.empty())
    return false;
  SmallVector<FuncNo, 16> Work;
  for (const RingStep &S : R.Steps) {
    for (SlotNo Slot : slotsOf(S))
      for (const Removal &X : Removed.of(Slot))
        Work.push_back(X.In);
    if (S.Table != GlobalNo::None)
      for (const Removal &X : Removed.of(S.Table))
        Work.push_back(X.In);
  }
  for (const Removal &X : bareRemovals(R))
    Work.push_back(X.In);
  // A walk that was skipped may have collected what its caller takes apart.
  SmallVector<FuncNo, 8> Users;
  for (FuncNo F : R.Skipped) {
    if (is_contained(G.callers(F), F))
      append_range(Users, G.callers(F));
    if (FuncNo Maker = G.makerOf(F); Maker != FuncNo::None)
      Users.push_back(Maker);
  }
  auto Uses = [&](FuncNo F) { return is_contained(Users, F); };
  if (any_of(Work,
             [&](FuncNo F) { return Uses(F) || any_of(G.callers(F), Uses); }))
    return true;
  DenseSet<uint32_t> Seen;
  while (!Work.empty()) {
    FuncNo F = Work.pop_back_val();
    if (!Seen.insert(index(F)).second)
      continue;
    if (is_contained(R.Skipped, F))
      return true;
    append_range(Work, G.callers(F));
  }
  return false;
}

bool Judge::endsWithRing(const RingStep &S, ArrayRef<RecordNo> Members) const {
  ArrayRef<Removal> Erased;
  if (S.Table != GlobalNo::None)
    Erased = Removed.of(S.Table);
  else if (S.Slot != SlotNo::None)
    Erased = Removed.of(S.Slot);
  return !Erased.empty() && all_of(Erased, [&](const Removal &X) {
    return mayRun(X.In, Members) == Runs::OnlyInDestructors;
  });
}

/// Turns the ring so that it reads in the order in which its edges came to be.
static void turnToStart(Ring &R, const Traces &T) {
  auto First =
      llvm::min_element(R.Steps, [&](const RingStep &X, const RingStep &Y) {
        return T.path(X.How) < T.path(Y.How);
      });
  std::rotate(R.Steps.begin(), First, R.Steps.end());
}

static SmallVector<RecordNo, 4> membersOf(const Ring &R) {
  SmallVector<RecordNo, 4> Members;
  for (const RingStep &S : R.Steps)
    if (S.From != RecordNo::None)
      Members.push_back(S.From);
  return Members;
}

/// Where an object of the ring that is no record is emptied.
std::vector<Removal> Judge::bareRemovals(const Ring &R) const {
  std::vector<Removal> Found;
  if (none_of(R.Steps, [](const RingStep &S) {
        return S.From == RecordNo::None && S.Slot == SlotNo::None &&
               !S.Retained;
      }))
    return Found;
  append_range(Found, Removed.ofBare(FuncNo::None));
  for (const RingStep &S : R.Steps)
    if (isClosure(P, S.From))
      append_range(Found, Removed.ofBare(G.outermost(P.record(S.From).CallOp)));
  return Found;
}

Judged Judge::judgeOne(Ring R) const {
  Judged J;
  turnToStart(R, T);
  J.Check = checkOf(R);
  J.Cut = cutOf(R);
  J.Acyclic = acyclicOf(R);
  SmallVector<RecordNo, 4> Members = membersOf(R);
  bool Removable = any_of(bareRemovals(R), [&](const Removal &X) {
    return mayRun(X.In, Members) == Runs::Maybe;
  });
  for (const RingStep &S : R.Steps) {
    // Which holder lets go is seldom known.
    if (S.Retained)
      Removable |= any_of(Removed.ofRetained(), [&](const Removal &X) {
        return mayRun(X.In, Members) == Runs::Maybe;
      });
    for (SlotNo Slot : slotsOf(S))
      for (const Removal &X : Removed.of(Slot)) {
        Runs When = mayRun(X.In, Members);
        bool Undoes =
            When == Runs::Maybe && R.Certain && undoesOwnMaking(P, T, X, S);
        Removable |= When == Runs::Maybe && !Undoes;
        if (Undoes)
          J.Missed.push_back({Slot, X});
        else if (When != Runs::Maybe)
          J.Unreachable.push_back({Slot, X, When == Runs::OnlyInDestructors});
      }
    if (S.Table != GlobalNo::None)
      for (const Removal &X : Removed.of(S.Table)) {
        Runs When = mayRun(X.In, Members);
        Removable |= When == Runs::Maybe;
        if (When != Runs::Maybe)
          J.Unreachable.push_back(
              {SlotNo::None, X, When == Runs::OnlyInDestructors});
      }
  }
  // A path is one, however many others were not followed; but what its choices
  // leave open must be known of those.
  if (R.Unreachable && R.Certain && !(R.Truncated && R.Chosen))
    J.Kind = Verdict::Leak;
  else if (Removable || R.HeldByGlobal)
    J.Kind = Verdict::Managed;
  else
    J.Kind = Verdict::Cycle;
  J.R = std::move(R);
  return J;
}

bool Judge::isBetter(const Judged &X, const Judged &Y) const {
  auto Depth = [&](const Judged &J) {
    unsigned D = 0;
    for (const RingStep &S : J.R.Steps)
      D += S.How == TraceNo::None ? 8 : T.depth(S.How);
    return D;
  };
  auto Latest = [&](const Judged &J) {
    Place Where;
    for (const RingStep &S : J.R.Steps)
      if (S.How != TraceNo::None)
        Where = std::max(Where, T[S.How].Where);
    return Where;
  };
  auto Rank = [&](const Judged &J) {
    return std::make_tuple(J.Kind, Depth(J), Latest(J), index(J.R.Seen));
  };
  return Rank(X) < Rank(Y);
}

/// Whether the function forms the ring of its own objects, whoever calls it.
static bool isMadeInView(const Judged &J) {
  return none_of(J.R.Steps, [](const RingStep &S) { return S.FromInput; });
}

/// Whether a function on the way to Seen puts another owner into the slot of an
/// object that was there when Seen began: it may do so when Seen has returned.
bool Judge::mayBeReplacedAbove(const Ring &R) const {
  SmallVector<FuncNo, 16> Work{R.Seen};
  DenseSet<uint32_t> Above;
  while (!Work.empty()) {
    FuncNo F = Work.pop_back_val();
    if (!Above.insert(index(F)).second)
      continue;
    append_range(Work, G.callers(F));
    if (FuncNo Maker = G.makerOf(F); Maker != FuncNo::None)
      Work.push_back(Maker);
  }
  return any_of(R.Steps, [&](const RingStep &S) {
    return S.FromInput && !S.InCollection && S.Slot != SlotNo::None &&
           any_of(Removed.fillsOf(S.Slot), [&](const Removal &X) {
             return Above.contains(index(X.In)) &&
                    !is_contained(T.path(S.How), X.Where);
           });
  });
}

/// Whether the ring is formed whenever its function runs, which it may, and
/// nothing ever cuts it: no caller has to show it.
bool Judge::happensAnyhow(const Judged &J) const {
  return J.Kind == Verdict::Cycle && J.R.Anyhow && J.R.Certain &&
         J.R.Skipped.empty() && J.Missed.empty() &&
         all_of(J.R.Steps,
                [](const RingStep &S) { return S.How != TraceNo::None; }) &&
         mayRun(J.R.Seen, {}) == Runs::Maybe && !mayBeReplacedAbove(J.R);
}

/// Whether nothing refers to it any more at an end that was found, and nothing
/// cuts it anywhere: then ways that were not followed don't cut it either.
static bool isLost(const Judged &J) {
  return J.Kind == Verdict::Cycle && J.R.Unreachable && J.R.Certain;
}

/// Whether the closure refers to a variable of the function that makes it, and
/// so runs before that ends.
static bool refersToFrame(const Program &P, RecordNo Closure) {
  if (!isClosure(P, Closure))
    return false;
  const RecordInfo &Info = P.record(Closure);
  for (uint32_t I = 0; I < Info.NumSlots; ++I) {
    TypeNo T = P.slot(P.slotOf(Closure, I)).Type;
    if (P.kind(T) == TypeKind::Borrow && P.type(T).Arg != TypeNo::None &&
        P.kind(P.type(T).Arg) != TypeKind::Record)
      return true;
  }
  return false;
}

/// Whether what the function leaves may be left for good: nothing in view calls
/// it and goes on.
bool Judge::isLeftByRoot(const Ring &R) const {
  return G.isRoot(R.Seen) && (!refersToFrame(P, P.function(R.Seen).Parent) ||
                              !mayBeReplacedAbove(R));
}

std::vector<Judged> Judge::judge(std::vector<Ring> Rings) const {
  std::map<std::vector<StepKey>, std::vector<Judged>> ByKey;
  for (Ring &R : Rings) {
    if (any_of(R.Steps, [&](const RingStep &S) {
          return S.RawKey && !endsWithRing(S, membersOf(R));
        }))
      continue;
    Judged J = judgeOne(std::move(R));
    if (!J.R.Guessed && !mayBeCutBySkipped(J.R))
      ByKey[ringKey(P, J.R)].push_back(std::move(J));
  }
  std::vector<Judged> Result;
  std::map<std::string, unsigned> Count;
  for (auto &[Key, All] : ByKey) {
    // What a function does to its arguments happens only if somebody calls it
    // so: then its callers show the ring too, up to one that nobody in view
    // calls.
    bool Happens = any_of(All, [&](const Judged &J) {
      return J.Kind == Verdict::Leak || isLost(J) || isLeftByRoot(J.R) ||
             happensAnyhow(J);
    });
    auto Best = llvm::min_element(
        All, [&](const Judged &X, const Judged &Y) { return isBetter(X, Y); });
    // One that is cut in time is no less formed.
    if (Best->Acyclic != RecordNo::None &&
        (!Happens || Best->Kind == Verdict::Managed)) {
      auto Formed = Happens ? Best : find_if(All, isMadeInView);
      if (Formed != All.end()) {
        Happens = true;
        Best = Formed;
        Best->IsOnlyClaim = true;
        Best->Check = "acyclic-claim";
        Best->Kind = Verdict::Cycle;
      }
    }
    if (Happens) {
      Best->Identity = Best->Check + ":" + identityOf(Key);
      if (unsigned No = Count[Best->Identity]++)
        Best->Identity += " #" + utostr(No + 1);
      Result.push_back(std::move(*Best));
    }
  }
  return Result;
}

} // namespace weakspot::analysis
