//===- Projects.cpp - Projects come, change and go ------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/ConfigFile.h"
#include "Driver/DatabaseSearch.h"
#include "Driver/TidyConfig.h"
#include "Server/Handlers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using std::chrono::milliseconds;

namespace weakspot::server {

ProjectSettings Handlers::settings(StringRef Directory) const {
  ProjectSettings All = S.CommandLine;
  if (!S.Prefs.BuildDirectory.empty())
    All.BuildDirectory = S.Prefs.BuildDirectory;
  // A client that does not know better gives it relative to the folder.
  if (!All.BuildDirectory.empty() && !S.C.Folders.empty() &&
      !sys::path::is_absolute(All.BuildDirectory)) {
    auto Around = find_if(S.C.Folders, [&](const std::string &Folder) {
      return Directory == Folder || Directory.starts_with(Folder + "/");
    });
    SmallString<256> Path(Around == S.C.Folders.end() ? S.C.Folders.front()
                                                      : *Around);
    sys::path::append(Path, All.BuildDirectory);
    All.BuildDirectory = std::string(Path);
  }
  if (!S.Prefs.Checks.empty())
    All.Checks = S.Prefs.Checks;
  if (!S.Prefs.Models.empty())
    All.Models = S.Prefs.Models;
  All.TellsUnused = S.Prefs.TellsUnused;
  if (S.Prefs.Jobs != 0)
    All.Limit.Workers = S.Prefs.Jobs;
  return All;
}

void Handlers::readConfiguration() {
  S.Editor.call("workspace/configuration",
                json::Object{{"items", json::Array{json::Object{
                                           {"section", "weakspot"}}}}},
                [this](Expected<json::Value> V) {
                  if (!V)
                    consumeError(V.takeError());
                  else if (const json::Array *All = V->getAsArray())
                    if (!All->empty() && All->front().getAsObject())
                      S.Prefs.update(*All->front().getAsObject());
                  if (Stage == Initialized)
                    reload();
                });
}

void Handlers::onConfiguration(const Raw &Params) {
  if (S.C.GivesConfiguration) {
    readConfiguration();
    return;
  }
  const json::Object *Given = Params.Fields.getObject("settings");
  if (const json::Object *Section =
          Given ? Given->getObject("weakspot") : nullptr)
    Given = Section;
  if (Given)
    S.Prefs.update(*Given);
  reload();
}

void Handlers::onFolders(const Raw &Params) {
  const json::Object *Event = Params.Fields.getObject("event");
  if (!Event)
    return;
  auto ForEach = [&](StringRef Key, function_ref<void(std::string)> Do) {
    const json::Array *All = Event->getArray(Key);
    if (!All)
      return;
    for (const json::Value &V : *All) {
      const json::Object *Folder = V.getAsObject();
      if (!Folder || !Folder->getString("uri"))
        continue;
      if (auto File = lsp::URIForFile::fromURI(*Folder->getString("uri")))
        Do(File->file().str());
      else
        consumeError(File.takeError());
    }
  };
  ForEach("removed",
          [&](const std::string &Path) { llvm::erase(S.C.Folders, Path); });
  ForEach("added", [&](const std::string &Path) {
    if (!is_contained(S.C.Folders, Path))
      S.C.Folders.push_back(Path);
  });
  reload();
}

static bool isConfiguration(StringRef Path) {
  static constexpr StringLiteral Names[] = {"compile_commands.json",
                                            ".weakspot.yaml", ".clang-tidy",
                                            "weakspot-baseline.json"};
  return is_contained(Names, sys::path::filename(Path));
}

/// Or may be, if what is wrong with a project is one of its models.
bool Handlers::isModel(StringRef Path) const {
  if (!Homeless.empty() && sys::path::extension(Path) == ".yaml")
    return true;
  return any_of(S.Projects, [&](const auto &State) {
    return any_of(State->project().models(), [&](const std::string &Model) {
      return realPath(Model) == realPath(Path);
    });
  });
}

void Handlers::onWatchedFiles(const Raw &Params) {
  const json::Array *Changes = Params.Fields.getArray("changes");
  if (!Changes)
    return;
  bool IsConfigured = false, IsSource = false;
  for (const json::Value &V : *Changes) {
    const json::Object *Change = V.getAsObject();
    std::optional<StringRef> Uri =
        Change ? Change->getString("uri") : std::nullopt;
    if (!Uri)
      continue;
    Expected<lsp::URIForFile> File = lsp::URIForFile::fromURI(*Uri);
    if (!File) {
      consumeError(File.takeError());
      continue;
    }
    if (isConfiguration(File->file()) || isModel(File->file())) {
      IsConfigured = true;
      continue;
    }
    // What the editor saves it tells anyway.
    auto Open = S.Open.find(realPath(File->file()));
    IsSource |= Open == S.Open.end() || !Open->second->isSaved();
  }
  if (IsConfigured) {
    reload();
    return;
  }
  S.Where.forgetDisk();
  if (IsSource && S.Prefs.ChecksOnSave)
    for (const auto &State : S.Projects)
      Program.request(*State, AfterOthers);
}

void Handlers::unload() {
  for (const auto &State : S.Projects) {
    Program.forget(*State);
    Typing.forget(*State);
  }
  S.Projects.clear();
}

/// Reads all that can be configured anew.
void Handlers::reload() {
  Fixes.forget();
  unload();
  Homeless.clear();
  S.Where.forgetDisk();
  for (const std::string &Folder : S.C.Folders)
    load(Folder);
  for (const auto &[Path, D] : S.Open) {
    findProjectOf(Path);
    Typing.opened(*D);
  }
  pollConfiguration();
  showResults();
}

static bool hasDatabase(StringRef Directory, const ProjectSettings &Settings) {
  if (!Settings.BuildDirectory.empty())
    return true; // Somebody has said so.
  Expected<std::string> Found = findDatabase(Directory);
  if (Found)
    return true;
  consumeError(Found.takeError());
  return false;
}

ProjectState *Handlers::load(StringRef Directory) {
  Expected<std::unique_ptr<Project>> Loaded =
      Project::load(Directory, settings(Directory));
  if (!Loaded) {
    std::string Why = toString(Loaded.takeError());
    if (!Homeless.insert(Directory.str()).second)
      return nullptr;
    // No database is no mistake, and the list of where it was looked is long.
    if (hasDatabase(Directory, settings(Directory)))
      S.complain(Why);
    else
      S.log(Directory + ": nothing is checked: " + Why);
    return nullptr;
  }
  for (const auto &State : S.Projects)
    if (realPath(State->project().database()) ==
        realPath((*Loaded)->database()))
      return State.get();
  S.Projects.push_back(std::make_unique<ProjectState>(std::move(*Loaded)));
  ProjectState &New = *S.Projects.back();
  S.log("checking the program of " + New.project().database());
  Program.request(New, milliseconds(0));
  return &New;
}

/// Of a file outside the folders, or of a folder that has none.
void Handlers::findProjectOf(const std::string &Path) {
  std::string Directory = sys::path::parent_path(Path).str();
  if (Homeless.contains(Directory) ||
      any_of(S.Projects, [&](const auto &State) {
        return State->project().commandOf(Path).has_value();
      }))
    return;
  std::string Found;
  if (!settings(Directory).BuildDirectory.empty())
    Found = S.Projects.empty() ? "" : S.Projects.front()->project().database();
  else if (Expected<std::string> Nearest = findDatabase(Directory))
    Found = *Nearest;
  else
    consumeError(Nearest.takeError());
  // A folder may have several, some nearer to the file than others.
  if (any_of(S.Projects, [&](const auto &State) {
        const Project &P = State->project();
        return StringRef(Path).starts_with(P.names().root()) &&
               nearness(Path, P.database()) >= nearness(Path, Found);
      }))
    return;
  load(Directory);
}

/// Changes with the file. A database may be long: it is not read.
static std::string stateOf(StringRef Path) {
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status))
    return "";
  return (Twine(Status.getUniqueID().getFile()) + "/" +
          Twine(Status.getSize()) + "/" +
          Twine(Status.getLastModificationTime().time_since_epoch().count()))
      .str();
}

bool Handlers::pollConfiguration() {
  std::map<std::string, std::string> Now;
  for (const std::string &Folder : S.C.Folders) {
    SmallString<256> Database(Folder);
    sys::path::append(Database, "compile_commands.json");
    for (const std::string &Path :
         {std::string(Database), ConfigFile::find(Folder),
          findTidyConfig(Folder)})
      if (!Path.empty())
        Now[Path] = stateOf(Path);
  }
  for (const auto &State : S.Projects) {
    Now[State->project().database()] = stateOf(State->project().database());
    for (const std::string &Model : State->project().models())
      Now[Model] = stateOf(Model);
  }
  bool IsChanged = Now != ConfigurationSeen;
  ConfigurationSeen = std::move(Now);
  return IsChanged;
}

} // namespace weakspot::server
