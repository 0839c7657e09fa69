//===- Baseline.cpp - Findings that were there before --------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Baseline.h"
#include "Report/JsonDocument.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot {

static constexpr JsonSchema Schema = {"weakspot-baseline", 1};

namespace {
struct Known {
  std::string Check;
  std::string Identity;
  std::string File;
  std::string Message;
};
struct KnownFindings {
  std::vector<Known> Findings;
};

bool fromJSON(const json::Value &V, Known &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("check", Out.Check) && O.map("identity", Out.Identity) &&
         O.mapOptional("file", Out.File) &&
         O.mapOptional("message", Out.Message);
}

bool fromJSON(const json::Value &V, KnownFindings &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("findings", Out.Findings);
}
} // namespace

/// As it is written, so that a name that is no UTF-8 is known again.
static std::pair<std::string, std::string> keyOf(const Finding &F) {
  return {json::fixUTF8(F.Check), json::fixUTF8(F.Identity)};
}

void Baseline::add(Key K, std::string File, std::string Message) {
  Entry &E = Entries[std::move(K)];
  if (E.Count++ != 0)
    return;
  E.File = std::move(File);
  E.Message = std::move(Message);
}

Baseline Baseline::of(const RunReport &Run) {
  Baseline Result;
  for (const ReportedFinding &R : Run.Findings)
    if (!R.Suppressed && R.State != BaselineState::Absent)
      Result.add(keyOf(R.F), R.F.Where.File, R.F.Message);
  return Result;
}

Expected<Baseline> Baseline::read(StringRef Path) {
  Expected<JsonDocument> Document = readJsonFile(Path, Schema);
  if (!Document)
    return Document.takeError();
  Expected<KnownFindings> Read =
      fromDocument<KnownFindings>(Document->Root, Path);
  if (!Read)
    return Read.takeError();
  Baseline Result;
  for (Known &K : Read->Findings)
    Result.add({std::move(K.Check), std::move(K.Identity)}, std::move(K.File),
               std::move(K.Message));
  return Result;
}

void Baseline::write(raw_ostream &OS) const {
  json::OStream J(OS, /*IndentSize=*/1);
  J.object([&] {
    J.attribute("schema", Schema.Name);
    J.attribute("version", Schema.Version);
    J.attributeArray("findings", [&] {
      for (const auto &[Key, E] : Entries)
        for (unsigned I = 0; I < E.Count; ++I)
          J.object([&] {
            J.attribute("check", Key.first);
            J.attribute("identity", Key.second);
            J.attribute("file", json::fixUTF8(E.File));
            J.attribute("message", json::fixUTF8(E.Message));
          });
    });
  });
  OS << '\n';
}

void Baseline::apply(RunReport &Run, bool IsWhole,
                     function_ref<bool(StringRef)> IsOn) const {
  std::map<Key, unsigned> Left;
  for (const auto &[K, E] : Entries)
    Left[K] = E.Count;
  for (ReportedFinding &R : Run.Findings) {
    auto It = Left.find(keyOf(R.F));
    bool IsKnown = It != Left.end() && It->second != 0;
    R.State = IsKnown ? BaselineState::Unchanged : BaselineState::New;
    if (IsKnown)
      --It->second;
  }
  if (!IsWhole)
    return;
  for (const auto &[K, Count] : Left) {
    if (!IsOn(K.first))
      continue;
    const Entry &E = Entries.at(K);
    for (unsigned I = 0; I < Count; ++I) {
      ReportedFinding Gone;
      Gone.F.Check = K.first;
      Gone.F.Identity = K.second;
      Gone.F.Message = E.Message;
      Gone.F.Kind = Verdict::Cycle;
      Gone.State = BaselineState::Absent;
      Run.Findings.push_back(std::move(Gone));
    }
  }
}

void Baseline::prune(const RunReport &Run) {
  for (const ReportedFinding &R : Run.Findings) {
    if (R.State != BaselineState::Absent)
      continue;
    auto It = Entries.find(keyOf(R.F));
    if (It != Entries.end() && --It->second.Count == 0)
      Entries.erase(It);
  }
}

size_t Baseline::size() const {
  size_t Sum = 0;
  for (const auto &[K, E] : Entries)
    Sum += E.Count;
  return Sum;
}

} // namespace weakspot
