//===- Session.cpp - What all parts of the server share -------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Session.h"
#include "Report/CheckPages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>
#include <tuple>

using namespace llvm;

namespace weakspot::server {

std::string clean(const Twine &Text) { return json::fixUTF8(Text.str()); }

Session::Session(int In, int Out, Connection::Gate G,
                 ProjectSettings CommandLine)
    : Editor(Loop, In, Out, std::move(G)), CommandLine(std::move(CommandLine)),
      Where(Open, C.Units) {}

/// Whether a statement that makes the ring, or a member that holds it, has been
/// taken away: then the ring may be, too.
static bool hasLostEdge(const Shown &S, Places &Where) {
  auto IsLost = [&](const SourcePlace &P) {
    auto Name = S.Of->Contents.find(P.File);
    bool IsKnown = Name != S.Of->Contents.end() && !Name->second.empty();
    return P.Line != 0 && IsKnown && !Where.find(P, *S.Of, *S.Names);
  };
  return any_of(S.R->F.Ring, [&](const RingEdge &E) {
    return IsLost(E.SlotDecl) ||
           any_of(E.Steps, [&](const Note &N) { return IsLost(N.Where); });
  });
}

std::vector<LocatedFinding> Session::located() {
  std::vector<LocatedFinding> All;
  // Several programs may have the same files.
  std::set<std::tuple<std::string, std::string, size_t>> Told;
  for (const auto &State : Projects)
    for (Shown &S : State->shown()) {
      auto L = Where.find(S.R->F.Where, *S.Of, *S.Names);
      if (L && !hasLostEdge(S, Where) &&
          Told.insert({S.Id, L->Path, L->Line}).second)
        All.push_back({std::move(S), std::move(*L)});
    }
  return All;
}

std::vector<LocatedFinding> Session::located(StringRef Path) {
  std::vector<LocatedFinding> All = located();
  llvm::erase_if(All,
                 [&](const LocatedFinding &F) { return F.Where.Path != Path; });
  return All;
}

std::optional<Shown> Session::findingCalled(StringRef Id) const {
  for (const auto &State : Projects)
    for (Shown &S : State->shown())
      if (S.Id == Id)
        return S;
  return std::nullopt;
}

size_t nearness(StringRef Path, StringRef Other) {
  auto Ends =
      std::mismatch(Path.begin(), Path.end(), Other.begin(), Other.end());
  StringRef Common = Path.take_front(Ends.first - Path.begin());
  return Common.rfind('/') + 1;
}

ProjectState *Session::projectOf(StringRef Path) const {
  auto Rank = [&](const std::unique_ptr<ProjectState> &State) {
    const Project &P = State->project();
    return std::tuple(P.commandOf(Path).has_value(),
                      State->Includers.contains(Path.str()),
                      nearness(Path, P.database()));
  };
  auto Best = max_element(Projects, [&](const auto &X, const auto &Y) {
    return Rank(X) < Rank(Y);
  });
  return Best == Projects.end() ? nullptr : Best->get();
}

std::string Session::pageUrl(StringRef Check) const {
  const CheckPage *Page = findCheckPage(Check);
  if (!Page)
    return "";
  if (!Prefs.PagesUrl.empty())
    return Prefs.PagesUrl + "/" + Check.str() + ".md";
  if (Files.path().empty())
    return "";
  SmallString<128> Path(Files.path());
  sys::path::append(Path, Check + ".md");
  if (!sys::fs::exists(Path)) {
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    if (EC)
      return "";
    OS << Page->Text;
  }
  return Where.uriOf(std::string(Path));
}

static constexpr int MessageError = 1, MessageLog = 4;

void Session::log(const Twine &Message) {
  Editor.notify("window/logMessage", json::Object{{"type", MessageLog},
                                                  {"message", clean(Message)}});
}

void Session::complain(const Twine &Message) {
  Editor.notify("window/showMessage",
                json::Object{{"type", MessageError},
                             {"message", clean("weakspot: " + Message)}});
}

} // namespace weakspot::server
