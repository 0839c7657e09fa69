//===- ProgramCheck.cpp - The whole program, in the background - -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/ProgramCheck.h"
#include "Server/Jobs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace weakspot::server {

static constexpr int LowPriority = 10;

ProgramCheck::Run::~Run() {
  if (Timer)
    S->Loop.cancel(*Timer);
  stop("stopped");
}

void ProgramCheck::Run::stop(StringRef Why) {
  Worker.reset();
  if (IsShown)
    S->Editor.notify(
        "$/progress",
        json::Object{
            {"token", Token},
            {"value", json::Object{{"kind", "end"}, {"message", Why.str()}}}});
  IsShown = false;
  Token.clear();
}

bool ProgramCheck::isRunning() const {
  return any_of(Runs, [](const auto &Entry) {
    return Entry.second->Worker || Entry.second->Timer;
  });
}

void ProgramCheck::request(ProjectState &Of, std::chrono::milliseconds Delay,
                           bool IsAsked) {
  std::unique_ptr<Run> &R = Runs[&Of];
  if (!R) {
    R = std::make_unique<Run>();
    R->S = &S;
    R->Of = &Of;
  }
  // What was asked for and is begun anew still is.
  R->IsAsked = IsAsked || (R->IsAsked && (R->Worker || R->Timer));
  R->stop("begun anew");
  Of.setOutdated();
  if (R->Timer)
    S.Loop.cancel(*R->Timer);
  R->Timer = S.Loop.after(Delay, [this, Run = R.get()] { start(*Run); });
}

void ProgramCheck::hurry() {
  for (auto &[Of, R] : Runs) {
    bool StandsBack = R->Worker && !R->IsAsked;
    R->IsAsked |= R->Worker || R->Timer;
    // What stands back cannot be called forward: another takes its place.
    if (StandsBack)
      launch(*R);
  }
}

void ProgramCheck::start(Run &R) {
  R.Timer.reset();
  if (!launch(R))
    return;
  showProgress(*R.Of, R);
  tellStatus();
}

bool ProgramCheck::launch(Run &R) {
  ProjectState &Of = *R.Of;
  auto OnEnd = [this, &R](const std::string &Death) {
    R.stop(Death.empty() ? "done" : "failed");
    if (!Death.empty())
      S.log("the check of the program failed: " + Death);
    // Not every client tells what others write.
    if (std::exchange(R.IsDisturbed, false))
      request(*R.Of, AfterOthers);
    tellStatus();
  };
  R.Worker.reset();
  R.IsDisturbed = false;
  Expected<std::unique_ptr<Child>> Worker =
      Child::start(S.Loop, R.IsAsked ? 0 : LowPriority,
                   [&](Line &Server) { checkProgram(Of.project(), Server); },
                   {[this, &Of](json::Value V) {
                      if (const json::Object *O = V.getAsObject())
                        take(Of, *O);
                    },
                    OnEnd});
  if (!Worker) {
    S.log(toString(Worker.takeError()));
    R.stop("failed");
    return false;
  }
  R.Worker = std::move(*Worker);
  R.Percent = -1;
  return true;
}

void ProgramCheck::showProgress(ProjectState &Of, Run &R) {
  if (!S.C.ShowsProgress)
    return;
  R.Token = ("weakspot-" + Twine(++LastToken)).str();
  S.Editor.call(
      "window/workDoneProgress/create", json::Object{{"token", R.Token}},
      [this, &Of, Token = R.Token](Expected<json::Value> Reply) {
        if (!Reply) {
          consumeError(Reply.takeError());
          return;
        }
        auto It = Runs.find(&Of);
        // It may have ended meanwhile.
        if (It == Runs.end() || It->second->Token != Token ||
            !It->second->Worker)
          return;
        It->second->IsShown = true;
        S.Editor.notify(
            "$/progress",
            json::Object{{"token", Token},
                         {"value", json::Object{{"kind", "begin"},
                                                {"title", "Ownership cycles"},
                                                {"cancellable", true},
                                                {"percentage", 0}}}});
      });
}

void ProgramCheck::take(ProjectState &Of, const json::Object &Message) {
  Run &R = *Runs[&Of];
  if (const json::Object *Found = Message.getObject("results")) {
    Expected<Results> New = Results::fromJSON(*Found);
    if (!New) {
      S.log(toString(New.takeError()));
      return;
    }
    Of.Includers.clear();
    if (const json::Object *All = Message.getObject("includers"))
      for (const auto &[File, Main] : *All)
        Of.Includers[realPath(File)] =
            realPath(Main.getAsString().value_or(""));
    for (const UnanalysedFile &U : New->Report.Unanalysed)
      S.log(U.File + ": not analysed: " + U.Reason);
    S.log(Of.project().database() + ": checked in " +
          formatv("{0:F3}", Message.getNumber("seconds").value_or(0)).str() +
          " s of CPU time; " + Twine(Message.getInteger("parsed").value_or(0)) +
          " of " + Twine(Message.getInteger("total").value_or(0)) +
          " files were parsed" +
          (New->WasSolvedBefore ? ", and what they come to was known" : ""));
    S.Where.forgetDisk();
    R.IsDisturbed = New->IsDisturbed;
    Of.setWhole(std::move(*New), /*IsCurrent=*/!R.IsDisturbed);
    OnResults(Of);
    return;
  }
  if (std::optional<StringRef> Why = Message.getString("error")) {
    S.log("the check of the program failed: " + *Why);
    return;
  }
  int64_t Done = Message.getInteger("done").value_or(0);
  int64_t Total = std::max<int64_t>(Message.getInteger("total").value_or(1), 1);
  int64_t Percent = Done * 100 / Total;
  if (!R.IsShown || Percent == R.Percent)
    return;
  R.Percent = Percent;
  S.Editor.notify(
      "$/progress",
      json::Object{
          {"token", R.Token},
          {"value",
           json::Object{
               {"kind", "report"},
               {"percentage", Percent},
               {"message", clean(Twine(Done) + "/" + Twine(Total) + " " +
                                 Message.getString("file").value_or(""))}}}});
}

void ProgramCheck::cancel(StringRef Token) {
  for (auto &[Of, R] : Runs)
    if (!R->Token.empty() && R->Token == Token)
      R->stop("cancelled");
  tellStatus();
}

void ProgramCheck::tellStatus() {
  if (!S.Prefs.IsOurExtension)
    return;
  size_t Findings = 0, Unanalysed = 0;
  for (const auto &State : S.Projects) {
    Findings += State->shown().size();
    if (State->whole())
      Unanalysed += State->whole()->Report.Unanalysed.size();
  }
  bool Runs = any_of(this->Runs,
                     [](const auto &Entry) { return !!Entry.second->Worker; });
  S.Editor.notify("weakspot/status", json::Object{{"running", Runs},
                                                  {"findings", Findings},
                                                  {"unanalysed", Unanalysed}});
}

} // namespace weakspot::server
