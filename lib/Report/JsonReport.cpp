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
class JsonWriter {
public:
  explicit JsonWriter(raw_ostream &OS) : J(OS, /*IndentSize=*/2) {}

  void run(const RunReport &Run);

private:
  void text(StringRef Key, StringRef S) { J.attribute(Key, json::fixUTF8(S)); }
  void place(StringRef Key, const SourcePlace &P);
  void placeFields(const SourcePlace &P);
  void notes(StringRef Key, ArrayRef<Note> Notes);
  void edge(const RingEdge &E);
  void finding(const ReportedFinding &R);
  void classes(const OwnershipGraph &G);
  void fix(const SuggestedFix &Fix);

  json::OStream J;
};
} // namespace

/// What is nowhere is left out.
void JsonWriter::place(StringRef Key, const SourcePlace &P) {
  if (P.Line == 0)
    return;
  J.attributeObject(Key, [&] { placeFields(P); });
}

void JsonWriter::placeFields(const SourcePlace &P) {
  text("file", P.File);
  J.attribute("line", P.Line);
  J.attribute("column", P.Column);
}

void JsonWriter::notes(StringRef Key, ArrayRef<Note> Notes) {
  J.attributeArray(Key, [&] {
    for (const Note &N : Notes)
      J.object([&] {
        place("place", N.Where);
        text("message", N.Message);
      });
  });
}

void JsonWriter::edge(const RingEdge &E) {
  J.object([&] {
    text("from", E.From);
    text("slot", E.Slot);
    text("to", E.To);
    text("holder", E.Holder);
    J.attribute("form", FormWords[static_cast<unsigned>(E.Form)]);
    J.attribute("counted", E.IsCounted);
    J.attribute("fromCaller", E.IsFromCaller);
    place("declared", E.SlotDecl);
    if (!E.Member.empty()) {
      text("member", E.Member);
      place("memberDeclared", E.MemberDecl);
    }
    if (E.Accepted)
      J.attributeObject("accepted", [&] {
        place("place", E.Accepted->Where);
        text("message", E.Accepted->Message);
      });
    if (!E.Made.empty())
      J.attributeArray("made", [&] {
        for (const SourcePlace &P : E.Made)
          J.object([&] { placeFields(P); });
      });
    notes("steps", E.Steps);
  });
}

void JsonWriter::finding(const ReportedFinding &R) {
  const Finding &F = R.F;
  J.object([&] {
    text("check", F.Check);
    J.attribute("verdict", verdictWord(F.Kind));
    J.attribute("level", severityWord(R.severity()));
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
    if (R.Fix)
      fix(*R.Fix);
  });
}

void JsonWriter::fix(const SuggestedFix &Fix) {
  J.attributeObject("fix", [&] {
    text("title", Fix.Title);
    J.attributeArray("edits", [&] {
      for (const LineEdit &E : Fix.Edits)
        J.object([&] {
          text("file", E.File);
          J.attribute("line", E.Line);
          J.attribute("endLine", E.EndLine);
          text("text", E.Text);
        });
    });
  });
}

/// How an edge of the classes holds what it leads to.
static constexpr StringLiteral HoldWords[] = {"shared", "unique", "value",
                                              "weak", "base"};

static StringRef holdWord(const OwnershipGraph::Edge &E) {
  return HoldWords[E.IsWeak      ? 3
                   : E.IsBase    ? 4
                   : E.IsByValue ? 2
                   : E.IsCounted ? 0
                                 : 1];
}

void JsonWriter::classes(const OwnershipGraph &G) {
  J.attributeObject("classes", [&] {
    J.attributeArray("nodes", [&] {
      for (const OwnershipGraph::Node &N : G.Nodes)
        J.object([&] {
          text("name", N.Label);
          place("place", N.Where);
        });
    });
    J.attributeArray("edges", [&] {
      for (const OwnershipGraph::Edge &E : G.Edges)
        J.object([&] {
          J.attribute("from", E.From);
          J.attribute("to", E.To);
          text("label", E.Label);
          J.attribute("holds", holdWord(E));
        });
    });
  });
}

void JsonWriter::run(const RunReport &Run) {
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
    if (!Run.Classes.Nodes.empty())
      classes(Run.Classes);
  });
}

void writeJson(const RunReport &Run, raw_ostream &OS) {
  JsonWriter(OS).run(Run);
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
         O.mapOptional("declared", Out.SlotDecl) &&
         O.mapOptional("member", Out.Member) &&
         O.mapOptional("memberDeclared", Out.MemberDecl) &&
         O.mapOptional("accepted", Out.Accepted) &&
         O.mapOptional("made", Out.Made) && O.map("steps", Out.Steps);
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

bool fromJSON(const json::Value &V, LineEdit &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  if (!O || !O.map("file", Out.File) ||
      !mapNumber(*V.getAsObject(), "line", Out.Line, P) ||
      !mapNumber(*V.getAsObject(), "endLine", Out.EndLine, P) ||
      !O.map("text", Out.Text))
    return false;
  if (Out.Line != 0 && Out.Line <= Out.EndLine)
    return true;
  P.field("endLine").report("expected a line that is not before the first");
  return false;
}

bool fromJSON(const json::Value &V, SuggestedFix &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("title", Out.Title) && O.map("edits", Out.Edits);
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
      !O.mapOptional("baseline", Out.State) || !O.mapOptional("fix", Out.Fix))
    return false;
  if (Level != "error" && Level != "warning" && Level != "note") {
    P.field("level").report("expected error, warning or note");
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

bool fromJSON(const json::Value &V, OwnershipGraph::Node &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("name", Out.Label) && O.mapOptional("place", Out.Where);
}

bool fromJSON(const json::Value &V, OwnershipGraph::Edge &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  std::string Holds;
  if (!O || !mapNumber(*V.getAsObject(), "from", Out.From, P) ||
      !mapNumber(*V.getAsObject(), "to", Out.To, P) ||
      !O.map("label", Out.Label) || !O.map("holds", Holds))
    return false;
  Out.IsCounted = Holds == HoldWords[0];
  Out.IsByValue = Holds == HoldWords[2];
  Out.IsWeak = Holds == HoldWords[3];
  Out.IsBase = Holds == HoldWords[4];
  if (is_contained(HoldWords, Holds))
    return true;
  P.field("holds").report("expected shared, unique, value, weak or base");
  return false;
}

bool fromJSON(const json::Value &V, OwnershipGraph &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  std::vector<OwnershipGraph::Node> Nodes;
  std::vector<OwnershipGraph::Edge> Edges;
  if (!O || !O.map("nodes", Nodes) || !O.map("edges", Edges))
    return false;
  for (auto [No, N] : enumerate(Nodes)) {
    if (Out.node(N.Label) != No) {
      P.field("nodes").index(No).report("a class of that name is there");
      return false;
    }
    Out.Nodes[No].Where = std::move(N.Where);
  }
  for (auto [No, E] : enumerate(Edges)) {
    if (E.From >= Nodes.size() || E.To >= Nodes.size()) {
      P.field("edges").index(No).report("there is no such class");
      return false;
    }
    Out.addEdge(std::move(E));
  }
  return true;
}

bool fromJSON(const json::Value &V, RunReport &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("tool", Out.ToolVersion) &&
         mapNumber(*V.getAsObject(), "tus", Out.NumTUs, P) &&
         O.map("unanalysed", Out.Unanalysed) &&
         O.map("findings", Out.Findings) &&
         O.mapOptional("classes", Out.Classes);
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
