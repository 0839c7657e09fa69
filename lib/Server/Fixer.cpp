//===- Fixer.cpp - Fixes that were checked before they are offered --------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Fixer.h"
#include "Fixes/WeakenTU.h"
#include "Server/Jobs.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::server {

static constexpr int LowestPriority = 15;
/// Of each there are several attempts at the whole program.
static constexpr size_t MaxAhead = 20;

bool mayBeFixed(const Finding &F) {
  return !F.Ring.empty() || fixes::hasQuickFix(F.Check);
}

void Fixer::stop() {
  if (Timer)
    S.Loop.cancel(*Timer);
  Timer.reset();
  Worker.reset();
  IsAwaited = false;
  std::deque<Request> Given = std::exchange(Requests, {});
  for (Request &R : Given)
    if (R.Then)
      R.Then(nullptr);
}

void Fixer::forget() {
  stop();
  Known.clear();
  Of = nullptr;
}

void Fixer::restart(ProjectState &Now) {
  forget();
  Of = &Now;
  if (!S.Prefs.OffersFixes)
    return;
  for (const LocatedFinding &F : S.located()) {
    bool IsOpen = S.Open.contains(F.Where.Path);
    if (IsOpen && F.Of.Names == &Now.project().names() &&
        mayBeFixed(F.Of.R->F) && Requests.size() < MaxAhead)
      Requests.push_back({{F.Of.Id}, nullptr, /*IsAsked=*/false});
  }
  if (!Requests.empty())
    Timer = S.Loop.after(std::chrono::milliseconds(200), [this] {
      Timer.reset();
      start();
    });
}

void Fixer::together(ProjectState &Now, std::vector<std::string> Ids,
                     Answer Then) {
  if (Of != &Now)
    forget();
  Of = &Now;
  hasten({std::move(Ids), std::move(Then), /*IsAsked=*/true});
}

void Fixer::prefer(StringRef Id) {
  auto It = find_if(Requests, [&](const Request &R) {
    return !R.IsAsked && R.Ids.front() == Id;
  });
  if (It == Requests.end())
    return;
  if (Worker && !IsBehind && It == Requests.begin()) {
    It->IsAsked = true; // It is under way already.
    return;
  }
  Request R = std::move(*It);
  Requests.erase(It);
  R.IsAsked = true;
  hasten(std::move(R));
}

/// Puts it before what nobody has asked for.
void Fixer::hasten(Request R) {
  if (Worker && IsBehind)
    Worker.reset();
  auto First = Requests.begin();
  if (Worker && First != Requests.end())
    ++First; // The first is under way.
  Requests.insert(find_if(First, Requests.end(),
                          [](const Request &R) { return !R.IsAsked; }),
                  std::move(R));
  if (!Worker)
    start();
}

void Fixer::hurry() {
  if (!isBusy())
    return;
  IsAwaited = true;
  // What has stepped back cannot be called forward: another takes its place,
  // and finds in the cache what was read already.
  if (Worker && IsBehind) {
    Worker.reset();
    start();
  }
}

/// Whether somebody waits for the first request.
bool Fixer::isUrgent() const {
  return IsAwaited || (!Requests.empty() && Requests.front().IsAsked);
}

void Fixer::start() {
  if (Timer)
    S.Loop.cancel(*Timer);
  Timer.reset();
  IsBehind = !isUrgent();
  Expected<std::unique_ptr<Child>> Started =
      Child::start(S.Loop, IsBehind ? LowestPriority : 0,
                   [&](Line &Server) { findFixes(Of->project(), Server); },
                   {[this](json::Value V) {
                      if (const json::Object *O = V.getAsObject())
                        take(*O);
                    },
                    [this](const std::string &Death) {
                      S.log("the search for fixes failed: " + Death);
                      stop();
                    }});
  if (!Started) {
    S.log(toString(Started.takeError()));
    stop();
    return;
  }
  Worker = std::move(*Started);
  sendNext();
}

void Fixer::sendNext() {
  if (Requests.empty()) {
    // It holds the whole program.
    Worker.reset();
    IsAwaited = false;
    return;
  }
  if (!isUrgent() && !IsBehind) {
    Worker->stepBack(LowestPriority);
    IsBehind = true;
  }
  Worker->send(json::Object{{"ids", json::Array(Requests.front().Ids)}});
}

void Fixer::take(const json::Object &Message) {
  if (Requests.empty())
    return;
  CheckedFix Fix;
  if (const json::Array *All = Message.getArray("fixes"))
    for (const json::Value &V : *All)
      if (const json::Object *O = V.getAsObject())
        Fix.Titles.push_back(O->getString("title").value_or("").str());
  if (const json::Array *All = Message.getArray("files"))
    Fix.Files = *All;
  if (const json::Array *All = Message.getArray("reasons"))
    for (const json::Value &V : *All)
      Fix.Reasons.push_back(V.getAsString().value_or("").str());
  Request Done = std::move(Requests.front());
  Requests.pop_front();
  sendNext();
  if (Done.Then)
    Done.Then(&Fix);
  else
    Known[Done.Ids.front()] = std::move(Fix);
}

const CheckedFix *Fixer::find(StringRef Id) const {
  auto It = Known.find(Id.str());
  return It == Known.end() ? nullptr : &It->second;
}

/// The edits of one file; none where it is not what it was.
static std::optional<json::Array> textEdits(const json::Object &File,
                                            const Text &Now, Encoding Units) {
  if (contentName(Now.content()) != File.getString("content"))
    return std::nullopt;
  json::Array Result;
  const json::Array *Edits = File.getArray("edits");
  if (!Edits)
    return std::nullopt;
  for (const json::Value &V : *Edits) {
    const json::Object *E = V.getAsObject();
    if (!E)
      return std::nullopt;
    auto At = [&](StringRef Key) {
      auto Line = static_cast<size_t>(E->getInteger(Key).value_or(0));
      TextPlace P{Line, 0};
      // Behind the last line, which may have no end.
      if (Line >= Now.numLines())
        P = Now.place(Now.content().size());
      return lsp::toJSON(Now.toClient(P, Units));
    };
    Result.push_back(json::Object{
        {"range", json::Object{{"start", At("first")}, {"end", At("last")}}},
        {"newText", E->getString("text").value_or("")}});
  }
  return Result;
}

std::optional<json::Value> Fixer::edit(const CheckedFix &Fix) {
  // What is typed may use what the fix makes weak.
  if (any_of(S.Open,
             [](const auto &Entry) { return !Entry.second->isSaved(); }))
    return std::nullopt;
  json::Array Versioned;
  json::Object Plain;
  for (const json::Value &V : Fix.Files) {
    const json::Object *File = V.getAsObject();
    if (!File)
      return std::nullopt;
    std::string Path = realPath(File->getString("path").value_or(""));
    const Text *Now = S.Where.text(Path);
    if (!Now)
      return std::nullopt;
    std::optional<json::Array> Edits = textEdits(*File, *Now, S.C.Units);
    if (!Edits)
      return std::nullopt;
    std::string Uri = S.Where.uriOf(Path);
    auto Open = S.Open.find(Path);
    json::Value Version = nullptr;
    if (Open != S.Open.end())
      Version = Open->second->version();
    if (S.C.TakesVersionedEdits)
      Versioned.push_back(json::Object{
          {"textDocument", json::Object{{"uri", Uri}, {"version", Version}}},
          {"edits", std::move(*Edits)}});
    else
      Plain[Uri] = std::move(*Edits);
  }
  if (Versioned.empty() && Plain.empty())
    return std::nullopt;
  if (S.C.TakesVersionedEdits)
    return json::Object{{"documentChanges", std::move(Versioned)}};
  return json::Object{{"changes", std::move(Plain)}};
}

} // namespace weakspot::server
