//===- SpecialCalls.cpp - Summaries for what one call knows ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A summary is made without its callers. Where it leaves something open that a
// call knows, the callee is followed once more for calls that know the same:
// with the constants that are passed, and with what the callables and virtual
// functions lead to that it has from outside.
//
//===----------------------------------------------------------------------===//

#include "Analysis/Application.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

const Summary *FunctionSolver::specialFor(FuncNo Callee, CallContext Known) {
  static constexpr unsigned MaxDepth = 3;
  if (const SummaryTable::Entry *E = Summaries.special(Callee, Known))
    return E->Made.get();
  if (Summaries.SpecialDepth >= MaxDepth)
    return nullptr;
  SummaryTable::Entry *E = Summaries.addSpecial(Callee, std::move(Known));
  if (!E)
    return nullptr;
  ++Summaries.SpecialDepth;
  Outcome Out =
      FunctionSolver(P, Summaries, T, Options, Callee, nullptr, &E->For).run();
  --Summaries.SpecialDepth;
  E->Made = std::make_unique<Summary>(std::move(Out.Result));
  return E->Made.get();
}

/// A summary for the constants of this very call: loops over a number that was
/// passed then end where they really end.
const Summary *FunctionSolver::forConstants(const State &S, FuncNo Callee,
                                            ArrayRef<Value> Args) {
  CallContext Known;
  bool Any = false;
  for (Value V : Args) {
    V = resolve(S, V);
    bool Constant = V.isTruth() || V.isCount();
    Known.Args.push_back(Constant ? V : Value());
    Any |= Constant;
  }
  return Any ? specialFor(Callee, std::move(Known)) : nullptr;
}

/// Adds what the calls that a summary leaves open lead to here; false if that
/// is nothing new, or different things for different elements of a collection.
bool FunctionSolver::addTargets(const State &S, const Summary &Open,
                                ArrayRef<Value> Args,
                                std::vector<Binding> &Known) {
  size_t Before = Known.size();
  for (const Disjunct &D : Open.Disjuncts) {
    unsigned Turns = D.Pending.empty() ? 0 : 1;
    for (unsigned Turn = 0; Turn < Turns; ++Turn) {
      State Try = S;
      Application Way(*this, Try, D, Args);
      for (Binding &B : Way.targets(Turn)) {
        if (is_contained(Known, B))
          continue;
        if (any_of(Known, [&](const Binding &O) { return O.isSamePath(B); }))
          return false;
        Known.push_back(std::move(B));
      }
      Turns = Way.turns();
    }
  }
  return Known.size() > Before;
}

/// A summary for what the callables and virtual functions that the callee calls
/// are here. Then what they return and do takes part in the rest of the callee,
/// in its order. What one of them is handed may be what is called next.
const Summary *FunctionSolver::forTargets(const State &S, FuncNo Callee,
                                          ArrayRef<Value> Args) {
  static constexpr unsigned MaxLevels = 3;
  CallContext Known;
  const Summary *Best = nullptr;
  const Summary *Open = Summaries.of(Callee);
  for (unsigned Level = 0; Level < MaxLevels; ++Level) {
    if (!addTargets(S, *Open, Args, Known.Targets))
      break;
    Open = specialFor(Callee, Known);
    if (!Open || Open->Disjuncts.empty())
      break;
    Best = Open;
  }
  return Best;
}

} // namespace weakspot::analysis
