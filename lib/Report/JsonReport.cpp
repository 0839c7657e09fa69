//===- JsonReport.cpp - A run as JSON, and back -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/JsonReport.h"
#include "Report/JsonDocument.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot {

static constexpr StringLiteral StateWords[] = {"none", "new", "unchanged",
                                               "absent"};

static constexpr StringLiteral FormWords[] = {"slot", "part", "capture",
                                              "other"};
static_assert(static_cast<unsigned>(EdgeForm::Other) + 1 ==
              std::size(FormWords));

namespace {
class Writer {
public:
  explicit Writer(raw_ostream &OS) : J(OS, /*IndentSize=*/2) {}

  void run(const RunReport &Run);

private:
  void text(StringRef Key, StringRef S) { J.attribute(Key, json::fixUTF8(S)); }
  void place(StringRef Key, const SourcePlace &P);
  void notes(StringRef Key, ArrayRef<Note> Notes);
  void edge(const RingEdge &E);
  void finding(const ReportedFinding &R);

  json::OStream J;
};
} // namespace

/// What is nowhere is left out.
void Writer::place(StringRef Key, const SourcePlace &P) {
  if (P.Line == 0)
    return;
  J.attributeObject(Key, [&] {
    text("file", P.File);
    J.attribute("line", P.Line);
    J.attribute("column", P.Column);
  });
}

void Writer::notes(StringRef Key, ArrayRef<Note> Notes) {
  J.attributeArray(Key, [&] {
    for (const Note &N : Notes)
      J.object([&] {
        place("place", N.Where);
        text("message", N.Message);
      });
  });
}

void Writer::edge(const RingEdge &E) {
  J.object([&] {
    text("from", E.From);
    text("slot", E.Slot);
    text("to", E.To);
    text("holder", E.Holder);
    J.attribute("form", FormWords[static_cast<unsigned>(E.Form)]);
    J.attribute("counted", E.IsCounted);
    J.attribute("fromCaller", E.IsFromCaller);
    place("declared", E.SlotDecl);
    notes("steps", E.Steps);
  });
}

void Writer::finding(const ReportedFinding &R) {
  const Finding &F = R.F;
  J.object([&] {
    text("check", F.Check);
    J.attribute("verdict", verdictWord(F.Kind));
    J.attribute("level", R.severity() == Severity::Error ? "error" : "warning");
    J.attribute("fingerprint", fingerprint(F));
    text("identity", F.Identity);
    place("place", F.Where);
    text("message", F.Message);
    notes("notes", F.Notes);
    J.attributeArray("ring", [&] {
      for (const RingEdge &E : F.Ring)
        edge(E);
    });
    if (R.Suppressed)
      J.attributeObject("suppressed", [&] {
        text("by", R.Suppressed->Marker);
        text("reason", R.Suppressed->Reason);
        place("place", R.Suppressed->Where);
      });
    if (R.State != BaselineState::None)
      J.attribute("baseline", StateWords[static_cast<unsigned>(R.State)]);
  });
}

void Writer::run(const RunReport &Run) {
  J.object([&] {
    J.attribute("schema", FindingsSchema);
    J.attribute("version", FindingsVersion);
    text("tool", Run.ToolVersion);
    J.attribute("tus", Run.NumTUs);
    J.attributeArray("unanalysed", [&] {
      for (const UnanalysedFile &U : Run.Unanalysed)
        J.object([&] {
          text("file", U.File);
          text("reason", U.Reason);
          J.attribute("partial", U.IsPartial);
        });
    });
    J.attributeArray("findings", [&] {
      for (const ReportedFinding &R : Run.Findings)
        finding(R);
    });
  });
}

void writeJson(const RunReport &Run, raw_ostream &OS) {
  Writer(OS).run(Run);
  OS << '\n';
}

/// Lines and columns; LLVM's reader would cut a number off that is too large.
static bool readNumber(const json::Value &V, unsigned &Out, json::Path P) {
  std::optional<int64_t> Number = V.getAsInteger();
  if (!Number || *Number < 0 || *Number > INT32_MAX) {
    P.report("expected a number from 0 to 2147483647");
    return false;
  }
  Out = static_cast<unsigned>(*Number);
  return true;
}

static bool mapNumber(const json::Object &O, StringRef Key, unsigned &Out,
                      json::Path P) {
  const json::Value *V = O.get(Key);
  if (V)
    return readNumber(*V, Out, P.field(Key));
  P.field(Key).report("missing value");
  return false;
}

bool fromJSON(const json::Value &V, SourcePlace &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("file", Out.File) &&
         mapNumber(*V.getAsObject(), "line", Out.Line, P) &&
         mapNumber(*V.getAsObject(), "column", Out.Column, P);
}

bool fromJSON(const json::Value &V, Note &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.mapOptional("place", Out.Where) &&
         O.map("message", Out.Message);
}

bool fromJSON(const json::Value &V, EdgeForm &Out, json::Path P) {
  const auto *It = find(FormWords, V.getAsString().value_or(""));
  if (It == std::end(FormWords)) {
    P.report("expected slot, part, capture or other");
    return false;
  }
  Out = static_cast<EdgeForm>(It - std::begin(FormWords));
  return true;
}

bool fromJSON(const json::Value &V, RingEdge &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("from", Out.From) && O.map("slot", Out.Slot) &&
         O.map("to", Out.To) && O.map("holder", Out.Holder) &&
         O.mapOptional("form", Out.Form) &&
         O.mapOptional("counted", Out.IsCounted) &&
         O.mapOptional("fromCaller", Out.IsFromCaller) &&
         O.mapOptional("declared", Out.SlotDecl) && O.map("steps", Out.Steps);
}

bool fromJSON(const json::Value &V, Suppression &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("by", Out.Marker) && O.map("reason", Out.Reason) &&
         O.mapOptional("place", Out.Where);
}

bool fromJSON(const json::Value &V, Verdict &Out, json::Path P) {
  std::optional<StringRef> Word = V.getAsString();
  std::optional<Verdict> Read = Word ? verdictFromWord(*Word) : std::nullopt;
  if (!Read)
    P.report("expected leak, cycle, managed, possible or misuse");
  else
    Out = *Read;
  return Read.has_value();
}

bool fromJSON(const json::Value &V, BaselineState &Out, json::Path P) {
  const auto *It = find(StateWords, V.getAsString().value_or(""));
  if (It == std::end(StateWords)) {
    P.report("expected new, unchanged or absent");
    return false;
  }
  Out = static_cast<BaselineState>(It - std::begin(StateWords));
  return true;
}

bool fromJSON(const json::Value &V, ReportedFinding &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  Finding &F = Out.F;
  std::string Level;
  if (!O || !O.map("check", F.Check) || !O.map("verdict", F.Kind) ||
      !O.map("level", Level) || !O.map("identity", F.Identity) ||
      !O.mapOptional("place", F.Where) || !O.map("message", F.Message) ||
      !O.map("notes", F.Notes) || !O.map("ring", F.Ring) ||
      !O.mapOptional("suppressed", Out.Suppressed) ||
      !O.mapOptional("baseline", Out.State))
    return false;
  if (Level != "error" && Level != "warning") {
    P.field("level").report("expected error or warning");
    return false;
  }
  Out.IsPromoted = Level == "error" && severityOf(F.Kind) != Severity::Error;
  return true;
}

bool fromJSON(const json::Value &V, UnanalysedFile &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("file", Out.File) && O.map("reason", Out.Reason) &&
         O.map("partial", Out.IsPartial);
}

bool fromJSON(const json::Value &V, RunReport &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("tool", Out.ToolVersion) &&
         mapNumber(*V.getAsObject(), "tus", Out.NumTUs, P) &&
         O.map("unanalysed", Out.Unanalysed) && O.map("findings", Out.Findings);
}

Expected<RunReport> runFromJson(const json::Value &Document, StringRef Path) {
  return fromDocument<RunReport>(Document, Path);
}

Expected<RunReport> parseJson(StringRef Text, StringRef Path) {
  Expected<JsonDocument> Document =
      parseJsonText(Text, Path, {{FindingsSchema, FindingsVersion}});
  if (!Document)
    return Document.takeError();
  return runFromJson(Document->Root, Path);
}

Expected<RunReport> readJson(StringRef Path) {
  Expected<JsonDocument> Document =
      readJsonFile(Path, {{FindingsSchema, FindingsVersion}});
  if (!Document)
    return Document.takeError();
  return runFromJson(Document->Root, Path);
}

} // namespace weakspot
