//===- RunOptions.cpp - How a program is analysed -------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunOptions.h"
#include "Driver/Progress.h"
#include "SourceOptions.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::tool {

static cl::opt<unsigned> Jobs("j", cl::Prefix, cl::value_desc("N"),
                              cl::desc("Files analysed at a time (all cores)"),
                              cl::init(0), InPrograms(), cl::sub(extractSub()),
                              cl::sub(fixSub()), cl::sub(lspSub()),
                              cl::cat(optionCategory()));

static cl::opt<unsigned>
    Timeout("timeout", cl::value_desc("SECONDS"),
            cl::desc("Give a file up that takes longer (600; 0: never)"),
            cl::init(600), InPrograms(), cl::sub(extractSub()),
            cl::sub(fixSub()), cl::sub(lspSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    Checks("checks", cl::value_desc("GLOBS"),
           cl::desc("Which checks are on, as clang-tidy says it: "
                    "'capture-*', '-weak-key-cycle' (all but those "
                    "that are off by default)"),
           InAnalyses(), cl::sub(linkSub()), cl::sub(fixSub()),
           cl::sub(lspSub()), cl::cat(optionCategory()));

static cl::opt<bool> Quiet("quiet",
                           cl::desc("Findings and errors only: no progress, no "
                                    "summary"),
                           InPrograms(), cl::sub(extractSub()),
                           cl::sub(linkSub()), cl::sub(fixSub()),
                           cl::cat(optionCategory()));

static cl::opt<bool>
    ShowProgress("progress",
                 cl::desc("Show progress even where there is no terminal"),
                 InPrograms(), cl::sub(extractSub()), cl::sub(fixSub()),
                 cl::cat(optionCategory()));

static cl::opt<bool>
    Stats("stats",
          cl::desc("Print what was analysed, what was not modelled, and the "
                   "time of each stage"),
          InAnalyses(), cl::sub(linkSub()), cl::sub(fixSub()),
          cl::cat(optionCategory()));

static cl::opt<bool>
    Profile("profile",
            cl::desc("Print which files took longest to parse, and which "
                     "functions to solve"),
            InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

Progress::Style progressStyle() {
  if (Quiet)
    return Progress::None;
  if (errs().is_displayed())
    return Progress::OneLine;
  return ShowProgress ? Progress::Lines : Progress::None;
}

WorkerPool::Limits limits() {
  WorkerPool::Limits Limit;
  Limit.Workers =
      Jobs != 0 ? Jobs : hardware_concurrency().compute_thread_count();
  Limit.JobTime = std::chrono::seconds(Timeout);
  return Limit;
}

bool isJobsGiven() { return Jobs != 0; }

std::string checkGlobs() { return Checks; }

Expected<CheckFilter> checkFilter() { return CheckFilter::parse(Checks); }

Expected<CheckSelection>
checkSelection(MutableArrayRef<CompileCommand> Commands) {
  return CheckSelection::create(Checks, Commands);
}

Expected<CheckSelection> checkSelectionFor(ArrayRef<std::string> MainFiles) {
  return CheckSelection::create(Checks, MainFiles);
}

bool isQuiet() { return Quiet; }

bool wantsStats() { return Stats; }

bool wantsProfile() { return Profile; }

Expected<Extraction> extractShown(ArrayRef<CompileCommand> Commands,
                                  const contracts::Table &Contracts,
                                  StringRef Root, const Paths &Names,
                                  IRCache *Cache, Repeated Bodies) {
  ExtractOptions Options;
  Options.Contracts = &Contracts;
  Options.ProjectRoot = Root.str();
  Options.KeepGoing = keepGoing();
  Progress Shown(errs(), progressStyle(), Commands.size());
  return extractAll(
      Commands, Options, limits(),
      [&](StringRef File) { Shown.step(Names.display(File)); }, Cache, Bodies);
}

void printFailures(ArrayRef<FailedTU> Failures, const Paths &Names) {
  for (const FailedTU &Failure : Failures) {
    errs() << Failure.Diagnostics;
    WithColor::error(errs(), "weakspot")
        << Names.display(Failure.File)
        << (Failure.IsPartial ? ": analysed in part: " : ": not analysed: ")
        << Failure.Reason << '\n';
  }
}

} // namespace weakspot::tool
