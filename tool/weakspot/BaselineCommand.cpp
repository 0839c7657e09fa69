//===- BaselineCommand.cpp - weakspot baseline write, prune --- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramRun.h"
#include "Report/OutputFile.h"
#include "RunOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral WriteHelp =
    R"(Analyses the program as `weakspot check` does, and writes the findings that it has
now to weakspot-baseline.json, or where --baseline says. From then on
`weakspot check --baseline FILE` fails for new ones alone.

Exit codes: 0 written, 2 wrong usage or configuration, 3 something was not
analysed, and nothing is written.
)";

static constexpr StringLiteral PruneHelp =
    R"(Analyses the program as `weakspot check` does, and takes out of the baseline what
it has no more. New findings are not added.

Exit codes: 0 done, 2 wrong usage or configuration, 3 something was not analysed,
and the baseline is as it was.
)";

static int store(const Baseline &B) {
  std::string File = baselineFile();
  if (Error E = writeFile(File, [&](raw_ostream &OS) { B.write(OS); }))
    return reportIncomplete(std::move(E));
  if (!isQuiet())
    errs() << File << ": " << B.size()
           << (B.size() == 1 ? " finding" : " findings") << '\n';
  return EC_Clean;
}

/// What is not analysed must not be taken for clean.
static Expected<ProgramRun> runWhole(const ProgramRequest &Request) {
  Expected<ProgramRun> Run = runProgram(Request);
  if (!Run)
    return Run;
  if (Run->Program.numLost() != 0)
    return createStringError("the baseline is left as it was: not all of the "
                             "program was analysed");
  return Run;
}

/// What is not a baseline is a file that was named by mistake.
static Error refuseOtherFiles(const std::string &File) {
  uint64_t Size = 0;
  if (!sys::fs::is_regular_file(File) || sys::fs::file_size(File, Size) ||
      Size == 0)
    return Error::success();
  Expected<Baseline> Old = Baseline::read(File);
  if (Old)
    return Error::success();
  return createStringError(toString(Old.takeError()) + "\n" + File +
                           " is no baseline and is left as it is: name another "
                           "file with --baseline, or remove it");
}

static int runWrite(const CompilerFlags &Flags) {
  Expected<ProgramRequest> Request = programRequest(Flags);
  if (!Request)
    return reportUsageError(Request.takeError());
  if (Error E = refuseOtherFiles(baselineFile()))
    return reportUsageError(std::move(E));
  Expected<ProgramRun> Run = runWhole(*Request);
  if (!Run)
    return reportIncomplete(Run.takeError());
  return store(Baseline::of(Run->Report));
}

static int runPrune(const CompilerFlags &Flags) {
  Expected<ProgramRequest> Request = programRequest(Flags);
  if (!Request)
    return reportUsageError(Request.takeError());
  if (!Request->Found.IsWholeProgram)
    return reportUsageError("baseline prune needs the whole program, not only "
                            "some of its files");
  Expected<ProgramRun> Run = runWhole(*Request);
  if (!Run)
    return reportIncomplete(Run.takeError());
  Baseline Left = *Request->Policy.baseline();
  Left.prune(Run->Report);
  return store(Left);
}

Command baselineWriteCommand() {
  return {&baselineWriteSub(), WriteHelp, runWrite};
}

Command baselinePruneCommand() {
  return {&baselinePruneSub(), PruneHelp, runPrune};
}

} // namespace weakspot::tool
