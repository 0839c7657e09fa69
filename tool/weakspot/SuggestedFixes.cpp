//===- SuggestedFixes.cpp - Fixes for the reports of a run ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SuggestedFixes.h"
#include "Driver/FixEdits.h"
#include "Driver/Repair.h"
#include "Misuse/Misuse.h"
#include "RunOptions.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static cl::opt<bool> WithFixes(
    "with-fixes",
    cl::desc("Look for fixes as `weakspot fix` does, and put those that "
             "were checked into the reports (sarif, json, html)"),
    cl::sub(checkSub()), cl::cat(optionCategory()));

static std::string keyOf(const Finding &F) {
  return F.Check + '\0' + F.Identity;
}

bool wantsFixes() { return WithFixes; }

Error addFixes(const ProgramRequest &Request, ProgramRun &Run) {
  if (!WithFixes)
    return Error::success();
  if (!Run.Program.Failures.empty() || !Request.Found.IsWholeProgram) {
    WithColor::warning(errs(), "weakspot")
        << "no fixes are looked for: that needs all files of the project, "
           "without errors\n";
    return Error::success();
  }
  StringMap<ReportedFinding *> Open;
  for (ReportedFinding &R : Run.Report.Findings)
    if (R.isOpen())
      Open[keyOf(R.F)] = &R;
  RepairOptions Options;
  Options.Extract.Contracts = &Request.Contracts;
  Options.Extract.ProjectRoot = Request.Names.root().str();
  Options.Limit = limits();
  Options.IsWanted = [&](const Finding &F) { return Open.contains(keyOf(F)); };
  Options.Observe = [&] {
    return makeMisuseObserver(Request.Policy.checks().misuse());
  };
  fixes::Sources Edited(Request.Began);
  Expected<Repairs> All =
      Repairer(Request.Found.Commands, Run.Program, Options, Edited).run();
  if (!All)
    return All.takeError();
  for (const Fix &F : All->Fixes)
    if (auto It = Open.find(keyOf(F.Of)); It != Open.end())
      It->second->Fix = suggestedFix(F, Request.Names);
  return Error::success();
}

} // namespace weakspot::tool
