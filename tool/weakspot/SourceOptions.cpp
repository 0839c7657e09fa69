//===- SourceOptions.cpp - What to analyse, as options say it ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceOptions.h"
#include "Driver/DatabaseSearch.h"
#include "Frontend/CompileFlags.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using weakspot::frontend::CompileCommand;

namespace weakspot::tool {

cl::SubCommand &checkSub() {
  static cl::SubCommand Sub("check", "Find ownership cycles in a program");
  return Sub;
}

cl::SubCommand &fixSub() {
  static cl::SubCommand Sub("fix", "Repair what check finds, and prove it");
  return Sub;
}

cl::SubCommand &irSub() {
  static cl::SubCommand Sub("ir", "Print the ownership IR of a file");
  return Sub;
}

cl::SubCommand &baselineWriteSub() {
  static cl::SubCommand Sub("baseline write",
                            "Record the findings that are there");
  return Sub;
}

cl::SubCommand &baselineCheckSub() {
  static cl::SubCommand Sub("baseline check",
                            "Find what the baseline does not know");
  return Sub;
}

cl::SubCommand &baselinePruneSub() {
  static cl::SubCommand Sub("baseline prune",
                            "Take out of the baseline what is fixed");
  return Sub;
}

cl::SubCommand &extractSub() {
  static cl::SubCommand Sub("extract", "Write the IR of a program's files");
  return Sub;
}

cl::SubCommand &linkSub() {
  static cl::SubCommand Sub("link", "Judge a program whose IR was written");
  return Sub;
}

cl::SubCommand &lspSub() {
  static cl::SubCommand Sub("lsp", "Serve an editor");
  return Sub;
}

cl::SubCommand &reportSub() {
  static cl::SubCommand Sub("report", "Show a saved run, or a census");
  return Sub;
}

cl::SubCommand &graphSub() {
  static cl::SubCommand Sub("graph", "Draw who owns whom");
  return Sub;
}

cl::SubCommand &explainLeakSub() {
  static cl::SubCommand Sub("explain-leak",
                            "Say why what a leak detector reported leaks");
  return Sub;
}

ArrayRef<cl::SubCommand *> InAnalyses::subcommands() {
  static cl::SubCommand *Subs[] = {&checkSub(), &baselineWriteSub(),
                                   &baselineCheckSub(), &baselinePruneSub()};
  return Subs;
}

ArrayRef<cl::SubCommand *> InPrograms::subcommands() {
  static cl::SubCommand *Subs[] = {&checkSub(),         &baselineWriteSub(),
                                   &baselineCheckSub(), &baselinePruneSub(),
                                   &graphSub(),         &explainLeakSub()};
  return Subs;
}

static cl::list<std::string> Files(cl::Positional, cl::desc("[FILES...]"),
                                   InPrograms(), cl::sub(extractSub()),
                                   cl::sub(fixSub()), cl::sub(irSub()));

static cl::opt<std::string>
    BuildDirectory("p", cl::Prefix, cl::value_desc("BUILD"),
                   cl::desc("Directory of compile_commands.json. Without it: "
                            "searched from the first file, or from here, "
                            "upwards and in build*/"),
                   InPrograms(), cl::sub(extractSub()), cl::sub(fixSub()),
                   cl::sub(irSub()), cl::sub(lspSub()),
                   cl::cat(optionCategory()));

static cl::list<std::string>
    ModelFiles("model", cl::value_desc("FILE"),
               cl::desc("Add a model file: what your own pointers and "
                        "containers mean. May be repeated"),
               InPrograms(), cl::sub(extractSub()), cl::sub(fixSub()),
               cl::sub(irSub()), cl::sub(lspSub()), cl::cat(optionCategory()));

static cl::opt<bool>
    KeepGoing("keep-going",
              cl::desc("Analyse what could be parsed of files with errors, and "
                       "do not fail for them"),
              InPrograms(), cl::sub(extractSub()), cl::sub(fixSub()),
              cl::sub(irSub()), cl::cat(optionCategory()));

ArrayRef<std::string> sourceFiles() { return Files; }

std::string buildDirectory() { return BuildDirectory; }

bool keepGoing() { return KeepGoing; }

std::string workingDirectory() {
  SmallString<256> Path;
  if (std::error_code EC = sys::fs::current_path(Path))
    return "/";
  return std::string(Path);
}

/// `-- FLAGS`: every named file is compiled with them, here.
static Expected<Sources> commandsFromFlags(ArrayRef<std::string> Flags) {
  if (!BuildDirectory.empty())
    return createStringError("either -p or flags after --, not both");
  if (Files.empty())
    return createStringError("flags after -- need files before them");
  std::vector<CompileCommand> Commands;
  for (const std::string &File : Files) {
    if (!sys::fs::exists(File))
      return createStringError(File + ": no such file");
    CompileCommand Command;
    Command.Directory = workingDirectory();
    Command.File = File;
    Command.CommandLine = {"clang++"};
    append_range(Command.CommandLine, Flags);
    Command.CommandLine.push_back(File);
    Commands.push_back(std::move(Command));
  }
  return Sources{std::move(Commands), true, {}};
}

/// Where the search for a database starts: at the first file, as clang-tidy's.
static std::string searchStart() {
  SmallString<256> Start(workingDirectory());
  if (!Files.empty()) {
    StringRef Parent = sys::path::parent_path(Files.front());
    if (sys::path::is_absolute(Parent))
      Start = Parent;
    else
      sys::path::append(Start, Parent);
  }
  sys::path::remove_dots(Start, /*remove_dot_dot=*/true);
  return std::string(Start);
}

static Expected<Sources> commandsFromDatabase() {
  Expected<std::string> Path = BuildDirectory.empty()
                                   ? findDatabase(searchStart())
                                   : databaseIn(BuildDirectory);
  if (!Path)
    return Path.takeError();
  SmallString<256> Absolute(*Path);
  if (std::error_code EC = sys::fs::make_absolute(Absolute))
    return createStringError(EC, *Path + ": " + EC.message());
  Expected<CompileDatabase> Database = CompileDatabase::load(Absolute);
  if (!Database)
    return Database.takeError();
  std::vector<CompileCommand> All = Database->cxxCommands();
  if (!Files.empty()) {
    Expected<std::vector<CompileCommand>> Named =
        Database->commandsFor(Files, workingDirectory());
    if (!Named)
      return Named.takeError();
    bool IsWhole = Named->size() >= All.size() && Database->broken().empty();
    std::vector<BrokenEntry> Broken;
    copy_if(Database->broken(), std::back_inserter(Broken),
            [&](const BrokenEntry &Entry) {
              return any_of(*Named, [&](const CompileCommand &Command) {
                return mainFile(Command) == Entry.File;
              });
            });
    return Sources{std::move(*Named), IsWhole, std::move(Broken)};
  }
  if (All.empty())
    return createStringError(Absolute + ": none of its files is C++");
  return Sources{std::move(All), true, Database->broken().vec()};
}

Expected<Sources> sourceCommands(const CompilerFlags &Flags) {
  Expected<Sources> Found =
      Flags ? commandsFromFlags(*Flags) : commandsFromDatabase();
  if (!Found)
    return Found;
  for (CompileCommand &Command : Found->Commands)
    Command = frontend::adaptToClang(std::move(Command));
  return Found;
}

std::vector<std::string> modelFiles(ArrayRef<std::string> Configured) {
  std::vector<std::string> Files(Configured);
  append_range(Files, ModelFiles);
  return Files;
}

Expected<contracts::Table> contractTable(ArrayRef<std::string> Configured) {
  Expected<contracts::Table> Table = contracts::Table::builtin();
  if (!Table)
    return Table;
  for (const std::string &File : modelFiles(Configured))
    if (Error E = Table->addFile(File))
      return E;
  return Table;
}

} // namespace weakspot::tool
