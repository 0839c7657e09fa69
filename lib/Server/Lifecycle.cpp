//===- Lifecycle.cpp - From initialize to exit ----------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Actions.h"
#include "Server/Handlers.h"
#include <csignal>

using namespace llvm;
using std::chrono::milliseconds;

namespace weakspot::server {

/// How long a client that has vanished without a word is served.
static constexpr milliseconds ClientCheck(2000);

Connection::Gate Handlers::gate() {
  Connection::Gate G;
  G.BeforeCall = [this](StringRef Method) { return mayCall(Method); };
  G.BeforeNotification = [this](StringRef) { return Stage == Initialized; };
  G.OnCancel = [this](const json::Value &Id) { onCancel(Id); };
  G.OnExit = [this] { end(Stage == ShutDown ? 0 : 1); };
  G.OnEnd = [this] { end(Stage == ShutDown ? 0 : 1); };
  return G;
}

Error Handlers::mayCall(StringRef Method) const {
  if (Stage == Fresh && Method != "initialize")
    return make_error<lsp::LSPError>("initialize comes first",
                                     lsp::ErrorCode::ServerNotInitialized);
  if (Stage == ShutDown)
    return make_error<lsp::LSPError>("the server was shut down",
                                     lsp::ErrorCode::InvalidRequest);
  if (Stage == Initialized && Method == "initialize")
    return make_error<lsp::LSPError>("initialize comes once",
                                     lsp::ErrorCode::InvalidRequest);
  return Error::success();
}

static json::Object capabilities(const Client &C) {
  json::Object Caps{
      {"positionEncoding", encodingName(C.Units)},
      {"textDocumentSync",
       json::Object{
           {"openClose", true},
           {"change", static_cast<int>(lsp::TextDocumentSyncKind::Incremental)},
           {"save", true}}},
      {"codeActionProvider",
       json::Object{{"codeActionKinds", json::Array{"quickfix", FixAllKind}},
                    {"resolveProvider", C.ResolvesEdits}}},
      {"executeCommandProvider",
       json::Object{{"commands",
                     json::Array{"weakspot.checkProgram",
                                 "weakspot.explainFinding", "weakspot.fixFile",
                                 "weakspot.programs", "weakspot.reportHtml"}}}},
      {"workspace",
       json::Object{
           {"workspaceFolders", json::Object{{"supported", true},
                                             {"changeNotifications", true}}}}}};
  // They can be turned on later as well: then they answer.
  Caps["codeLensProvider"] = json::Object{{"resolveProvider", false}};
  Caps["hoverProvider"] = true;
  if (C.PullsDiagnostics)
    Caps["diagnosticProvider"] = json::Object{{"identifier", "weakspot"},
                                              {"interFileDependencies", true},
                                              {"workspaceDiagnostics", false}};
  return Caps;
}

void Handlers::onInitialize(const Raw &Params, Reply R) {
  S.C = Client::of(Params.Fields);
  if (const json::Object *Given =
          Params.Fields.getObject("initializationOptions"))
    S.Prefs.update(*Given);
  Stage = Initialized;
  watchClient();
  json::Object Result{
      {"capabilities", capabilities(S.C)},
      {"serverInfo", json::Object{{"name", "weakspot"},
                                  {"version", S.CommandLine.ToolVersion}}}};
  if (S.C.AskedOldWay)
    Result["offsetEncoding"] = encodingName(S.C.Units);
  R(json::Value(std::move(Result)));
}

void Handlers::onInitialized(const Raw & /*Params*/) {
  registerWatchers();
  if (S.C.GivesConfiguration)
    readConfiguration();
  else
    reload();
}

void Handlers::registerWatchers() {
  json::Array Registrations;
  if (S.C.WatchesFiles) {
    json::Array Watchers;
    for (StringRef Glob :
         {"**/compile_commands.json", "**/.weakspot.yaml", "**/.clang-tidy",
          "**/weakspot-baseline.json", "**/*.yaml",
          "**/*.{c++,cc,cpp,cxx,h,h++,hh,hpp,hxx,inl,ipp,tpp}"})
      Watchers.push_back(json::Object{{"globPattern", Glob}});
    Registrations.push_back(json::Object{
        {"id", "weakspot-files"},
        {"method", "workspace/didChangeWatchedFiles"},
        {"registerOptions", json::Object{{"watchers", std::move(Watchers)}}}});
  }
  if (S.C.TellsConfiguration)
    Registrations.push_back(json::Object{
        {"id", "weakspot-configuration"},
        {"method", "workspace/didChangeConfiguration"},
        {"registerOptions", json::Object{{"section", "weakspot"}}}});
  if (!Registrations.empty())
    S.Editor.call("client/registerCapability",
                  json::Object{{"registrations", std::move(Registrations)}});
}

/// A client that crashed may have left its end of the pipe to a child.
void Handlers::watchClient() {
  S.Loop.after(ClientCheck, [this] {
    if (S.C.Pid && *S.C.Pid > 0 && ::kill(*S.C.Pid, 0) != 0 && errno == ESRCH) {
      end(1);
      return;
    }
    if (!S.C.WatchesFiles && pollConfiguration())
      reload();
    watchClient();
  });
}

void Handlers::onShutdown(const Raw & /*Params*/, Reply R) {
  Stage = ShutDown;
  Fixes.forget();
  unload();
  R(json::Value(nullptr));
}

static std::string textOf(const json::Value &V) {
  std::string Text;
  raw_string_ostream(Text) << V;
  return Text;
}

void Handlers::onCancel(const json::Value &Id) {
  auto It = Pending.find(textOf(Id));
  if (It == Pending.end())
    return;
  std::shared_ptr<Reply> R = It->second;
  Pending.erase(It);
  (*R)(
      make_error<lsp::LSPError>("cancelled", lsp::ErrorCode::RequestCancelled));
}

void Handlers::end(int Code) {
  ExitCode = Code;
  S.Loop.stop();
}

} // namespace weakspot::server
