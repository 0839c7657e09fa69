//===- InPlace.cpp - Calls that are followed in place -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A summary says what a call may do for any caller. Where it leaves open which
// of its ways this caller takes, because it was cut short or forgot what they
// depend on, the callee's body is followed from what the caller knows: a walk
// over a list of three has three turns then.
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

/// How deep calls are followed, and how long each.
static constexpr unsigned MaxLevel = 4;
static constexpr unsigned MaxSteps = 2000;

FunctionSolver::FunctionSolver(FunctionSolver &Caller, FuncNo Callee)
    : P(Caller.P), Summaries(Caller.Summaries), T(Caller.T),
      Options(Caller.Options), Self(Callee), Observer(nullptr), Known(nullptr),
      F(*P.function(Callee).Body), Open(F), View(*P.function(Callee).View),
      Caller(&Caller), Frame(Caller.Frame), A(Caller.A),
      CallSite(Caller.site(0x1f)), Level(Caller.Level + 1),
      Here(View.place(F.Where)), Limit(MaxSteps), Depth(Caller.Depth) {
  orderBlocks();
}

bool FunctionSolver::isWorthFollowing(const State &S, FuncNo Callee,
                                      ArrayRef<Value> Args,
                                      const Summary &Known, bool IsClear,
                                      bool HadToGuess) const {
  if (!Known.walks() && !HadToGuess &&
      (IsClear || (!Known.Blurred && !Known.Partial)))
    return false;
  // What a constructor finds in its object depends on who calls it.
  const FunctionInfo &Info = P.function(Callee);
  return Info.Body && !(Info.Flags & ir::FF_Ctor) && knowsMore(S, Args);
}

bool FunctionSolver::mayFollow() const {
  return Level < MaxLevel && Frame.Followed < Options.InPlaceBudget;
}

/// Whether S knows of what the callee gets hold of more than that it was there
/// on entry.
bool FunctionSolver::knowsMore(const State &S, ArrayRef<Value> Args) const {
  DenseSet<uint32_t> Handed;
  for (Value V : Args) {
    V = resolve(S, V);
    if (V.K != Value::Unknown && !V.isAddress())
      return true;
    if (!V.isAddress())
      continue;
    NodeNo Root = A.root(V.node());
    if (!A[Root].Input)
      return true;
    Handed.insert(index(Root));
  }
  return any_of(S.Cells, [&](const auto &Entry) {
    NodeNo Root = A.root(static_cast<NodeNo>(Entry.first));
    return Entry.second.New &&
           (A[Root].Kind == NodeKind::Global || Handed.contains(index(Root)));
  });
}

State FunctionSolver::enterInPlace(State S, ArrayRef<Value> Args) const {
  S.Regs.assign(F.NumRegs, Value());
  llvm::copy(Args.take_front(std::min(Args.size(), F.Params.size())),
             S.Regs.begin());
  S.Visits.clear();
  S.KnownTurns.clear();
  S.Landing = ir::BlockId::None;
  S.Ret = Value();
  return S;
}

State FunctionSolver::leaveInPlace(State S, const State &Before) {
  S.Regs = Before.Regs;
  S.Visits = Before.Visits;
  S.KnownTurns = Before.KnownTurns;
  S.Landing = Before.Landing;
  // What was guessed there says nothing of what is made here; that the callee
  // took one of several ways is in Skipped.
  S.Guessed = Before.Guessed;
  return S;
}

std::optional<FunctionSolver::States>
FunctionSolver::followInPlace(const State &S, FuncNo Callee,
                              ArrayRef<Value> Args) {
  if (Frame.TooLong.contains(index(Callee)))
    return std::nullopt;
  FunctionSolver Inner(*this, Callee);
  Inner.addPending(ir::BlockId(0), Inner.enterInPlace(S, Args));
  Inner.followPaths();
  Frame.Followed += Inner.Spent;
  if (Inner.Truncated)
    Frame.TooLong.insert(index(Callee));
  if (Inner.isInVain())
    return std::nullopt;
  for (State &Out : Inner.Thrown)
    land(leaveInPlace(std::move(Out), S));
  States Ways;
  for (State &Out : Inner.Exits)
    Ways.push_back(leaveInPlace(std::move(Out), S));
  return Ways;
}

bool FunctionSolver::takeWays(States Ways, State &S, States &Forks,
                              Value &Ret) {
  if (Ways.empty())
    return false;
  Ret = std::exchange(Ways.front().Ret, Value());
  S = std::move(Ways.front());
  append_range(Forks, drop_begin(Ways));
  return true;
}

} // namespace weakspot::analysis
