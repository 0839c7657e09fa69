//===- Requests.cpp - What the editor asks --------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/HtmlReport.h"
#include "Server/Actions.h"
#include "Server/Handlers.h"
#include "Server/Readings.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using std::chrono::milliseconds;

namespace weakspot::server {

void Handlers::onDiagnostic(const Raw &Params, Reply R) {
  Document *D = document(Params);
  if (!D)
    return R(
        json::Value(json::Object{{"kind", "full"}, {"items", json::Array{}}}));
  StringRef Previous = Params.Fields.getString("previousResultId").value_or("");
  R(Diagnostics.report(D->path(), Previous));
}

void Handlers::onCodeAction(const Raw &Params, Reply R) {
  Document *D = document(Params);
  R(D ? codeActions(S, Fixes, *D, Params.Fields) : json::Value(json::Array{}));
}

void Handlers::onCodeLens(const Raw &Params, Reply R) {
  Document *D = document(Params);
  R(D ? codeLenses(S, *D) : json::Value(json::Array{}));
}

void Handlers::onHover(const Raw &Params, Reply R) {
  Document *D = document(Params);
  lsp::Position At;
  json::Path::Root Root;
  const json::Value *Given = Params.Fields.get("position");
  if (!D || !Given || !fromJSON(*Given, At, Root))
    return R(json::Value(nullptr));
  R(hover(S, Fixes, *D, At));
}

static std::string keyOf(const json::Value &Id) {
  std::string Text;
  raw_string_ostream(Text) << Id;
  return Text;
}

/// Finds a fix for all of a file's findings; answers with the edit.
void Handlers::fixFile(const json::Object &Arguments, Reply R) {
  Raw Params;
  Params.Fields["textDocument"] =
      json::Object{{"uri", Arguments.getString("uri").value_or("")}};
  Document *D = document(Params);
  FixableFindings Of = D ? fixableIn(S, D->path()) : FixableFindings();
  if (!Of.Of)
    return R(json::Value(nullptr));
  std::string Key = keyOf(S.Editor.currentCall());
  Pending[Key] = std::make_shared<Reply>(std::move(R));
  Fixes.together(*Of.Of, std::move(Of.Ids), [this, Key](const CheckedFix *Fix) {
    auto It = Pending.find(Key);
    // Nobody waits for it any more.
    if (It == Pending.end())
      return;
    std::shared_ptr<Reply> R = It->second;
    Pending.erase(It);
    std::optional<json::Value> Edit;
    if (Fix && !Fix->Titles.empty())
      Edit = Fixes.edit(*Fix);
    if (Edit)
      return (*R)(std::move(*Edit));
    std::string Why = "no fix could be shown to be right";
    if (Fix && !Fix->Reasons.empty())
      Why += ": " + Fix->Reasons.front();
    else if (Fix && !Fix->Titles.empty())
      Why = "the files have changed since they were saved";
    (*R)(make_error<lsp::LSPError>(clean(Why), lsp::ErrorCode::RequestFailed));
  });
}

void Handlers::onCodeActionResolve(const Raw &Params, Reply R) {
  const json::Object *Data = Params.Fields.getObject("data");
  if (!Data)
    return R(json::Value(json::Object(Params.Fields)));
  fixFile(*Data, [Action = json::Object(Params.Fields),
                  R = std::move(R)](Expected<json::Value> Edit) mutable {
    if (!Edit)
      return R(Edit.takeError());
    if (Edit->kind() != json::Value::Null)
      Action["edit"] = std::move(*Edit);
    R(json::Value(std::move(Action)));
  });
}

/// The page of a finding, shown by the editor where it can do that.
void Handlers::explain(const json::Object &Arguments, Reply R) {
  std::optional<Shown> F =
      S.findingCalled(Arguments.getString("id").value_or(""));
  if (!F)
    return R(make_error<lsp::LSPError>("there is no such finding any more",
                                       lsp::ErrorCode::RequestFailed));
  std::string Page = explanation(*F);
  if (S.C.ShowsDocuments && !S.Files.path().empty() &&
      !S.Prefs.IsOurExtension) {
    SmallString<128> Path(S.Files.path());
    sys::path::append(Path, "finding-" + F->Id + ".md");
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    if (!EC) {
      OS << Page;
      OS.close();
      S.Editor.call("window/showDocument",
                    json::Object{{"uri", S.Where.uriOf(realPath(Path))},
                                 {"takeFocus", true}});
    }
  }
  R(json::Value(std::move(Page)));
}

/// Those whose report can be asked for.
json::Array Handlers::programs() const {
  json::Array All;
  for (const auto &State : S.Projects)
    if (State->whole())
      All.push_back(
          json::Object{{"database", clean(State->project().database())},
                       {"root", clean(State->project().names().root())},
                       {"findings", idsOf(State->whole()->Report).size()}});
  return All;
}

/// Of the program that is named; without a name of the first.
std::string Handlers::reportHtml(const json::Object &Arguments) const {
  std::optional<StringRef> Wanted = Arguments.getString("database");
  std::string Text;
  raw_string_ostream OS(Text);
  for (const auto &State : S.Projects)
    if (State->whole() &&
        (!Wanted || clean(State->project().database()) == *Wanted)) {
      writeHtml(State->whole()->Report, State->project().names(), OS);
      break;
    }
  return clean(Text);
}

void Handlers::onCommand(const Raw &Params, Reply R) {
  StringRef Command = Params.Fields.getString("command").value_or("");
  json::Object Arguments;
  if (const json::Array *Given = Params.Fields.getArray("arguments"))
    if (!Given->empty() && Given->front().getAsObject())
      Arguments = *Given->front().getAsObject();
  if (Command == "weakspot.checkProgram") {
    for (const auto &State : S.Projects)
      Program.request(*State, milliseconds(0), /*IsAsked=*/true);
    return R(json::Value(nullptr));
  }
  if (Command == "weakspot.reportHtml")
    return R(json::Value(reportHtml(Arguments)));
  if (Command == "weakspot.programs")
    return R(json::Value(programs()));
  if (Command == "weakspot.explainFinding")
    return explain(Arguments, std::move(R));
  if (Command == "weakspot.fixFile")
    return fixFile(Arguments, [this, R = std::move(R)](
                                  Expected<json::Value> Edit) mutable {
      if (!Edit)
        return R(Edit.takeError());
      if (Edit->kind() != json::Value::Null)
        S.Editor.call("workspace/applyEdit",
                      json::Object{{"label", "Fix all findings"},
                                   {"edit", std::move(*Edit)}});
      R(json::Value(nullptr));
    });
  R(make_error<lsp::LSPError>(("no command is called " + Command).str(),
                              lsp::ErrorCode::InvalidParams));
}

/// Answers when all that is known so far has been worked on: for tests.
void Handlers::onSync(const Raw &Params, Reply R) {
  if (!Program.isRunning() && !Typing.isBusy() && !Fixes.isBusy())
    return R(json::Value(nullptr));
  Program.hurry();
  Fixes.hurry();
  auto Later = std::make_shared<Reply>(std::move(R));
  S.Loop.after(milliseconds(10),
               [this, Later, Params] { onSync(Params, std::move(*Later)); });
}

} // namespace weakspot::server
