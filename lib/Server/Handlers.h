//===- Handlers.h - What each message does --------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_HANDLERS_H
#define WEAKSPOT_SERVER_HANDLERS_H

#include "Server/Fixer.h"
#include "Server/ProgramCheck.h"
#include "Server/Publisher.h"
#include "Server/Session.h"
#include "Server/TypingChecks.h"

namespace weakspot::server {

/// Parameters as they came.
struct Raw {
  llvm::json::Object Fields;
};
bool fromJSON(const llvm::json::Value &V, Raw &R, llvm::json::Path P);

class Handlers {
public:
  Handlers(int In, int Out, const ProjectSettings &CommandLine);

  int run();

private:
  using Reply = llvm::lsp::Callback<llvm::json::Value>;

  Connection::Gate gate();
  void registerAll();

  // The life of the session (Lifecycle.cpp).
  llvm::Error mayCall(llvm::StringRef Method) const;
  void onInitialize(const Raw &Params, Reply R);
  void onInitialized(const Raw &Params);
  void onShutdown(const Raw &Params, Reply R);
  void onCancel(const llvm::json::Value &Id);
  void end(int Code);
  void watchClient();
  void registerWatchers();

  // Projects and their configuration (Projects.cpp).
  void readConfiguration();
  void onConfiguration(const Raw &Params);
  void onFolders(const Raw &Params);
  void onWatchedFiles(const Raw &Params);
  bool isModel(llvm::StringRef Path) const;
  void reload();
  ProjectState *load(llvm::StringRef Directory);
  void unload();
  void findProjectOf(const std::string &Path);
  bool pollConfiguration();
  ProjectSettings settings(llvm::StringRef Directory) const;

  // Texts (Handlers.cpp).
  void onOpen(const Raw &Params);
  void onChange(const Raw &Params);
  void onSave(const Raw &Params);
  void onClose(const Raw &Params);
  void onProgressCancel(const Raw &Params);
  void onProgramResults(ProjectState &Of);
  void showResults();
  Document *document(const Raw &Params) const;

  // Questions (Requests.cpp).
  void onDiagnostic(const Raw &Params, Reply R);
  void onCodeAction(const Raw &Params, Reply R);
  void onCodeActionResolve(const Raw &Params, Reply R);
  void onCodeLens(const Raw &Params, Reply R);
  void onHover(const Raw &Params, Reply R);
  void onCommand(const Raw &Params, Reply R);
  void fixFile(const llvm::json::Object &Arguments, Reply R);
  void explain(const llvm::json::Object &Arguments, Reply R);
  void onSync(const Raw &Params, Reply R);
  llvm::json::Array programs() const;
  std::string reportHtml(const llvm::json::Object &Arguments) const;

  Session S;
  Publisher Diagnostics{S};
  Fixer Fixes{S};
  TypingChecks Typing;
  ProgramCheck Program;
  enum { Fresh, Initialized, ShutDown } Stage = Fresh;
  int ExitCode = 1;
  bool WasLenses = false;
  /// Calls that wait for a child, by id, until they are cancelled.
  std::map<std::string, std::shared_ptr<Reply>> Pending;
  /// What was on the disk when the client last told, or was asked for it.
  std::map<std::string, std::string> ConfigurationSeen;
  /// Directories without a project: each is told of once.
  std::set<std::string> Homeless;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_HANDLERS_H
