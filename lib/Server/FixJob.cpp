//===- FixJob.cpp - A child looks for fixes -------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Repair.h"
#include "Fixes/Diff.h"
#include "Misuse/Misuse.h"
#include "Server/Jobs.h"
#include "Server/Text.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::server {

/// The lines of Old that are others in New.
static json::Array lineEdits(StringRef Old, StringRef New) {
  std::vector<StringRef> OldLines = fixes::linesOf(Old);
  std::vector<StringRef> NewLines = fixes::linesOf(New);
  json::Array Edits;
  for (const fixes::LineChange &C : fixes::changedLines(OldLines, NewLines)) {
    std::string Text;
    for (size_t I = C.NewBegin; I < C.NewEnd; ++I)
      Text += NewLines[I];
    Edits.push_back(json::Object{
        {"first", C.OldBegin}, {"last", C.OldEnd}, {"text", std::move(Text)}});
  }
  return Edits;
}

static json::Object answerOf(const Repairs &All, const fixes::Sources &Edited) {
  json::Array Fixes, Files, Reasons;
  for (const Fix &F : All.Fixes)
    Fixes.push_back(json::Object{{"id", fingerprint(F.Of)},
                                 {"title", json::fixUTF8(F.Title)}});
  for (const Unfixed &U : All.Rest)
    for (const Note &N : U.Reasons)
      Reasons.push_back(json::fixUTF8(N.Message));
  for (const auto &[Path, F] : Edited.edited()) {
    // An editor shows such a file as another text.
    if (!json::isUTF8(F.Old) || !json::isUTF8(F.New) || !json::isUTF8(Path))
      return json::Object{{"reasons", json::Array{"a file is not UTF-8"}}};
    Files.push_back(json::Object{{"path", Path},
                                 {"content", contentName(F.Old)},
                                 {"edits", lineEdits(F.Old, F.New)}});
  }
  return json::Object{{"fixes", std::move(Fixes)},
                      {"files", std::move(Files)},
                      {"reasons", std::move(Reasons)}};
}

static json::Object repair(const Project &P, Extraction &Program,
                           const StringSet<> &Wanted, sys::TimePoint<> Since) {
  RepairOptions Options;
  Options.Extract = P.extractOptions();
  Options.Limit = P.limit();
  Options.IsWanted = [&](const Finding &F) {
    return Wanted.contains(fingerprint(F)) && F.isMistake();
  };
  Options.Observe = [&] {
    return makeMisuseObserver(P.policy().checks().misuse());
  };
  fixes::Sources Edited(Since);
  Expected<Repairs> All =
      Repairer(P.commands(), Program, Options, Edited).run();
  if (!All)
    return json::Object{
        {"reasons", json::Array{json::fixUTF8(toString(All.takeError()))}}};
  return answerOf(*All, Edited);
}

static json::Value answer(const Project &P, Extraction &Program,
                          const json::Object &Request, sys::TimePoint<> Since) {
  StringSet<> Wanted;
  if (const json::Array *Ids = Request.getArray("ids"))
    for (const json::Value &Id : *Ids)
      Wanted.insert(Id.getAsString().value_or(""));
  json::Object Answer;
  // Repairs change the program: each request begins with it as it is.
  Error E = WorkerPool::run(
      1, {},
      [&](size_t, raw_ostream &OS) {
        OS << json::Value(repair(P, Program, Wanted, Since));
      },
      [&](size_t, const JobOutcome &Done) {
        Expected<json::Value> V = json::parse(Done.Reply);
        if (V && V->getAsObject())
          Answer = std::move(*V->getAsObject());
        else
          Answer["reasons"] = json::Array{json::fixUTF8(Done.Death)};
        if (!V)
          consumeError(V.takeError());
      });
  if (E)
    Answer["reasons"] = json::Array{json::fixUTF8(toString(std::move(E)))};
  if (const json::Value *Ids = Request.get("ids"))
    Answer["ids"] = *Ids;
  return Answer;
}

void findFixes(const Project &P, Line &Server) {
  sys::TimePoint<> Since = std::chrono::system_clock::now();
  std::unique_ptr<IRCache> Cache = P.openCache();
  Expected<Extraction> Program = extractAll(
      P.commands(), P.extractOptions(), P.limit(), [](StringRef) {},
      Cache.get());
  if (!Program)
    consumeError(Program.takeError());
  bool IsWhole = Program && Program->Failures.empty() && P.broken().empty();
  while (std::optional<json::Value> Request = Server.receive()) {
    const json::Object *O = Request->getAsObject();
    if (!O)
      continue;
    if (IsWhole) {
      Server.send(answer(P, *Program, *O, Since));
      continue;
    }
    // What they do with a member is not known.
    json::Object Refusal{
        {"reasons",
         json::Array{"nothing is repaired while files have errors"}}};
    if (const json::Value *Ids = O->get("ids"))
      Refusal["ids"] = *Ids;
    Server.send(std::move(Refusal));
  }
}

} // namespace weakspot::server
