//===- FixCommand.cpp - weakspot fix ----------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Colour.h"
#include "ConfigOptions.h"
#include "Driver/CompileDatabase.h"
#include "Driver/Progress.h"
#include "Driver/ProjectRoot.h"
#include "Driver/Repair.h"
#include "Driver/TidyConfig.h"
#include "Fixes/Diff.h"
#include "Fixes/NullPolicy.h"
#include "Misuse/Misuse.h"
#include "Report/Suppressions.h"
#include "Report/TextReport.h"
#include "RunOptions.h"
#include "SourceOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::tool {

static constexpr StringLiteral FixHelp =
    R"(Repairs ownership cycles and misuse, and shows the repairs as a diff. Each has been
checked: with it the program compiles, the finding is gone, no other came, and
on no path that was followed an object ends while it is still used.

  weakspot fix -p build                 what it would change
  weakspot fix -p build | patch -p1     take it
  weakspot fix -p build --apply         the same, written at once

Exit codes: 0 no findings are left, 1 some are (with --apply: after it), 2 wrong
usage or configuration, 3 something asked for was not analysed or written, 130
interrupted.
)";

static cl::opt<bool> Apply("apply",
                           cl::desc("Write the repaired files, all or none"),
                           cl::sub(fixSub()), cl::cat(optionCategory()));

static cl::opt<std::string> ExportFixes("export-fixes", cl::value_desc("FILE"),
                                        cl::desc("Write the edits as YAML for "
                                                 "clang-apply-replacements"),
                                        cl::sub(fixSub()),
                                        cl::cat(optionCategory()));

static cl::opt<fixes::NullPolicy> Policy(
    "null-policy",
    cl::desc("What code does that used an object without a test, where the "
             "object is gone"),
    cl::values(clEnumValN(fixes::NullPolicy::Return, "return",
                          "return from the function (default)"),
               clEnumValN(fixes::NullPolicy::Skip, "skip",
                          "skip the statement; return where it cannot be"),
               clEnumValN(fixes::NullPolicy::Throw, "throw",
                          "throw as a strong pointer made of a dead one does")),
    cl::init(fixes::NullPolicy::Return), cl::sub(fixSub()),
    cl::cat(optionCategory()));

static cl::opt<fixes::InnerKeeper> Keeper(
    "inner-object", cl::desc("What keeps the inner object of a handle"),
    cl::values(clEnumValN(fixes::InnerKeeper::Member, "member",
                          "a member of the outer object (default)"),
               clEnumValN(fixes::InnerKeeper::PerInstance, "per-instance",
                          "a weakref::per_instance of the runtime library")),
    cl::init(fixes::InnerKeeper::Member), cl::sub(fixSub()),
    cl::cat(optionCategory()));

static cl::opt<unsigned> MaxParses(
    "max-parses", cl::value_desc("N"),
    cl::desc("Try nothing new when files have been parsed N times for fixes; 0 "
             "is no limit (20 for each file, but at least 2000)"),
    cl::sub(fixSub()), cl::cat(optionCategory()));

static unsigned parseLimit(size_t NumFiles) {
  if (MaxParses.getNumOccurrences() > 0)
    return MaxParses;
  return std::max<unsigned>(2000, 20 * static_cast<unsigned>(NumFiles));
}

/// The command line's, or what the .clang-tidy above the files say.
static Expected<fixes::NullPolicy>
nullPolicy(ArrayRef<frontend::CompileCommand> Commands) {
  if (Policy.getNumOccurrences() > 0)
    return Policy.getValue();
  std::map<std::string, std::string> Said; // By the name of the .clang-tidy.
  for (const frontend::CompileCommand &Command : Commands) {
    std::string Path =
        findTidyConfig(sys::path::parent_path(mainFile(Command)));
    if (Path.empty() || Said.contains(Path))
      continue;
    Expected<TidyConfig> Config = readTidyConfig(Path);
    if (!Config)
      return Config.takeError();
    Said[Path] = Config->Options["weakspot.NullPolicy"];
  }
  std::string Name;
  for (const auto &[Path, Of] : Said) {
    if (!Name.empty() && !Of.empty() && Name != Of)
      return createStringError("weakspot.NullPolicy is not the same in all "
                               ".clang-tidy of the project: --null-policy says "
                               "which one holds");
    if (!Of.empty())
      Name = Of;
  }
  if (Name.empty())
    return fixes::NullPolicy::Return;
  return fixes::nullPolicyNamed(Name);
}

static void printMessage(const SourcePlace &Where, StringRef Kind,
                         raw_ostream::Colors Colour, StringRef Message,
                         const Paths &Names) {
  if (Where.Line != 0)
    errs() << Names.display(Where.File) << ':' << Where.Line << ':'
           << Where.Column << ": ";
  WithColor(errs(), Colour, /*Bold=*/true) << Kind << ": ";
  errs() << Message << '\n';
}

static void printFixes(const Repairs &All, const Paths &Names) {
  for (const Fix &F : All.Fixes) {
    printMessage(F.Of.Where, "fix", raw_ostream::GREEN,
                 F.Title + " [weakspot-" + F.Of.Check + "]", Names);
  }
  for (const Unfixed &U : All.Rest) {
    printMessage(U.Of.Where, "no fix", raw_ostream::MAGENTA,
                 U.Of.Message + " [weakspot-" + U.Of.Check + "]", Names);
    for (const Note &N : U.Reasons)
      printMessage(N.Where, "note", raw_ostream::CYAN, N.Message, Names);
    if (!U.Sketch.empty()) {
      printMessage({}, "note", raw_ostream::CYAN,
                   U.Of.Ring.empty()
                       ? "by hand, this could be written:"
                       : "by hand, this class could take its place, with its "
                         "data in the inner one:",
                   Names);
      errs() << U.Sketch << '\n';
    }
  }
}

static void printStats(const RepairStats &Stats) {
  errs() << "fixes tried:        " << Stats.Tried << '\n'
         << "  not editable:     " << Stats.NotEditable << '\n'
         << "  not compiling:    " << Stats.NotCompiling << '\n'
         << "  not clean:        " << Stats.NotClean << '\n'
         << "  ending too early: " << Stats.TooEarly << '\n'
         << "fixes not tried:    " << Stats.NotTried << '\n'
         << "parses for them:    " << Stats.Parses << '\n';
}

static Error exportFixes(const fixes::Sources &Edited) {
  std::error_code EC;
  raw_fd_ostream OS(ExportFixes, EC);
  if (EC)
    return createStringError(EC, ExportFixes + ": " + EC.message());
  Edited.printReplacements(OS);
  OS.close();
  if (!OS.has_error())
    return Error::success();
  EC = OS.error();
  OS.clear_error();
  return createStringError(EC, ExportFixes + ": " + EC.message());
}

/// A path as `patch -p1` in the project's root finds it.
static StringRef inRoot(StringRef Path, StringRef Root) {
  if (Path.consume_front(Root))
    Path = Path.ltrim('/');
  return Path;
}

static int deliver(const fixes::Sources &Edited, StringRef Root) {
  if (!ExportFixes.empty())
    if (Error E = exportFixes(Edited)) {
      reportUsageError(std::move(E));
      return EC_Incomplete;
    }
  if (!Apply) {
    if (ExportFixes.empty())
      for (const auto &[Path, F] : Edited.edited())
        fixes::printDiff(outs(), inRoot(Path, Root), F.Old, F.New);
    return EC_Clean;
  }
  if (Error E = Edited.write()) {
    reportUsageError(std::move(E));
    return EC_Incomplete;
  }
  return EC_Clean;
}

static bool isWanted(const Finding &F, const CheckSelection &Checks,
                     const Paths &Names) {
  return Checks.isOn(F.Check, Names.absolute(F.Where.File)) && F.isMistake();
}

static int runFix(const CompilerFlags &Flags) {
  sys::TimePoint<> Start = std::chrono::system_clock::now();
  if (Error E = applyConfig())
    return reportUsageError(std::move(E));
  Expected<CheckFilter> Filter = checkFilter();
  if (!Filter)
    return reportUsageError(Filter.takeError());
  Expected<Sources> Found = sourceCommands(Flags);
  if (!Found)
    return reportUsageError(Found.takeError());
  Expected<CheckSelection> Checks = checkSelection(Found->Commands);
  if (!Checks)
    return reportUsageError(Checks.takeError());
  Expected<contracts::Table> Contracts = contractTable(Checks->models());
  if (!Contracts)
    return reportUsageError(Contracts.takeError());

  Expected<fixes::NullPolicy> ForNull = nullPolicy(Found->Commands);
  if (!ForNull)
    return reportUsageError(ForNull.takeError());

  std::string Root = projectRoot(Found->Commands);
  Paths Names(Root, workingDirectory());
  Expected<Extraction> Program =
      extractShown(Found->Commands, *Contracts, Root, Names);
  if (!Program) {
    reportUsageError(Program.takeError());
    return EC_Incomplete;
  }
  Program->addBroken(Found->Broken);
  printFailures(Program->Failures, Names);
  if (!Program->Failures.empty()) {
    reportUsageError("nothing is repaired while files have errors: what they "
                     "do with a member is not known");
    return EC_Incomplete;
  }
  if (!Found->IsWholeProgram) {
    return reportUsageError(
        "these are not all files of the project: what the others do with a "
        "member is not known. Leave the files out, or see --help");
  }

  RepairOptions Options;
  Options.Extract.Contracts = &*Contracts;
  Options.Extract.ProjectRoot = Root;
  Options.EditRoot = editRoot(Found->Commands);
  Options.Limit = limits();
  Options.Policy = *ForNull;
  Options.Keeper = Keeper;
  Suppressions Accepted(Names);
  Options.IsWanted = [&](const Finding &F) {
    return isWanted(F, *Checks, Names) && !Accepted.of(F);
  };
  Options.Observe = [&] { return makeMisuseObserver(Checks->misuse()); };
  Options.MaxParses = parseLimit(Found->Commands.size());
  Progress Shown(errs(), progressStyle(), /*Total=*/0);
  Options.Next = [&](const Finding &F, size_t Together) {
    std::string More =
        Together > 1 ? " and " + std::to_string(Together - 1) + " more" : "";
    Shown.step("looking for a fix: " + Names.display(F.Where.File) + ":" +
               std::to_string(F.Where.Line) + More);
  };
  fixes::Sources Edited(Start);
  Expected<Repairs> All =
      Repairer(Found->Commands, *Program, Options, Edited).run();
  if (!All) {
    reportUsageError(All.takeError());
    return EC_Incomplete;
  }
  Shown.wipe();
  printFixes(*All, Names);
  if (wantsStats())
    printStats(All->Stats);
  if (int Code = deliver(Edited, realPath(Options.EditRoot)); Code != EC_Clean)
    return Code;
  if (!isQuiet()) {
    errs() << All->Fixes.size()
           << (All->Fixes.size() == 1 ? " fix, " : " fixes, ")
           << All->Rest.size() << " without";
    if (All->Stats.NotTried != 0)
      errs() << ", of which " << All->Stats.NotTried
             << (All->Stats.NotTried == 1 ? " was" : " were")
             << " not tried: see --max-parses";
    errs() << '\n';
  }
  bool AnyLeft = !All->Rest.empty() || (!Apply && !All->Fixes.empty());
  return AnyLeft ? EC_Findings : EC_Clean;
}

Command fixCommand() { return {&fixSub(), FixHelp, runFix}; }

} // namespace weakspot::tool
