//===- Judge.cpp - Which rings are worth a person's time --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Judge.h"
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
    return "the deleter of " + Name;
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

static std::string identityOf(const Program &P, const Ring &R,
                              StringRef Check) {
  std::vector<std::string> Steps;
  for (const RingStep &S : R.Steps)
    Steps.push_back(stepIdentity(P, S));
  // Turned so that it starts with the smallest rotation.
  std::vector<std::string> Best = Steps;
  for (unsigned I = 1; I < Steps.size(); ++I) {
    std::rotate(Steps.begin(), Steps.begin() + 1, Steps.end());
    Best = std::min(Best, Steps);
  }
  return (Check + ":" + join(Best, " > ")).str();
}

std::string Judge::checkOf(const Ring &R) const {
  bool AnyClosure = false, AllCallable = true, AnyDeleter = false,
       AnyWeakKey = false;
  for (const RingStep &S : R.Steps) {
    bool Closure = isClosure(P, S.From);
    AnyClosure |= Closure || S.Kind == EdgeKind::Callable;
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

bool Judge::mayRun(FuncNo F, ArrayRef<RecordNo> Members) const {
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
        return true;
      continue;
    }
    ArrayRef<FuncNo> Callers = G.callers(G0);
    if (Callers.empty() || G.isAddressTaken(G0) || (Info.Flags & ir::FF_Entry))
      return true;
    append_range(Work, Callers);
  }
  return false;
}

/// Turns the ring so that it reads in the order in which its edges came to be.
static void turnToStart(Ring &R, const Traces &T) {
  auto First =
      llvm::min_element(R.Steps, [&](const RingStep &X, const RingStep &Y) {
        return T.path(X.How) < T.path(Y.How);
      });
  std::rotate(R.Steps.begin(), First, R.Steps.end());
}

Judged Judge::judgeOne(Ring R) const {
  Judged J;
  turnToStart(R, T);
  J.Check = checkOf(R);
  J.Identity = identityOf(P, R, J.Check);
  J.Cut = cutOf(R);
  SmallVector<RecordNo, 4> Members;
  for (const RingStep &S : R.Steps)
    if (S.From != RecordNo::None)
      Members.push_back(S.From);
  bool Removable = false;
  for (const RingStep &S : R.Steps) {
    SmallVector<SlotNo, 2> Slots(S.Inner.begin(), S.Inner.end());
    if (S.Slot != SlotNo::None)
      Slots.push_back(S.Slot);
    for (SlotNo Slot : Slots)
      for (const Removal &X : Removed.of(Slot)) {
        if (mayRun(X.In, Members))
          Removable = true;
        else
          J.Unreachable.push_back({Slot, X});
      }
  }
  if (R.Unreachable && R.Certain && !R.Truncated)
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

std::vector<Judged> Judge::judge(std::vector<Ring> Rings) const {
  std::map<std::string, Judged> Best;
  for (Ring &R : Rings) {
    Judged J = judgeOne(std::move(R));
    auto [It, Inserted] = Best.try_emplace(J.Identity);
    if (Inserted || isBetter(J, It->second))
      It->second = std::move(J);
  }
  std::vector<Judged> Result;
  for (auto &[Identity, J] : Best)
    if (J.Kind == Verdict::Leak || J.Kind == Verdict::Cycle)
      Result.push_back(std::move(J));
  return Result;
}

} // namespace weakspot::analysis
