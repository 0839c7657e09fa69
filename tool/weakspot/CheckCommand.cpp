//===- CheckCommand.cpp - weakspot check ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis/Analysis.h"
#include "Colour.h"
#include "Driver/ProjectRoot.h"
#include "Misuse/Misuse.h"
#include "Report/TextReport.h"
#include "RunOptions.h"
#include "SourceOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::tool {

static constexpr StringLiteral CheckHelp =
    R"(Finds ownership cycles in the program that the files make up: all of the
compilation database's, unless some are named. Files with flags after -- need no
database.

  weakspot check -p build
  weakspot check src/server.cpp src/session.cpp
  weakspot check a.cpp b.cpp -- -std=c++20 -Iinclude

Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, 3 something
asked for was not analysed, 130 interrupted.
)";

static std::string counted(size_t Count, StringRef Noun) {
  return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
}

/// What is off unless asked for is not told.
static std::vector<const Finding *> toReport(ArrayRef<Finding> Findings,
                                             const CheckFilter &Filter) {
  std::vector<const Finding *> Order = inReportOrder(Findings);
  llvm::erase_if(Order, [&](const Finding *F) {
    return !Filter.isOn(F->Check) || F->Kind == Verdict::Managed ||
           F->Kind == Verdict::Possible;
  });
  return Order;
}

static void printSummary(size_t NumFindings, const Extraction &Program) {
  size_t NumLost = numLost(Program);
  size_t NumPartial = Program.Failures.size() - NumLost;
  errs() << (NumFindings == 0 ? "no findings" : counted(NumFindings, "finding"))
         << " in " << counted(Program.Modules.size(), "TU");
  if (NumPartial != 0)
    errs() << ", " << counted(NumPartial, "TU") << " with errors";
  if (NumLost != 0)
    errs() << ", " << counted(NumLost, "TU") << " not analysed";
  errs() << '\n';
}

static void printStats(const Extraction &Program, const AnalysisStats &Solved) {
  const ExtractionStats &Lowered = Program.Stats;
  unsigned NumOpaque = 0;
  for (const auto &Kind : Lowered.Opaque)
    NumOpaque += Kind.getValue();
  raw_ostream &OS = errs();
  OS << "TUs:                " << Program.Modules.size() << '\n'
     << "TUs with errors:    " << Program.Failures.size() << '\n'
     << "functions lowered:  " << Lowered.Functions << '\n'
     << "operations:         " << Lowered.Instructions << '\n'
     << "functions linked:   " << Solved.Functions << '\n'
     << "records linked:     " << Solved.Records << '\n'
     << "functions cut off:  " << Lowered.Truncated + Solved.Truncated << '\n'
     << "unknown callees:    " << Solved.UnknownCallees << '\n'
     << "not modelled:       " << NumOpaque << '\n';
  std::vector<std::pair<unsigned, StringRef>> Kinds;
  for (const auto &Kind : Lowered.Opaque)
    Kinds.emplace_back(Kind.getValue(), Kind.getKey());
  llvm::sort(Kinds, [](const auto &A, const auto &B) {
    return std::pair(B.first, A.second) < std::pair(A.first, B.second);
  });
  for (const auto &[Count, Kind] : Kinds)
    OS << "  " << Kind << ": " << Count << '\n';
  OS << format("CPU seconds, parse: %.3f\n", Lowered.ParseSeconds)
     << format("CPU seconds, lower: %.3f\n", Lowered.LowerSeconds)
     << format("CPU seconds, link:  %.3f\n", Solved.LinkSeconds)
     << format("CPU seconds, solve: %.3f\n", Solved.SolveSeconds);
}

static int runCheck(const CompilerFlags &Flags) {
  Expected<CheckFilter> Filter = checkFilter();
  if (!Filter)
    return reportUsageError(Filter.takeError());
  Expected<contracts::Table> Contracts = contractTable();
  if (!Contracts)
    return reportUsageError(Contracts.takeError());
  Expected<Sources> Found = sourceCommands(Flags);
  if (!Found)
    return reportUsageError(Found.takeError());

  std::string Root = projectRoot(Found->Commands);
  Paths Names(Root, workingDirectory());
  Expected<Extraction> Program =
      extractShown(Found->Commands, *Contracts, Root, Names);
  if (!Program) {
    reportUsageError(Program.takeError());
    return EC_Incomplete;
  }
  printFailures(Program->Failures, Names);

  std::unique_ptr<analysis::PathObserver> Misuse =
      makeMisuseObserver([&](StringRef Check) { return Filter->isOn(Check); });
  AnalysisOptions Options;
  Options.WholeProgram = Found->IsWholeProgram && numLost(*Program) == 0;
  AnalysisResult Result = analyze(Program->Modules, Options, Misuse.get());
  std::vector<const Finding *> Findings = toReport(Result.Findings, *Filter);
  TextReport Report(outs(), Names);
  for (const Finding *F : Findings)
    Report.print(*F);
  outs().flush();

  if (!isQuiet())
    printSummary(Findings.size(), *Program);
  if (wantsStats())
    printStats(*Program, Result.Stats);
  if (numLost(*Program) != 0)
    return EC_Incomplete;
  return Findings.empty() ? EC_Clean : EC_Findings;
}

Command checkCommand() { return {&checkSub(), CheckHelp, runCheck}; }

} // namespace weakspot::tool
