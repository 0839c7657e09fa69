//===- Client.cpp - What the editor can do and wants ----------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Client.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace weakspot::server {

StringRef encodingName(Encoding E) {
  switch (E) {
  case Encoding::Utf8:
    return "utf-8";
  case Encoding::Utf16:
    return "utf-16";
  case Encoding::Utf32:
    return "utf-32";
  }
  return "utf-16";
}

/// What the members' names lead to; null if one of them is missing.
static const json::Value *find(const json::Object &O,
                               ArrayRef<StringRef> Names) {
  const json::Object *At = &O;
  for (StringRef Name : Names.drop_back()) {
    At = At->getObject(Name);
    if (!At)
      return nullptr;
  }
  return At->get(Names.back());
}

static bool isSet(const json::Object &O, ArrayRef<StringRef> Names) {
  const json::Value *V = find(O, Names);
  return V && V->getAsBoolean().value_or(false);
}

static std::optional<Encoding> firstKnown(const json::Value *List) {
  if (!List || !List->getAsArray())
    return std::nullopt;
  for (const json::Value &V : *List->getAsArray())
    for (Encoding E : {Encoding::Utf8, Encoding::Utf16, Encoding::Utf32})
      if (V.getAsString() == encodingName(E))
        return E;
  return std::nullopt;
}

static void addFolder(const json::Value *Uri,
                      std::vector<std::string> &Folders) {
  if (!Uri || !Uri->getAsString())
    return;
  if (Expected<lsp::URIForFile> File =
          lsp::URIForFile::fromURI(*Uri->getAsString()))
    Folders.push_back(File->file().str());
  else
    consumeError(File.takeError());
}

static std::vector<std::string> foldersOf(const json::Object &Params) {
  std::vector<std::string> Folders;
  if (const json::Array *All = Params.getArray("workspaceFolders"))
    for (const json::Value &V : *All)
      if (const json::Object *Folder = V.getAsObject())
        addFolder(Folder->get("uri"), Folders);
  if (Folders.empty())
    addFolder(Params.get("rootUri"), Folders);
  if (std::optional<StringRef> Path = Params.getString("rootPath");
      Path && Folders.empty() && Path->starts_with("/"))
    Folders.push_back(Path->str());
  return Folders;
}

Client Client::of(const json::Object &Params) {
  Client C;
  if (std::optional<int64_t> Pid = Params.getInteger("processId"))
    C.Pid = static_cast<int>(*Pid);
  C.Folders = foldersOf(Params);
  const json::Object *Caps = Params.getObject("capabilities");
  if (!Caps)
    return C;
  if (auto E = firstKnown(find(*Caps, {"general", "positionEncodings"}))) {
    C.Units = *E;
  } else if (auto Old = firstKnown(Caps->get("offsetEncoding"))) {
    C.Units = *Old;
    C.AskedOldWay = true;
  }
  const json::Value *Pull = find(*Caps, {"textDocument", "diagnostic"});
  C.PullsDiagnostics =
      Pull && Pull->getAsObject() &&
      isSet(*Caps, {"workspace", "diagnostics", "refreshSupport"});
  // Those that pull may say it there.
  for (StringRef Way : {"publishDiagnostics", "diagnostic"}) {
    C.ShowsRelated |= isSet(*Caps, {"textDocument", Way, "relatedInformation"});
    C.ShowsCodeLink |=
        isSet(*Caps, {"textDocument", Way, "codeDescriptionSupport"});
    C.ShowsTags |= find(*Caps, {"textDocument", Way, "tagSupport"}) != nullptr;
  }
  C.TakesVersionedEdits =
      isSet(*Caps, {"workspace", "workspaceEdit", "documentChanges"});
  if (const json::Value *Resolved =
          find(*Caps,
               {"textDocument", "codeAction", "resolveSupport", "properties"}))
    if (const json::Array *All = Resolved->getAsArray())
      C.ResolvesEdits = any_of(
          *All, [](const json::Value &V) { return V.getAsString() == "edit"; });
  C.ShowsProgress = isSet(*Caps, {"window", "workDoneProgress"});
  C.ShowsDocuments = isSet(*Caps, {"window", "showDocument", "support"});
  C.RefreshesLenses = isSet(*Caps, {"workspace", "codeLens", "refreshSupport"});
  C.WatchesFiles = isSet(
      *Caps, {"workspace", "didChangeWatchedFiles", "dynamicRegistration"});
  C.TellsConfiguration = isSet(
      *Caps, {"workspace", "didChangeConfiguration", "dynamicRegistration"});
  C.GivesConfiguration = isSet(*Caps, {"workspace", "configuration"});
  return C;
}

static void read(const json::Object &O, StringRef Key, bool &Into) {
  Into = O.getBoolean(Key).value_or(Into);
}

static void read(const json::Object &O, StringRef Key, std::string &Into) {
  if (std::optional<StringRef> S = O.getString(Key))
    Into = S->str();
}

void Preferences::update(const json::Object &Settings) {
  read(Settings, "checkWhileTyping", ChecksWhileTyping);
  read(Settings, "checkOnSave", ChecksOnSave);
  read(Settings, "fixes", OffersFixes);
  read(Settings, "codeLens", ShowsLenses);
  read(Settings, "hover", ShowsHovers);
  read(Settings, "unusedSuppressions", TellsUnused);
  read(Settings, "weakspotExtension", IsOurExtension);
  read(Settings, "buildDirectory", BuildDirectory);
  read(Settings, "checks", Checks);
  read(Settings, "pagesUrl", PagesUrl);
  if (std::optional<int64_t> Ms = Settings.getInteger("pause"))
    Pause = std::chrono::milliseconds(std::clamp<int64_t>(*Ms, 0, 60000));
  if (std::optional<int64_t> N = Settings.getInteger("jobs"))
    Jobs = static_cast<unsigned>(std::clamp<int64_t>(*N, 0, 1024));
  if (const json::Array *All = Settings.getArray("models")) {
    Models.clear();
    for (const json::Value &V : *All)
      if (std::optional<StringRef> S = V.getAsString())
        Models.push_back(S->str());
  }
}

} // namespace weakspot::server
