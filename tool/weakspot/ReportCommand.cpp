//===- ReportCommand.cpp - weakspot report, weakspot graph ---- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputOptions.h"
#include "SavedRun.h"
#include "SourceOptions.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral ReportHelp =
    R"(Shows a saved run, or a census that a running program wrote, in any form.

  weakspot check --output json:run.json; weakspot report run.json --output sarif:run.sarif
  weakspot report census.json

Exit codes: 0 shown, 2 wrong usage, 3 a report could not be written.
)";

static cl::opt<std::string> File(cl::Positional, cl::Required,
                                 cl::desc("FILE.json"), cl::sub(reportSub()));

static cl::opt<std::string>
    Root("root", cl::value_desc("DIRECTORY"),
         cl::desc("The project's root, where the sources are (the directory "
                  "that this is run in)"),
         cl::sub(reportSub()), cl::cat(optionCategory()));

static Expected<std::string> projectRootOption() {
  if (Root.empty())
    return workingDirectory();
  SmallString<256> Path(Root);
  if (!sys::fs::is_directory(Path))
    return createStringError("--root " + Root + ": no such directory");
  if (std::error_code EC = sys::fs::make_absolute(Path))
    return createStringError(EC, Root + ": " + EC.message());
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

static int runReport(const CompilerFlags & /*Flags*/) {
  Expected<std::vector<Output>> Outputs = outputs();
  if (!Outputs)
    return reportUsageError(Outputs.takeError());
  Expected<std::string> ProjectRoot = projectRootOption();
  if (!ProjectRoot)
    return reportUsageError(ProjectRoot.takeError());
  Expected<SavedRun> Saved = readSavedRun(File);
  if (!Saved)
    return reportUsageError(Saved.takeError());
  Paths Names(*ProjectRoot, workingDirectory());
  if (Error E = writeOutputs(*Outputs, Saved->Run, Names))
    return reportIncomplete(std::move(E));
  return EC_Clean;
}

Command reportCommand() { return {&reportSub(), ReportHelp, runReport}; }

} // namespace weakspot::tool
