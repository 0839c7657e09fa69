//===- Diagnostics.cpp - Findings in LSP's form ---------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::server {

std::vector<LocatedNote> proofOf(const Shown &S, Places &Where) {
  std::vector<LocatedNote> Proof;
  std::vector<Note> Told;
  auto Tell = [&](const Note &N) {
    if (is_contained(Told, N))
      return;
    Told.push_back(N);
    if (std::optional<Location> L = Where.find(N.Where, *S.Of, *S.Names))
      Proof.push_back({std::move(*L), N.Message});
  };
  const Finding &F = S.R->F;
  for (const RingEdge &E : F.Ring) {
    std::string Owner = E.Slot.empty() ? E.From : E.From + "::" + E.Slot;
    Tell(
        {E.SlotDecl, "'" + Owner + "' owns '" + E.To + "' (" + E.Holder + ")"});
    for (const Note &Step : E.Steps)
      Tell(Step);
  }
  for (const Note &N : F.Notes)
    Tell(N);
  return Proof;
}

std::string ringInWords(const Finding &F) {
  std::string Text;
  for (const RingEdge &E : F.Ring)
    Text += E.From + " --" + (E.Slot.empty() ? "" : E.Slot + " ") + "(" +
            E.Holder + ")--> ";
  if (!F.Ring.empty())
    Text += F.Ring.front().From;
  return Text;
}

static constexpr int SeverityError = 1, SeverityWarning = 2,
                     SeverityInformation = 3, SeverityHint = 4;
static constexpr int TagUnnecessary = 1;

json::Value toDiagnostic(const LocatedFinding &F, Places &Where,
                         const Client &C,
                         const std::function<std::string(StringRef)> &PageUrl) {
  const ReportedFinding &R = *F.Of.R;
  json::Object D{{"range", lsp::toJSON(F.Where.Range)},
                 {"source", "weakspot"},
                 {"code", "weakspot-" + R.F.Check},
                 {"message", R.F.Message},
                 {"data", json::Object{{"id", F.Of.Id}}}};
  switch (R.severity()) {
  case Severity::Error:
    D["severity"] = SeverityError;
    break;
  case Severity::Warning:
    D["severity"] = SeverityWarning;
    break;
  case Severity::Remark:
    D["severity"] = SeverityInformation;
    break;
  case Severity::Note:
    D["severity"] = SeverityHint;
    break;
  }
  if (C.ShowsCodeLink)
    if (std::string Url = PageUrl(R.F.Check); !Url.empty())
      D["codeDescription"] = json::Object{{"href", std::move(Url)}};
  // A comment that suppresses nothing is faded out.
  if (C.ShowsTags && R.F.Check == "unused-suppression")
    D["tags"] = json::Array{TagUnnecessary};
  if (C.ShowsRelated) {
    json::Array Related;
    for (const LocatedNote &N : proofOf(F.Of, Where))
      Related.push_back(
          json::Object{{"location", N.Where.toJSON()}, {"message", N.Message}});
    if (!Related.empty())
      D["relatedInformation"] = std::move(Related);
  }
  return D;
}

} // namespace weakspot::server
