//===- Publisher.cpp - Diagnostics reach the editor ------------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Publisher.h"

using namespace llvm;

namespace weakspot::server {

static std::string textOf(const json::Array &Items) {
  std::string Text;
  raw_string_ostream(Text) << json::Value(json::Array(Items));
  return Text;
}

json::Array Publisher::items(ArrayRef<const LocatedFinding *> Findings) {
  json::Array Items;
  for (const LocatedFinding *F : Findings)
    Items.push_back(toDiagnostic(
        *F, S.Where, S.C, [&](StringRef Check) { return S.pageUrl(Check); }));
  return Items;
}

void Publisher::send(const std::string &Path, json::Array Items) {
  std::string Text = textOf(Items);
  auto It = Pushed.find(Path);
  if (It == Pushed.end() ? Items.empty() : It->second.Items == Text)
    return;
  std::string Uri = S.Where.uriOf(Path);
  json::Object Params{{"uri", Uri}, {"diagnostics", std::move(Items)}};
  if (auto Open = S.Open.find(Path); Open != S.Open.end())
    Params["version"] = Open->second->version();
  Pushed[Path] = {Uri, std::move(Text)};
  S.Editor.notify("textDocument/publishDiagnostics", std::move(Params));
}

void Publisher::publish() {
  std::vector<LocatedFinding> All = S.located();
  std::map<std::string, std::vector<const LocatedFinding *>> ByFile;
  for (const LocatedFinding &F : All)
    ByFile[F.Where.Path].push_back(&F);
  // Those that have none any more, too.
  for (const auto &[Path, Was] : Pushed)
    ByFile.try_emplace(Path);
  for (const auto &[Path, D] : S.Open)
    ByFile.try_emplace(Path);
  bool IsRefreshNeeded = false;
  for (const auto &[Path, Findings] : ByFile) {
    json::Array Items = items(Findings);
    bool IsOpen = S.Open.contains(Path);
    if (!S.C.PullsDiagnostics || !IsOpen) {
      send(Path, std::move(Items));
      continue;
    }
    send(Path, {});
    std::string Text = textOf(Items);
    auto [Known, IsNew] = Pulled.try_emplace(Path, "[]");
    IsRefreshNeeded |= Known->second != Text;
    Known->second = std::move(Text);
  }
  if (IsRefreshNeeded)
    S.Editor.call("workspace/diagnostic/refresh", nullptr);
}

void Publisher::retract(const std::string &Path) {
  Pulled.erase(Path);
  auto It = Pushed.find(Path);
  if (It == Pushed.end())
    return;
  if (It->second.Items != "[]")
    S.Editor.notify(
        "textDocument/publishDiagnostics",
        json::Object{{"uri", It->second.Uri}, {"diagnostics", json::Array{}}});
  Pushed.erase(It);
}

json::Value Publisher::report(StringRef Path, StringRef PreviousId) {
  std::vector<LocatedFinding> Here = S.located(Path);
  std::vector<const LocatedFinding *> Pointers;
  Pointers.reserve(Here.size());
  for (const LocatedFinding &F : Here)
    Pointers.push_back(&F);
  json::Array Items = items(Pointers);
  std::string Text = textOf(Items);
  std::string Id = contentName(Text);
  if (S.Open.contains(Path.str()))
    Pulled[Path.str()] = std::move(Text);
  if (Id == PreviousId)
    return json::Object{{"kind", "unchanged"}, {"resultId", Id}};
  return json::Object{
      {"kind", "full"}, {"resultId", Id}, {"items", std::move(Items)}};
}

} // namespace weakspot::server
