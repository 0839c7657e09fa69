//===- ProgramRun.cpp - A program is analysed, as options say it -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramRun.h"
#include "Driver/ProjectRoot.h"
#include "Misuse/Misuse.h"
#include "RunOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

Expected<ProgramRequest> programRequest(const CompilerFlags &Flags) {
  Expected<CheckFilter> Filter = checkFilter();
  if (!Filter)
    return Filter.takeError();
  Expected<contracts::Table> Contracts = contractTable();
  if (!Contracts)
    return Contracts.takeError();
  Expected<Sources> Found = sourceCommands(Flags);
  if (!Found)
    return Found.takeError();
  Paths Names(projectRoot(Found->Commands), workingDirectory());
  return ProgramRequest{std::move(*Found), std::move(*Contracts),
                        std::move(*Filter), std::move(Names)};
}

/// What is off unless asked for is not told.
static RunReport reportOf(ArrayRef<Finding> Findings, const Extraction &Program,
                          const ProgramRequest &Request) {
  RunReport Report;
  Report.ToolVersion = WEAKSPOT_VERSION;
  Report.NumTUs = Program.Modules.size();
  for (const FailedTU &Failure : Program.Failures)
    Report.Unanalysed.push_back({Request.Names.relative(Failure.File),
                                 Failure.Reason, Failure.IsPartial});
  for (const Finding *F : inReportOrder(Findings))
    if (Request.Filter.isOn(F->Check) && F->Kind != Verdict::Managed &&
        F->Kind != Verdict::Possible)
      Report.Findings.push_back({*F, std::nullopt});
  return Report;
}

Expected<ProgramRun> runProgram(const ProgramRequest &Request) {
  Expected<Extraction> Program =
      extractShown(Request.Found.Commands, Request.Contracts,
                   Request.Names.root(), Request.Names);
  if (!Program)
    return Program.takeError();
  printFailures(Program->Failures, Request.Names);
  ProgramRun Run;
  Run.Program = std::move(*Program);
  std::unique_ptr<analysis::PathObserver> Misuse = makeMisuseObserver(
      [&](StringRef Check) { return Request.Filter.isOn(Check); });
  AnalysisOptions Options;
  Options.WholeProgram =
      Request.Found.IsWholeProgram && numLost(Run.Program) == 0;
  AnalysisResult Result = analyze(Run.Program.Modules, Options, Misuse.get());
  Run.Report = reportOf(Result.Findings, Run.Program, Request);
  Run.Solved = Result.Stats;
  return Run;
}

static std::string counted(size_t Count, StringRef Noun) {
  return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
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

void printSummary(const ProgramRun &Run) {
  if (!isQuiet()) {
    size_t NumOpen = Run.Report.open().size();
    size_t NumLost = numLost(Run.Program);
    size_t NumPartial = Run.Program.Failures.size() - NumLost;
    errs() << (NumOpen == 0 ? "no findings" : counted(NumOpen, "finding"))
           << " in " << counted(Run.Program.Modules.size(), "TU");
    if (NumPartial != 0)
      errs() << ", " << counted(NumPartial, "TU") << " with errors";
    if (NumLost != 0)
      errs() << ", " << counted(NumLost, "TU") << " not analysed";
    errs() << '\n';
  }
  if (wantsStats())
    printStats(Run.Program, Run.Solved);
}

} // namespace weakspot::tool
