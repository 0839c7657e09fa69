//===- Baseline.cpp - Findings that were there before --------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Baseline.h"
#include "Report/JsonDocument.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <tuple>

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
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(),
                             Path + ": " + Buffer.getError().message());
  return parse((*Buffer)->getBuffer(), Path);
}

/// The form has a line for each identity; one that was edited by hand may not.
static std::optional<std::string> identityIn(StringRef Line) {
  Line = Line.trim();
  if (!Line.consume_front("\"identity\":"))
    return std::nullopt;
  Expected<json::Value> Value = json::parse(Line.rtrim(','));
  if (!Value) {
    consumeError(Value.takeError());
    return std::nullopt;
  }
  std::optional<StringRef> Text = Value->getAsString();
  return Text ? std::optional(Text->str()) : std::nullopt;
}

void Baseline::findLines(StringRef Text) {
  std::multimap<std::string, Entry *> ByIdentity;
  for (auto &[K, E] : Entries)
    ByIdentity.emplace(K.second, &E);
  for (unsigned No = 1; !Text.empty(); ++No) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    std::optional<std::string> Identity = identityIn(Line);
    if (!Identity)
      continue;
    auto [First, End] = ByIdentity.equal_range(*Identity);
    for (auto It = First; It != End; ++It)
      if (It->second->Line == 0) {
        It->second->Line = No;
        break;
      }
  }
}

Expected<Baseline> Baseline::parse(StringRef Text, StringRef Path) {
  Expected<JsonDocument> Document = parseJsonText(Text, Path, Schema);
  if (!Document)
    return Document.takeError();
  Expected<KnownFindings> Read =
      fromDocument<KnownFindings>(Document->Root, Path, Text);
  if (!Read)
    return Read.takeError();
  Baseline Result;
  for (Known &K : Read->Findings)
    Result.add({std::move(K.Check), std::move(K.Identity)}, std::move(K.File),
               std::move(K.Message));
  Result.findLines(Text);
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

void Baseline::reportAbsent(RunReport &Run, StringRef File) const {
  std::vector<ReportedFinding> Result;
  for (const ReportedFinding &R : Run.Findings) {
    if (R.State != BaselineState::Absent)
      continue;
    const Entry &E = Entries.at(keyOf(R.F));
    ReportedFinding Unused;
    Unused.F.Check = "unused-suppression";
    Unused.F.Kind = Verdict::Misuse;
    Unused.F.Where = {File.str(), std::max(E.Line, 1U), 1};
    Unused.F.Message =
        "the baseline's entry is not needed: nothing is found any more of \"" +
        E.Message + "\"";
    Unused.F.Identity = "baseline entry " + R.F.Check + " " + R.F.Identity;
    Unused.State = BaselineState::New;
    Result.push_back(std::move(Unused));
  }
  append_range(Run.Findings, std::move(Result));
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
