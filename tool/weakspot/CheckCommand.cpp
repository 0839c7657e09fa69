//===- CheckCommand.cpp - weakspot check ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConfigOptions.h"
#include "OutputOptions.h"
#include "ProgramRun.h"
#include "RunOptions.h"
#include "SuggestedFixes.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral CheckHelp =
    R"(Finds ownership cycles in the program that the files make up: all of the
compilation database's, unless some are named. Files with flags after -- need no
database.

  weakspot check -p build
  weakspot check src/server.cpp src/session.cpp
  weakspot check a.cpp b.cpp -- -std=c++20 -Iinclude
  weakspot check --output json:findings.json --output text:-

Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, 3 something
asked for was not analysed, 130 interrupted.
)";

static int runCheck(const CompilerFlags &Flags) {
  if (std::optional<int> Code = answerAboutConfig())
    return *Code;
  Expected<std::vector<Output>> Outputs = outputs();
  if (!Outputs)
    return reportUsageError(Outputs.takeError());
  Expected<ProgramRequest> Request = programRequest(Flags);
  if (!Request)
    return reportUsageError(Request.takeError());

  Expected<ProgramRun> Run = runProgram(*Request);
  if (!Run)
    return reportIncomplete(Run.takeError());
  if (Error E = addFixes(*Request, *Run))
    return reportIncomplete(std::move(E));
  Error Unwritten = writeOutputs(*Outputs, Run->Report, Request->Names);
  outs().flush();
  printSummary(*Run, Request->Policy, Request->Names);
  int Code = Request->Policy.fails(Run->Report) ? EC_Findings : EC_Clean;
  if (Unwritten)
    Code = reportIncomplete(std::move(Unwritten));
  else if (Run->Program.numLost() != 0)
    Code = EC_Incomplete;
  // The process ends: to take all of it apart is a good part of a run that
  // finds nothing changed.
  BuryPointer(std::make_unique<ProgramRequest>(std::move(*Request)));
  BuryPointer(std::make_unique<ProgramRun>(std::move(*Run)));
  return Code;
}

static constexpr StringLiteral BaselineCheckHelp =
    R"(The same as `weakspot check --baseline weakspot-baseline.json`: findings that the
file knows do not count, those that it knows and that are gone are named.
)";

Command baselineCheckCommand() {
  return {&baselineCheckSub(), BaselineCheckHelp, runCheck};
}

Command checkCommand() { return {&checkSub(), CheckHelp, runCheck}; }

} // namespace weakspot::tool
