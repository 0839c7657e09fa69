//===- Project.cpp - A compilation database and its configuration ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Project.h"
#include "Driver/CompileDatabase.h"
#include "Driver/ConfigFile.h"
#include "Driver/DatabaseSearch.h"
#include "Driver/ProjectRoot.h"
#include "Frontend/CompileFlags.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using weakspot::frontend::CompileCommand;

namespace weakspot::server {

namespace {
/// The configuration file's settings and the client's, joined.
struct Configuration {
  std::string Checks;
  std::vector<std::string> Models;
  FindingSettings Findings;
};
} // namespace

static Expected<Configuration> configuration(StringRef Directory,
                                             const ProjectSettings &Settings) {
  Configuration Result;
  Result.Findings.ToolVersion = Settings.ToolVersion;
  Result.Findings.UnusedSuppressions = Settings.TellsUnused;
  if (std::string Path = ConfigFile::find(Directory); !Path.empty()) {
    Expected<ConfigFile> File = ConfigFile::read(Path);
    if (!File)
      return File.takeError();
    for (const ConfigFile::Setting &S : File->Settings) {
      if (S.Values.empty())
        continue;
      const std::string &Value = S.Values.front();
      if (S.Key == "checks")
        Result.Checks = Value;
      else if (S.Key == "model")
        Result.Models = S.Values;
      else if (S.Key == "baseline")
        Result.Findings.Baseline = Value;
      else if (S.Key == "warnings-as-errors")
        Result.Findings.WarningsAsErrors = Value;
      else if (S.Key == "header-filter")
        Result.Findings.HeaderFilter = Value;
      else if (S.Key == "exclude")
        Result.Findings.Exclude = Value;
    }
  }
  if (!Settings.Checks.empty())
    Result.Checks = Settings.Checks;
  if (!Settings.Models.empty())
    Result.Models = Settings.Models;
  return Result;
}

static Expected<std::vector<CompileCommand>>
readCommands(const CompileDatabase &Database, StringRef Path) {
  std::vector<CompileCommand> Commands = Database.cxxCommands();
  if (Commands.empty())
    return createStringError(Path + ": none of its files is C++");
  for (CompileCommand &Command : Commands)
    Command = frontend::adaptToClang(std::move(Command));
  return Commands;
}

Expected<std::unique_ptr<Project>>
Project::load(StringRef Directory, const ProjectSettings &Settings) {
  Expected<std::string> Path = Settings.BuildDirectory.empty()
                                   ? findDatabase(Directory)
                                   : databaseIn(Settings.BuildDirectory);
  if (!Path)
    return Path.takeError();
  SmallString<256> Absolute(*Path);
  if (std::error_code EC = sys::fs::make_absolute(Absolute))
    return createStringError(EC, *Path + ": " + EC.message());
  Expected<CompileDatabase> Read = CompileDatabase::load(Absolute);
  if (!Read)
    return Read.takeError();
  Expected<std::vector<CompileCommand>> Commands =
      readCommands(*Read, Absolute);
  if (!Commands)
    return Commands.takeError();
  Expected<Configuration> Config = configuration(Directory, Settings);
  if (!Config)
    return Config.takeError();

  Expected<CheckSelection> Checks =
      CheckSelection::create(Config->Checks, *Commands);
  if (!Checks)
    return Checks.takeError();
  std::vector<std::string> Models(Checks->models());
  append_range(Models, Config->Models);
  Expected<contracts::Table> Contracts = contracts::Table::builtin();
  if (!Contracts)
    return Contracts.takeError();
  for (const std::string &File : Models)
    if (Error E = Contracts->addFile(File))
      return E;

  std::string Root = projectRoot(*Commands);
  std::unique_ptr<Project> Result(new Project(Paths(Root, Root)));
  Expected<FindingPolicy> Policy =
      FindingPolicy::create(std::move(*Checks), Config->Findings, Root);
  if (!Policy)
    return Policy.takeError();
  Result->Database = std::string(Absolute);
  Result->Commands = std::move(*Commands);
  Result->Broken = Read->broken().vec();
  Result->Contracts = std::move(*Contracts);
  Result->Policy = std::move(*Policy);
  Result->Limit = Settings.Limit;
  Result->Cache = {Settings.CacheDirectory, Settings.CacheBytes, Root,
                   IRCache::textsOf(Models)};
  Result->Models = std::move(Models);
  for (auto [No, Command] : enumerate(Result->Commands))
    Result->ByFile.try_emplace(realPath(mainFile(Command)), No);
  return Result;
}

frontend::ExtractOptions Project::extractOptions() const {
  frontend::ExtractOptions Options;
  Options.Contracts = &*Contracts;
  Options.ProjectRoot = Names.root().str();
  return Options;
}

std::unique_ptr<IRCache> Project::openCache() const {
  if (Cache.Directory.empty())
    return nullptr;
  Expected<IRCache> Opened = IRCache::open(Cache);
  if (Opened)
    return std::make_unique<IRCache>(std::move(*Opened));
  // It costs time to do without, and no more.
  consumeError(Opened.takeError());
  return nullptr;
}

std::optional<size_t> Project::commandOf(StringRef File) const {
  auto It = ByFile.find(File);
  if (It == ByFile.end())
    return std::nullopt;
  return It->second;
}

static size_t commonLength(StringRef A, StringRef B) {
  size_t Shorter = std::min(A.size(), B.size());
  size_t I = 0;
  while (I < Shorter && A[I] == B[I])
    ++I;
  return I;
}

CompileCommand Project::guessedCommand(StringRef File) const {
  const CompileCommand *Nearest = &Commands.front();
  size_t Best = 0;
  for (const CompileCommand &Command : Commands) {
    size_t Common = commonLength(mainFile(Command), File);
    if (Common > Best) {
      Best = Common;
      Nearest = &Command;
    }
  }
  CompileCommand Guess = *Nearest;
  Guess.File = File.str();
  // Its main file comes last.
  Guess.CommandLine.back() = Guess.File;
  return frontend::adaptToClang(std::move(Guess));
}

} // namespace weakspot::server
