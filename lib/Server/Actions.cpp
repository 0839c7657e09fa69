//===- Actions.cpp - What can be done about a finding ---------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Actions.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace weakspot::server {

static constexpr int TriggerAutomatic = 2;

namespace {
/// The actions for one request.
class ActionList {
public:
  ActionList(Session &S, Fixer &Fixes, const Document &D,
             const json::Object &Params)
      : S(S), Fixes(Fixes), D(D) {
    lsp::Range Range;
    json::Path::Root Root;
    if (const json::Value *V = Params.get("range"))
      if (fromJSON(*V, Range, Root))
        Asked = Range;
    const json::Object *Context = Params.getObject("context");
    if (!Context)
      return;
    if (const json::Array *All = Context->getArray("only"))
      for (const json::Value &Kind : *All)
        Only.push_back(Kind.getAsString().value_or("").str());
    IsInvoked = Context->getInteger("triggerKind") != TriggerAutomatic;
  }

  json::Array take();

private:
  bool wants(StringRef Kind) const;
  bool isAskedFor(const Location &L) const;
  void addFix(const LocatedFinding &F, const json::Value &Diagnostic);
  void addAcceptance(const LocatedFinding &F, const json::Value &Diagnostic);
  void accept(const LocatedFinding &F, const Location &At, const Twine &What,
              const json::Value &Diagnostic);
  void addExplanation(const LocatedFinding &F, const json::Value &Diagnostic);
  void addFixAll();

  Session &S;
  Fixer &Fixes;
  const Document &D;
  std::optional<lsp::Range> Asked;
  std::vector<std::string> Only;
  bool IsInvoked = true; ///< By the user, not by a cursor that moves.
  json::Array Actions;
};
} // namespace

bool ActionList::wants(StringRef Kind) const {
  return Only.empty() || any_of(Only, [&](StringRef Wanted) {
           return Kind == Wanted || Kind.starts_with((Wanted + ".").str());
         });
}

bool ActionList::isAskedFor(const Location &L) const {
  return Asked && Asked->start.line <= L.Range.end.line &&
         L.Range.start.line <= Asked->end.line;
}

void ActionList::addFix(const LocatedFinding &F,
                        const json::Value &Diagnostic) {
  const CheckedFix *Fix = Fixes.find(F.Of.Id);
  if (!Fix && IsInvoked)
    Fixes.prefer(F.Of.Id);
  if (!Fix || Fix->Titles.empty())
    return;
  std::optional<json::Value> Edit = Fixes.edit(*Fix);
  if (!Edit)
    return;
  Actions.push_back(json::Object{{"title", "Fix: " + Fix->Titles.front()},
                                 {"kind", "quickfix"},
                                 {"isPreferred", true},
                                 {"diagnostics", json::Array{Diagnostic}},
                                 {"edit", std::move(*Edit)}});
}

/// One edge that is accepted accepts the cycles it is part of.
void ActionList::addAcceptance(const LocatedFinding &F,
                               const json::Value &Diagnostic) {
  const Finding &Found = F.Of.R->F;
  std::set<std::pair<std::string, size_t>> Told;
  for (const RingEdge &E : Found.Ring) {
    std::optional<Location> At =
        S.Where.find(E.SlotDecl, *F.Of.Of, *F.Of.Names);
    if (At && Told.insert({At->Path, At->Line}).second)
      accept(F, *At, "the edge '" + E.From + "::" + E.Slot + "'", Diagnostic);
  }
  if (Told.empty())
    accept(F, F.Where, "this", Diagnostic);
}

void ActionList::accept(const LocatedFinding &F, const Location &At,
                        const Twine &What, const json::Value &Diagnostic) {
  const Text *In = S.Where.text(At.Path);
  // In a macro's definition a comment would end it.
  if (!In || (At.Line != 0 && In->line(At.Line - 1).ends_with("\\")))
    return;
  StringRef Line = In->line(At.Line);
  StringRef Indent = Line.take_front(Line.size() - Line.ltrim().size());
  std::string Comment =
      (Indent + "// NOLINTNEXTLINE(weakspot-" + F.Of.R->F.Check + "): ").str();
  json::Object Action{{"title", ("Accept " + What + " with a reason").str()},
                      {"kind", "quickfix"},
                      {"diagnostics", json::Array{Diagnostic}}};
  if (S.Prefs.IsOurExtension) {
    Action["command"] = json::Object{
        {"title", "Accept"},
        {"command", "weakspot.acceptWithReason"},
        {"arguments", json::Array{json::Object{{"uri", At.Uri},
                                               {"line", At.Line},
                                               {"comment", clean(Comment)}}}}};
  } else {
    json::Value Begin =
        lsp::toJSON(lsp::Position(static_cast<int>(At.Line), 0));
    json::Array Edits{json::Object{
        {"range", json::Object{{"start", Begin}, {"end", Begin}}},
        {"newText", clean(Comment + "reason" +
                          (In->content().contains("\r\n") ? "\r\n" : "\n"))}}};
    Action["edit"] =
        json::Object{{"changes", json::Object{{At.Uri, std::move(Edits)}}}};
  }
  Actions.push_back(std::move(Action));
}

void ActionList::addExplanation(const LocatedFinding &F,
                                const json::Value &Diagnostic) {
  std::string Title = "Explain weakspot-" + F.Of.R->F.Check;
  Actions.push_back(json::Object{
      {"title", Title},
      {"kind", "quickfix"},
      {"diagnostics", json::Array{Diagnostic}},
      {"command", json::Object{{"title", Title},
                               {"command", "weakspot.explainFinding"},
                               {"arguments",
                                json::Array{json::Object{{"id", F.Of.Id}}}}}}});
}

void ActionList::addFixAll() {
  if (!S.Prefs.OffersFixes || fixableIn(S, D.path()).Ids.empty())
    return;
  // For all files of the program are looked at: only when it is chosen.
  json::Object Arguments{{"uri", D.uri()}};
  json::Object Action{{"title", "Fix all findings in this file"},
                      {"kind", FixAllKind}};
  if (S.C.ResolvesEdits)
    Action["data"] = std::move(Arguments);
  else
    Action["command"] =
        json::Object{{"title", "Fix all"},
                     {"command", "weakspot.fixFile"},
                     {"arguments", json::Array{std::move(Arguments)}}};
  Actions.push_back(std::move(Action));
}

json::Array ActionList::take() {
  if (wants("quickfix"))
    for (const LocatedFinding &F : S.located(D.path())) {
      if (!isAskedFor(F.Where))
        continue;
      json::Value Diagnostic = toDiagnostic(
          F, S.Where, S.C, [&](StringRef Check) { return S.pageUrl(Check); });
      addFix(F, Diagnostic);
      addAcceptance(F, Diagnostic);
      addExplanation(F, Diagnostic);
    }
  if (wants(FixAllKind))
    addFixAll();
  return std::move(Actions);
}

json::Value codeActions(Session &S, Fixer &Fixes, const Document &D,
                        const json::Object &Params) {
  return ActionList(S, Fixes, D, Params).take();
}

FixableFindings fixableIn(Session &S, StringRef Path) {
  FixableFindings Result;
  for (const LocatedFinding &F : S.located(Path)) {
    if (!mayBeFixed(F.Of.R->F))
      continue;
    for (const auto &State : S.Projects)
      if (F.Of.Names == &State->project().names() &&
          (!Result.Of || Result.Of == State.get())) {
        Result.Of = State.get();
        Result.Ids.push_back(F.Of.Id);
      }
  }
  return Result;
}

} // namespace weakspot::server
