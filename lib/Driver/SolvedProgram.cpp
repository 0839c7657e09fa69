//===- SolvedProgram.cpp - What was solved before is not again ------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/SolvedProgram.h"
#include "Analysis/SolveStore.h"
#include "Misuse/Misuse.h"
#include "Report/CheckPages.h"
#include "Report/JsonReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <tuple>

using namespace llvm;

namespace weakspot {

/// Names what is asked of a program.
static std::string question(const AnalysisOptions &Options,
                            const CheckSelection &Checks) {
  std::string Text = Options.WholeProgram ? "whole" : "part";
  for (unsigned Limit :
       {Options.MaxDisjuncts, Options.MaxSummaryDisjuncts, Options.LoopUnroll,
        Options.Budget, Options.InPlaceBudget})
    Text += "," + utostr(Limit);
  if (Options.Audit)
    Text += ",audit";
  for (const CheckPage &Page : checkPages())
    if (Checks.isOn(Page.Name))
      Text += ("," + Page.Name).str();
  Text += ",ignored=" + Checks.ignoredTypes().text();
  if (Checks.isStrictAboutOwnership())
    Text += ",strict";
  return Text;
}

/// The same, and the program as it is.
static std::string solveInputs(StringRef Question, const Extraction &Program) {
  return (Question + "\n" + join(Program.Digests, "\n")).str();
}

/// The same, and the program whatever becomes of it.
static std::string storeInputs(StringRef Question, const Extraction &Program,
                               const IRCache &Cache) {
  StringRef First = Program.Modules.empty() ? "" : Program.Modules.front().Name;
  return ("functions of " + Cache.projectName() + "\n" + First + "\n" +
          Question)
      .str();
}

static auto edgeKey(const RingEdge &E) {
  return std::tie(E.From, E.Slot, E.To, E.Holder, E.SlotDecl, E.Form, E.Member,
                  E.MemberDecl, E.IsCounted, E.IsFromCaller, E.Made, E.Accepted,
                  E.Steps);
}

static bool same(const Finding &A, const Finding &B) {
  auto Key = [](const Finding &F) {
    return std::tie(F.Check, F.Kind, F.Where, F.Message, F.Notes, F.Identity);
  };
  return Key(A) == Key(B) &&
         std::equal(A.Ring.begin(), A.Ring.end(), B.Ring.begin(), B.Ring.end(),
                    [](const RingEdge &X, const RingEdge &Y) {
                      return edgeKey(X) == edgeKey(Y);
                    });
}

/// The counts in a line, then the findings.
static std::string written(const AnalysisResult &Result) {
  std::string Text;
  raw_string_ostream OS(Text);
  const AnalysisStats &S = Result.Stats;
  OS << S.Records << ' ' << S.Functions << ' ' << S.Truncated << ' '
     << S.UnknownCallees << '\n';
  RunReport Run;
  for (const Finding &F : Result.Findings)
    Run.Findings.push_back({F, std::nullopt});
  writeJson(Run, OS);
  return Text;
}

static std::optional<AnalysisResult> read(StringRef Text) {
  AnalysisResult Result;
  AnalysisStats &S = Result.Stats;
  auto [Counts, Findings] = Text.split('\n');
  for (unsigned *Count :
       {&S.Records, &S.Functions, &S.Truncated, &S.UnknownCallees}) {
    if (Counts.consumeInteger(10, *Count))
      return std::nullopt;
    Counts = Counts.ltrim();
  }
  Expected<RunReport> Run = parseJson(Findings, "cache");
  if (!Run) {
    consumeError(Run.takeError());
    return std::nullopt;
  }
  for (ReportedFinding &R : Run->Findings)
    Result.Findings.push_back(std::move(R.F));
  return Result;
}

static std::optional<AnalysisResult> findSolved(const IRCache &Cache,
                                                StringRef Inputs) {
  std::optional<CacheEntry> Entry = Cache.findResult(Inputs);
  return Entry ? read(Entry->Content) : std::nullopt;
}

static void storeSolved(const IRCache &Cache, StringRef Inputs,
                        const AnalysisResult &Result) {
  std::string Text = written(Result);
  std::optional<AnalysisResult> Again = read(Text);
  // Names that are no UTF-8 would come back changed.
  if (Again && std::equal(Result.Findings.begin(), Result.Findings.end(),
                          Again->Findings.begin(), Again->Findings.end(), same))
    Cache.storeResult(Inputs, [&](auto Put) { Put(Text); });
}

SolvedProgram solveProgram(const Extraction &Program,
                           const AnalysisOptions &Options,
                           const CheckSelection &Checks, const IRCache *Cache) {
  auto Solve = [&](analysis::SolveStore *Store) {
    std::unique_ptr<analysis::PathObserver> Misuse =
        makeMisuseObserver(Checks.misuse());
    AnalysisResult Found =
        analyze(Program.Modules, Options, Misuse.get(), Store);
    erase_if(Found.Findings, [&](const Finding &F) {
      return Checks.ignoredTypes().ignores(F);
    });
    return Found;
  };
  if (!Cache || Options.Profile)
    return {Solve(nullptr), /*WasSolvedBefore=*/false};
  std::string Question = question(Options, Checks);
  std::string Inputs = solveInputs(Question, Program);
  if (std::optional<AnalysisResult> Known = findSolved(*Cache, Inputs))
    return {std::move(*Known), /*WasSolvedBefore=*/true};
  std::string Functions = storeInputs(Question, Program, *Cache);
  std::optional<CacheEntry> Before = Cache->findResult(Functions);
  analysis::SolveStore Store(Before ? Before->Content : "");
  AnalysisResult Found = Solve(&Store);
  if (Store.isDamaged())
    Found = Solve(nullptr);
  else if (Store.isWorthWriting())
    Cache->storeResult(Functions, [&](auto Put) { Store.write(Put); });
  storeSolved(*Cache, Inputs, Found);
  return {std::move(Found), /*WasSolvedBefore=*/false};
}

} // namespace weakspot
