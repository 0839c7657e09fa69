//===- Readings.cpp - Rings beside the code -------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Readings.h"
#include "Report/CheckPages.h"
#include "Report/Walk.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::server {

namespace {
/// A class of the document and the rings that it is in.
struct ClassInRings {
  Location Where;
  std::vector<Shown> Rings;
};
} // namespace

static bool isIn(const Finding &F, StringRef Class) {
  return any_of(F.Ring, [&](const RingEdge &E) {
    return E.From == Class || E.To == Class;
  });
}

static std::vector<ClassInRings> classesIn(Session &S, StringRef Path) {
  // By the line of the class: several results may know it.
  std::map<size_t, ClassInRings> Found;
  for (const auto &State : S.Projects)
    for (const Shown &F : State->shown())
      for (const ClassPlace &C : F.Of->Classes) {
        if (!isIn(F.R->F, C.Name))
          continue;
        auto At = S.Where.find(C.Where, *F.Of, *F.Names);
        if (!At || At->Path != Path)
          continue;
        ClassInRings &Here = Found[At->Line];
        Here.Where = *At;
        if (none_of(Here.Rings,
                    [&](const Shown &Known) { return Known.Id == F.Id; }))
          Here.Rings.push_back(F);
      }
  std::vector<ClassInRings> Result;
  Result.reserve(Found.size());
  for (auto &[Line, C] : Found)
    Result.push_back(std::move(C));
  return Result;
}

json::Value codeLenses(Session &S, const Document &D) {
  json::Array Lenses;
  if (!S.Prefs.ShowsLenses)
    return Lenses;
  for (const ClassInRings &C : classesIn(S, D.path())) {
    size_t Count = C.Rings.size();
    std::string Title =
        ("in " + Twine(Count) + " ownership cycle" + (Count == 1 ? "" : "s"))
            .str();
    Lenses.push_back(json::Object{
        {"range", lsp::toJSON(C.Where.Range)},
        {"command",
         json::Object{{"title", Title},
                      {"command", "weakspot.explainFinding"},
                      {"arguments", json::Array{json::Object{
                                        {"id", C.Rings.front().Id}}}}}}});
  }
  return Lenses;
}

static bool contains(const Location &L, StringRef Path,
                     const lsp::Position &At) {
  return L.Path == Path && L.Range.start.line == At.line &&
         L.Range.start.character <= At.character &&
         At.character <= L.Range.end.character;
}

/// In Markdown, names of the analysed code are code.
static void describe(const Shown &F, const Fixer &Fixes, raw_ostream &OS) {
  const Finding &Found = F.R->F;
  OS << "**weakspot-" << Found.Check << "**: " << Found.Message << "\n";
  if (!Found.Ring.empty())
    OS << "\n```\n" << ringInWords(Found) << "\n```\n";
  const CheckedFix *Fix = Fixes.find(F.Id);
  if (Fix && !Fix->Titles.empty())
    OS << "\nThere is a checked fix: " << Fix->Titles.front() << "\n";
  else if (Fix && !Fix->Reasons.empty())
    OS << "\nThere is no checked fix: " << Fix->Reasons.front() << "\n";
}

json::Value hover(Session &S, const Fixer &Fixes, const Document &D,
                  const lsp::Position &At) {
  if (!S.Prefs.ShowsHovers)
    return nullptr;
  std::vector<Shown> Here;
  std::optional<lsp::Range> Range;
  auto Add = [&](const Shown &F, const Location &L) {
    if (!contains(L, D.path(), At))
      return;
    Range = L.Range;
    if (none_of(Here, [&](const Shown &Known) { return Known.Id == F.Id; }))
      Here.push_back(F);
  };
  for (const ClassInRings &C : classesIn(S, D.path()))
    for (const Shown &F : C.Rings)
      Add(F, C.Where);
  for (const auto &State : S.Projects)
    for (const Shown &F : State->shown()) {
      if (auto L = S.Where.find(F.R->F.Where, *F.Of, *F.Names))
        Add(F, *L);
      for (const LocatedNote &N : proofOf(F, S.Where))
        Add(F, N.Where);
    }
  if (Here.empty())
    return nullptr;
  std::string Text;
  raw_string_ostream OS(Text);
  ListSeparator Between("\n---\n");
  for (const Shown &F : Here) {
    OS << Between;
    describe(F, Fixes, OS);
  }
  return json::Object{
      {"contents", json::Object{{"kind", "markdown"}, {"value", clean(Text)}}},
      {"range", lsp::toJSON(*Range)}};
}

std::string explanation(const Shown &F) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << "# " << F.R->F.Message << "\n\n```\n";
  walk(*F.R, *F.Names, OS);
  OS << "```\n";
  if (const CheckPage *Page = findCheckPage(F.R->F.Check))
    OS << '\n' << Page->Text;
  return clean(Text);
}

} // namespace weakspot::server
