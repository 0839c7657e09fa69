//===- ExplainLeakCommand.cpp - weakspot explain-leak -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramRun.h"
#include "Report/LeakMatch.h"
#include "RunOptions.h"
#include "SavedRun.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral ExplainLeakHelp =
    R"(Takes the leak report of a test run, and says of each leaked allocation which cycle
keeps it alive, edge by edge: the leak detector says what leaked, weakspot says
why. The program is analysed as by `weakspot check`, unless --in names a saved run.

  ./tests 2> lsan.log; weakspot explain-leak --lsan lsan.log -p build
  valgrind --leak-check=full --xml=yes --xml-file=leaks.xml ./tests
  weakspot explain-leak --valgrind leaks.xml --in run.json

Compile the program with -g: places are matched by file and line.

Exit codes: 0 all is explained, 1 something is not, 2 wrong usage or
configuration, 3 something was not analysed, or a log is not complete.
)";

static cl::list<std::string> LsanLogs(
    "lsan", cl::value_desc("LOG"),
    cl::desc("What a program with LeakSanitizer wrote. May be repeated; "
             "- is standard input"),
    cl::sub(explainLeakSub()), cl::cat(optionCategory()));

static cl::list<std::string> ValgrindLogs(
    "valgrind", cl::value_desc("LOG"),
    cl::desc("What Valgrind's Memcheck wrote, as text or XML. May be "
             "repeated"),
    cl::sub(explainLeakSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    LeaksIn("in", cl::value_desc("FILE.json"),
            cl::desc("A saved run to take the cycles from"),
            cl::sub(explainLeakSub()), cl::cat(optionCategory()));

static cl::opt<std::string> Root(
    "root", cl::value_desc("DIRECTORY"),
    cl::desc("With --in: the project's root (the directory that this is run "
             "in)"),
    cl::sub(explainLeakSub()), cl::cat(optionCategory()));

using LogReader = Expected<LeakLog> (*)(StringRef Text, StringRef Path);

static Error readLogs(ArrayRef<std::string> Files, LogReader Read,
                      LeakLog &Into) {
  for (const std::string &File : Files) {
    auto Buffer = MemoryBuffer::getFileOrSTDIN(File, /*IsText=*/true);
    if (!Buffer)
      return createStringError(Buffer.getError(),
                               File + ": " + Buffer.getError().message());
    Expected<LeakLog> Log = Read((*Buffer)->getBuffer(), File);
    if (!Log)
      return Log.takeError();
    if (!Log->IsComplete) {
      WithColor::warning(errs(), "weakspot")
          << File << ": the report is cut off; what is not in it is not told\n";
      Into.IsComplete = false;
    }
    append_range(Into.Leaks, std::move(Log->Leaks));
  }
  return Error::success();
}

static Expected<LeakLog> allLogs() {
  if (LsanLogs.empty() && ValgrindLogs.empty())
    return createStringError("name what the leak detector wrote: --lsan LOG or "
                             "--valgrind LOG");
  LeakLog All;
  if (Error E = readLogs(LsanLogs, parseLsanLog, All))
    return E;
  if (Error E = readLogs(ValgrindLogs, parseValgrindLog, All))
    return E;
  return All;
}

static int tell(const LeakLog &Log, const RunReport &Run, const Paths &Names,
                bool IsWhole) {
  std::vector<LeakExplanation> Explained = explainLeaks(Log.Leaks, Run);
  writeLeaks(Log.Leaks, Explained, Run, Names, outs());
  if (!Log.IsComplete || !IsWhole)
    return EC_Incomplete;
  bool AnyOpen = any_of(Explained, [](const LeakExplanation &E) {
    return E.Why == LeakReason::None;
  });
  return AnyOpen ? EC_Findings : EC_Clean;
}

static int runExplainLeak(const CompilerFlags &Flags) {
  Expected<LeakLog> Log = allLogs();
  if (!Log)
    return reportUsageError(Log.takeError());
  if (!LeaksIn.empty()) {
    if (Flags || !sourceFiles().empty())
      return reportUsageError("either --in or files to analyse, not both");
    Expected<SavedRun> Saved = readSavedRun(LeaksIn);
    if (!Saved)
      return reportUsageError(Saved.takeError());
    Paths Here(workingDirectory(), workingDirectory());
    Paths Names(Root.empty() ? workingDirectory() : Here.absolute(Root),
                workingDirectory());
    return tell(*Log, Saved->Run, Names, /*IsWhole=*/true);
  }
  Expected<ProgramRequest> Request = programRequest(Flags);
  if (!Request)
    return reportUsageError(Request.takeError());
  Expected<ProgramRun> Run = runProgram(*Request);
  if (!Run)
    return reportIncomplete(Run.takeError());
  return tell(*Log, Run->Report, Request->Names, Run->Program.numLost() == 0);
}

Command explainLeakCommand() {
  return {&explainLeakSub(), ExplainLeakHelp, runExplainLeak};
}

} // namespace weakspot::tool
