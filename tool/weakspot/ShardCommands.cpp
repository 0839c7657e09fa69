//===- ShardCommands.cpp - weakspot extract, weakspot link ---- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConfigOptions.h"
#include "Driver/ProjectRoot.h"
#include "Driver/Shards.h"
#include "OutputOptions.h"
#include "ProgramRun.h"
#include "RunOptions.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::tool {

static constexpr StringLiteral ExtractHelp =
    R"(Lowers files to IR and writes it to a directory, for `weakspot link`: the first
half of `weakspot check`, which can be spread over machines.

  weakspot extract -p build -o ir --shard 2/4

Exit codes: 0 written, 2 wrong usage or configuration, 3 something was not
analysed; the link knows.
)";

static constexpr StringLiteral LinkHelp =
    R"(Judges the program whose IR `weakspot extract` has written, and reports as
`weakspot check` does. All shards have to be there.

  weakspot link ir --output sarif:weakspot.sarif

Exit codes: those of `weakspot check`.
)";

static cl::opt<std::string> ExtractTo("o", cl::Prefix, cl::Required,
                                      cl::value_desc("DIRECTORY"),
                                      cl::desc("Where to write the IR"),
                                      cl::sub(extractSub()),
                                      cl::cat(optionCategory()));

static cl::opt<std::string>
    ShardText("shard", cl::value_desc("I/N"),
              cl::desc("Only the I-th of N parts of the files"),
              cl::init("1/1"), cl::sub(extractSub()),
              cl::cat(optionCategory()));

static cl::list<std::string> Directories(cl::Positional, cl::OneOrMore,
                                         cl::desc("DIRECTORY..."),
                                         cl::sub(linkSub()));

static cl::opt<std::string> LinkRoot(
    "root", cl::value_desc("DIRECTORY"),
    cl::desc("The project's root, where the sources are (the directory "
             "that this is run in)"),
    cl::sub(linkSub()), cl::cat(optionCategory()));

static int runExtract(const CompilerFlags &Flags) {
  Expected<Shard> Which = Shard::parse(ShardText);
  if (!Which)
    return reportUsageError(Which.takeError());
  if (Error E = applyConfig())
    return reportUsageError(std::move(E));
  Expected<Sources> Found = sourceCommands(Flags);
  if (!Found)
    return reportUsageError(Found.takeError());
  Expected<CheckSelection> Checks = checkSelection(Found->Commands);
  if (!Checks)
    return reportUsageError(Checks.takeError());
  Expected<contracts::Table> Contracts = contractTable(Checks->models());
  if (!Contracts)
    return reportUsageError(Contracts.takeError());
  // The root is that of the whole, or the shards would not fit together.
  Paths Names(projectRoot(Found->Commands), workingDirectory());
  std::vector<CompileCommand> Commands;
  for (size_t I = 0; I < Found->Commands.size(); ++I)
    if (Which->takes(I))
      Commands.push_back(Found->Commands[I]);
  Expected<Extraction> Program =
      extractShown(Commands, *Contracts, Names.root(), Names);
  if (!Program)
    return reportIncomplete(Program.takeError());
  if (Which->Number == 1)
    Program->addBroken(Found->Broken);
  printFailures(Program->Failures, Names);
  for (FailedTU &Failure : Program->Failures)
    Failure.File = Names.relative(Failure.File);
  if (Error E = writeShard(*Program, *Which, Found->IsWholeProgram, ExtractTo))
    return reportIncomplete(std::move(E));
  return Program->numLost() == 0 ? EC_Clean : EC_Incomplete;
}

static Expected<std::string> linkRoot() {
  if (LinkRoot.empty())
    return workingDirectory();
  SmallString<256> Path;
  if (std::error_code EC = sys::fs::real_path(LinkRoot, Path))
    return createStringError(EC, "--root " + LinkRoot + ": " + EC.message());
  return std::string(Path);
}

static Expected<FindingPolicy> linkPolicy(const Extraction &Program,
                                          const Paths &Names) {
  std::vector<std::string> MainFiles;
  MainFiles.reserve(Program.Modules.size());
  for (const ir::Module &M : Program.Modules)
    MainFiles.push_back(Names.absolute(M.Name));
  Expected<CheckSelection> Checks = checkSelectionFor(MainFiles);
  if (!Checks)
    return Checks.takeError();
  return findingPolicy(std::move(*Checks), Names.root());
}

static int runLink(const CompilerFlags & /*Flags*/) {
  if (std::optional<int> Code = answerAboutConfig())
    return *Code;
  if (Error E = applyConfig())
    return reportUsageError(std::move(E));
  Expected<std::vector<Output>> Outputs = outputs();
  if (!Outputs)
    return reportUsageError(Outputs.takeError());
  Expected<std::string> Root = linkRoot();
  if (!Root)
    return reportUsageError(Root.takeError());
  Expected<LinkedProgram> Linked = readShards(Directories);
  if (!Linked)
    return reportIncomplete(Linked.takeError());
  Paths Names(*Root, workingDirectory());
  Expected<FindingPolicy> Policy = linkPolicy(Linked->Program, Names);
  if (!Policy)
    return reportUsageError(Policy.takeError());
  printFailures(Linked->Program.Failures, Names);
  ProgramRun Run =
      judge(std::move(Linked->Program), Linked->IsWhole, *Policy, Names);
  Error Unwritten = writeOutputs(*Outputs, Run.Report, Names);
  outs().flush();
  printSummary(Run, *Policy, Names);
  if (Unwritten)
    return reportIncomplete(std::move(Unwritten));
  if (Run.Program.numLost() != 0)
    return EC_Incomplete;
  return Policy->fails(Run.Report) ? EC_Findings : EC_Clean;
}

Command extractCommand() { return {&extractSub(), ExtractHelp, runExtract}; }

Command linkCommand() { return {&linkSub(), LinkHelp, runLink}; }

} // namespace weakspot::tool
