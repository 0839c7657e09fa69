//===- ProgramRun.cpp - A program is analysed, as options say it -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramRun.h"
#include "CacheOptions.h"
#include "ConfigOptions.h"
#include "Driver/ProjectRoot.h"
#include "Driver/SolvedProgram.h"
#include "RunOptions.h"
#include "SuggestedFixes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <tuple>

using namespace llvm;

namespace weakspot::tool {

Expected<ProgramRequest> programRequest(const CompilerFlags &Flags) {
  sys::TimePoint<> Began = std::chrono::system_clock::now();
  if (Error E = applyConfig())
    return E;
  // What is wrong on the command line is told before what is wrong elsewhere.
  Expected<CheckFilter> Globs = checkFilter();
  if (!Globs)
    return Globs.takeError();
  Expected<Sources> Found = sourceCommands(Flags);
  if (!Found)
    return Found.takeError();
  Expected<CheckSelection> Checks = checkSelection(Found->Commands);
  if (!Checks)
    return Checks.takeError();
  Expected<contracts::Table> Contracts = contractTable(Checks->models());
  if (!Contracts)
    return Contracts.takeError();
  std::vector<std::string> Models = modelFiles(Checks->models());
  Paths Names(projectRoot(Found->Commands), workingDirectory());
  Expected<FindingPolicy> Policy =
      findingPolicy(std::move(*Checks), Names.root());
  if (!Policy)
    return Policy.takeError();
  Expected<std::unique_ptr<IRCache>> Cache = irCache(Names.root(), Models);
  if (!Cache)
    return Cache.takeError();
  return ProgramRequest{std::move(*Found),  std::move(*Contracts),
                        std::move(*Policy), std::move(Names),
                        std::move(*Cache),  Began};
}

Expected<ProgramRun> runProgram(const ProgramRequest &Request) {
  Expected<Extraction> Program =
      extractShown(Request.Found.Commands, Request.Contracts,
                   Request.Names.root(), Request.Names, Request.Cache.get(),
                   wantsFixes() ? Repeated::Keep : Repeated::Drop);
  if (!Program)
    return Program.takeError();
  Program->addBroken(Request.Found.Broken);
  printFailures(Program->Failures, Request.Names);
  return judge(std::move(*Program), Request.Found.IsWholeProgram,
               Request.Policy, Request.Names, Request.Cache.get());
}

ProgramRun judge(Extraction Program, bool IsWhole, const FindingPolicy &Policy,
                 const Paths &Names, const IRCache *Cache) {
  ProgramRun Run;
  Run.Program = std::move(Program);
  AnalysisOptions Options;
  Options.WholeProgram = IsWhole && Run.Program.numLost() == 0;
  Options.Profile = wantsProfile();
  Options.Audit = wantsAudit();
  SolvedProgram Solved =
      solveProgram(Run.Program, Options, Policy.checks(), Cache);
  Run.Report = Policy.report(Solved.Found.Findings, Run.Program,
                             Options.WholeProgram, Names);
  Run.Solved = Solved.Found.Stats;
  Run.Costs = std::move(Solved.Found.Costs);
  Run.WasSolvedBefore = Solved.WasSolvedBefore;
  return Run;
}

static std::string counted(size_t Count, StringRef Noun) {
  return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
}

static void printStats(const ProgramRun &Run) {
  const Extraction &Program = Run.Program;
  const AnalysisStats &Solved = Run.Solved;
  const ExtractionStats &Lowered = Program.Stats;
  unsigned NumOpaque = 0;
  for (const auto &Kind : Lowered.Opaque)
    NumOpaque += Kind.getValue();
  raw_ostream &OS = errs();
  OS << "TUs:                " << Program.Modules.size() << '\n'
     << "TUs cached:         " << Lowered.Cached << '\n'
     << "TUs that shared:    " << Lowered.Shared << '\n'
     << "TUs with errors:    " << Program.Failures.size() << '\n'
     << "solved before:      " << (Run.WasSolvedBefore ? "yes" : "no") << '\n'
     << "functions lowered:  " << Lowered.Functions << '\n'
     << "operations:         " << Lowered.Instructions << '\n'
     << "functions linked:   " << Solved.Functions << '\n'
     << "functions reused:   " << Solved.Reused << '\n'
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

/// What the baseline knows, and what it need not know any more.
static void printBaseline(const RunReport &Report) {
  size_t NumKnown = 0;
  size_t NumFixed = 0;
  for (const ReportedFinding &R : Report.Findings) {
    NumKnown += R.State == BaselineState::Unchanged && !R.Suppressed;
    if (R.State != BaselineState::Absent)
      continue;
    ++NumFixed;
    errs() << "fixed: " << R.F.Message << " [weakspot-" << R.F.Check << "]\n";
  }
  errs() << counted(NumKnown, "finding") << " known to the baseline";
  if (NumFixed != 0)
    errs() << ", " << NumFixed
           << " of it fixed: `weakspot baseline prune` takes them out";
  errs() << '\n';
}

static void printCounts(const ProgramRun &Run, bool HasBaseline) {
  std::vector<const ReportedFinding *> Open = Run.Report.open();
  size_t NumRemarks = count_if(Open, [](const ReportedFinding *R) {
    return R->severity() == Severity::Remark;
  });
  size_t NumOpen = Open.size() - NumRemarks;
  size_t NumLost = Run.Program.numLost();
  size_t NumPartial = Run.Program.Failures.size() - NumLost;
  StringRef Noun = HasBaseline ? "new finding" : "finding";
  errs() << (NumOpen == 0 ? ("no " + Noun + "s").str() : counted(NumOpen, Noun))
         << " in " << counted(Run.Program.Modules.size(), "TU");
  if (wantsAudit())
    errs() << ", " << counted(NumRemarks, "remark");
  if (NumPartial != 0)
    errs() << ", " << counted(NumPartial, "TU") << " with errors";
  if (NumLost != 0)
    errs() << ", " << counted(NumLost, "TU") << " not analysed";
  if (size_t NumSuppressed =
          count_if(Run.Report.Findings, [](const ReportedFinding &R) {
            return R.Suppressed.has_value();
          }))
    errs() << ", " << NumSuppressed << " suppressed";
  errs() << '\n';
}

static constexpr size_t ProfileLines = 10;

static void printProfile(const ProgramRun &Run, const Paths &Names) {
  raw_ostream &OS = errs();
  std::vector<std::pair<std::string, double>> TUs = Run.Program.Stats.TUSeconds;
  llvm::sort(TUs, [](const auto &A, const auto &B) {
    return std::tie(B.second, A.first) < std::tie(A.second, B.first);
  });
  TUs.resize(std::min(TUs.size(), ProfileLines));
  OS << "slowest TUs, CPU seconds to parse and lower:\n";
  for (const auto &[File, Seconds] : TUs)
    OS << format("%9.3f  ", Seconds) << Names.display(File) << '\n';
  OS << "slowest functions, CPU seconds to solve:\n";
  for (const FunctionCost &C : ArrayRef(Run.Costs).take_front(ProfileLines)) {
    OS << format("%9.3f  ", C.Seconds) << C.Function;
    if (C.Where.Line != 0)
      OS << " at " << Names.display(C.Where.File) << ':' << C.Where.Line;
    OS << '\n';
  }
}

void printSummary(const ProgramRun &Run, const FindingPolicy &Policy,
                  const Paths &Names) {
  if (!isQuiet()) {
    printCounts(Run, Policy.baseline().has_value());
    if (Policy.baseline())
      printBaseline(Run.Report);
  }
  if (wantsStats())
    printStats(Run);
  if (wantsProfile())
    printProfile(Run, Names);
}

} // namespace weakspot::tool
