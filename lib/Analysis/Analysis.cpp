//===- Analysis.cpp - From linked IR to findings ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Analysis.h"
#include "Analysis/CallGraph.h"
#include "Analysis/ClosureFlow.h"
#include "Analysis/Explain.h"
#include "Analysis/FunctionSolver.h"
#include "Analysis/Judge.h"
#include "Analysis/SolveStore.h"
#include "Analysis/TypeAudit.h"
#include "llvm/ADT/STLExtras.h"
#include <ctime>

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot {

/// CPU seconds of this thread: what a busy machine does not stretch.
static double cpuSeconds() {
  timespec Now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &Now);
  return static_cast<double>(Now.tv_sec) +
         static_cast<double>(Now.tv_nsec) * 1e-9;
}

/// Summaries of a recursion grow from nothing, by one level of calls a round.
/// In a small one a level that is not there yet is a path not followed. In a
/// large one, which mostly is virtual calls that could lead anywhere, it is a
/// call of which nothing is known.
static constexpr unsigned SmallRecursion = 4;
static constexpr unsigned SmallRounds = 4;
static constexpr unsigned LargeRounds = 2;

/// By function: whether something else than a call that names it may run it: a
/// pointer to it, an object's end, a call operator, a virtual call that is left
/// open.
static std::vector<bool> runsUnnamed(const Program &P) {
  std::vector<bool> Unnamed(P.numFunctions());
  auto Mark = [&](FuncNo F) {
    if (F != FuncNo::None)
      Unnamed[index(F)] = true;
  };
  for (uint32_t R = 0; R < P.numRecords(); ++R) {
    Mark(P.record(static_cast<RecordNo>(R)).Dtor);
    Mark(P.record(static_cast<RecordNo>(R)).CallOp);
  }
  for (uint32_t I = 0; I < P.numFunctions(); ++I) {
    const FunctionInfo &F = P.function(static_cast<FuncNo>(I));
    if ((F.Flags & (ir::FF_Virtual | ir::FF_Dtor)) || !F.Overrides.empty() ||
        !F.OverriddenBy.empty())
      Unnamed[I] = true;
    if (!F.Body || !F.Body->hasAny(ir::opSet({ir::Opcode::FuncRef})))
      continue;
    const ir::OpenBody Open(*F.Body);
    for (const ir::Block &B : F.Body->blocks())
      for (const ir::Instr &Op : B.Instrs)
        if (Op.Op == ir::Opcode::FuncRef)
          Mark(F.View->function(Op.Callee));
  }
  return Unnamed;
}

/// By component: the functions whose summaries nobody asks for once it is
/// solved. A caller asks for them, and whoever asks for a summary of that
/// caller of its own, in which its calls are followed again.
static std::vector<std::vector<FuncNo>> lastAskedFor(const Program &P,
                                                     const CallGraph &G) {
  constexpr size_t Never = ~size_t(0);
  std::vector<bool> Unnamed = runsUnnamed(P);
  std::vector<size_t> Until(P.numFunctions());
  std::vector<std::vector<FuncNo>> Last(G.components().size());
  // Callers come behind their callees.
  for (size_t No = G.components().size(); No-- != 0;) {
    const Component &C = G.components()[No];
    size_t End = No;
    for (FuncNo F : C.Functions) {
      if (Unnamed[index(F)])
        End = Never;
      for (FuncNo Caller : G.callers(F))
        End = std::max(End, Until[index(Caller)]);
    }
    for (FuncNo F : C.Functions) {
      Until[index(F)] = End;
      if (End != Never)
        Last[End].push_back(F);
    }
  }
  return Last;
}

namespace {
/// What solving goes on with.
struct Solving {
  const Program &P;
  const CallGraph &G;
  Traces &T;
  const AnalysisOptions &Options;
  PathObserver *Observer;
  SolveStore *Store;
};
} // namespace

static ComponentResult solve(const Solving &S, const Component &C,
                             SummaryTable &Summaries,
                             std::vector<double> &Costs) {
  ComponentResult Result;
  bool Small = C.Functions.size() <= SmallRecursion;
  unsigned Rounds = !C.Recursive ? 1 : Small ? SmallRounds : LargeRounds;
  for (FuncNo F : C.Functions)
    Summaries.setGrowing(F, C.Recursive && Small);
  for (unsigned Round = 1; Round <= Rounds; ++Round)
    for (FuncNo F : C.Functions) {
      double Before = S.Options.Profile ? cpuSeconds() : 0;
      Outcome Out =
          FunctionSolver(S.P, Summaries, S.T, S.Options, F, S.Observer).run();
      if (S.Options.Profile)
        Costs[index(F)] += cpuSeconds() - Before;
      bool Last = Round == Rounds;
      Result.Truncated += Last && Out.Result.Truncated;
      if (Last)
        append_range(Result.Rings, Out.Rings);
      Summaries.set(F, std::move(Out.Result));
    }
  for (FuncNo F : C.Functions)
    Summaries.setGrowing(F, false);
  return Result;
}

static std::vector<Ring> solve(const Solving &S, AnalysisStats &Stats,
                               std::vector<double> &Costs) {
  const Program &P = S.P;
  const AnalysisOptions &Options = S.Options;
  SummaryTable Summaries(S.G.caught());
  std::optional<SolveMemory> Memory;
  if (S.Store)
    Memory.emplace(*S.Store, P, S.G, Summaries, S.T, S.Observer);
  std::vector<Ring> Rings;
  const std::vector<std::vector<FuncNo>> Last = lastAskedFor(P, S.G);
  for (const auto &[No, C] : enumerate(S.G.components())) {
    std::optional<ComponentResult> Result;
    if (Memory)
      Result = Memory->takeOver(No);
    if (Result) {
      Stats.Reused += C.Functions.size();
    } else {
      if (Memory)
        Memory->begin();
      Result = solve(S, C, Summaries, Costs);
      if (Memory)
        Memory->keep(No, *Result);
    }
    Stats.Truncated += Result->Truncated;
    append_range(Rings, Result->Rings);
    for (FuncNo F : Last[No]) {
      Summaries.drop(F);
      if (Memory)
        Memory->drop(F);
    }
  }
  if (Options.WholeProgram && !Rings.empty())
    erase_if(Rings,
             [Uncalled = findUncalledClosures(P, Summaries.ClosuresMade)](
                 const Ring &R) { return Uncalled.contains(index(R.Seen)); });
  return Rings;
}

/// Whether the program has owners that share, without which there is no ring.
static bool sharesObjects(const Program &P) {
  for (uint32_t I = 0; I < P.numTypes(); ++I) {
    ir::TypeKind Kind = P.kind(static_cast<TypeNo>(I));
    if (Kind == ir::TypeKind::Strong || Kind == ir::TypeKind::Weak)
      return true;
  }
  return false;
}

/// What is left to find where nothing is shared, such as an address that
/// outlives its object, shows on few paths.
static AnalysisOptions forSoleOwners(AnalysisOptions Options) {
  Options.MaxDisjuncts = 3;
  Options.MaxSummaryDisjuncts = 2;
  Options.Budget = 1000;
  return Options;
}

static std::vector<FunctionCost> sortedCosts(const Program &P,
                                             ArrayRef<double> Costs) {
  std::vector<FunctionCost> Result;
  for (const auto &[No, Seconds] : enumerate(Costs))
    if (Seconds > 0) {
      const FunctionInfo &F = P.function(static_cast<FuncNo>(No));
      Result.push_back({F.Name.str(), P.source(F.Where), Seconds});
    }
  llvm::sort(Result, [](const FunctionCost &A, const FunctionCost &B) {
    return std::tie(B.Seconds, A.Where, A.Function) <
           std::tie(A.Seconds, B.Where, B.Function);
  });
  return Result;
}

static void countFunctions(const Program &P, const CallGraph &G,
                           AnalysisStats &Stats) {
  Stats.Records = P.numRecords();
  for (uint32_t I = 0; I < P.numFunctions(); ++I) {
    auto F = static_cast<FuncNo>(I);
    Stats.Functions += P.function(F).Body != nullptr;
    Stats.UnknownCallees += !P.function(F).Body && !G.callers(F).empty();
  }
}

AnalysisResult analyze(const std::vector<ir::Module> &Modules,
                       const AnalysisOptions &Options, PathObserver *Observer,
                       SolveStore *Store) {
  AnalysisResult Result;
  double Start = cpuSeconds();
  Program P(Modules);
  CallGraph G(P);
  countFunctions(P, G, Result.Stats);
  double Linked = cpuSeconds();
  Result.Stats.LinkSeconds = Linked - Start;

  Traces T;
  if (Observer)
    Observer->begin(P, G);
  std::vector<double> Costs(Options.Profile ? P.numFunctions() : 0);
  std::vector<Ring> Rings;
  if (sharesObjects(P))
    Rings = solve({P, G, T, Options, Observer, Store}, Result.Stats, Costs);
  else if (Observer)
    // Not for the store: what is added to the program may share.
    Rings = solve({P, G, T, forSoleOwners(Options), Observer, nullptr},
                  Result.Stats, Costs);
  Result.Costs = sortedCosts(P, Costs);
  // Of a program without rings nothing is asked.
  if (!Rings.empty() || Options.Audit) {
    Removals Removed(P, G);
    std::vector<Judged> Judgement =
        Judge(P, G, Removed, T).judge(std::move(Rings));
    for (const Judged &J : Judgement)
      if (J.Kind == Verdict::Leak || J.IsOnlyClaim ||
          (J.Kind == Verdict::Cycle && Options.WholeProgram))
        Result.Findings.push_back(explain(P, T, J));
    if (Options.Audit)
      append_range(Result.Findings,
                   auditTypes(P, Removed, Judgement, Options.WholeProgram));
  }
  if (Observer)
    append_range(Result.Findings, Observer->end());
  llvm::sort(Result.Findings, [](const Finding &X, const Finding &Y) {
    return std::tie(X.Where, X.Identity) < std::tie(Y.Where, Y.Identity);
  });
  Result.Stats.SolveSeconds = cpuSeconds() - Linked;
  return Result;
}

} // namespace weakspot
