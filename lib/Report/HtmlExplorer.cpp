//===- HtmlExplorer.cpp - The ownership graph on the page -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/HtmlExplorer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <map>

using namespace llvm;

namespace weakspot {

namespace {

/// A file of web/, in pieces: compilers need not take long literals.
struct Bundled {
  StringLiteral Name;
  ArrayRef<StringLiteral> Pieces;
};

#include "ExplorerBundle.inc"

} // namespace

static std::string bundled(StringRef Name) {
  std::string Text;
  for (const Bundled &B : Bundle)
    if (B.Name == Name)
      for (StringRef Piece : B.Pieces)
        Text += Piece;
  return Text;
}

bool hasExplorer(const RunReport &Run) { return !Run.Classes.Nodes.empty(); }

StringRef explorerStyle() {
  static const std::string Style = bundled("explorer.css");
  return Style;
}

ArrayRef<std::string> explorerScripts() {
  static const std::string Scripts[] = {bundled("cytoscape.min.js"),
                                        bundled("cytoscape-dagre.min.js"),
                                        bundled("explorer.js")};
  return Scripts;
}

/// In a script element only `<` could end it or hide its end.
static std::string inScript(StringRef Json) {
  std::string Result;
  for (char C : Json) {
    if (C == '<')
      Result += "\\u003c";
    else
      Result += C;
  }
  return Result;
}

static std::string placeText(const SourcePlace &P, const Paths &Names) {
  return P.Line == 0 ? ""
                     : (Names.relative(P.File) + ":" + Twine(P.Line)).str();
}

static StringRef edgeKind(const OwnershipGraph::Edge &E) {
  return E.IsWeak ? "weak" : E.IsBase ? "base" : "owner";
}

static void writeData(const RunReport &Run,
                      ArrayRef<const ReportedFinding *> Findings,
                      const Paths &Names, raw_ostream &OS) {
  OwnershipGraph G = Run.Classes;
  addRings(Run, G);
  std::map<std::pair<std::string, std::string>, std::vector<unsigned>> EdgesOf;
  for (const auto &[No, E] : enumerate(G.Edges))
    EdgesOf[{G.Nodes[E.From].Label, G.Nodes[E.To].Label}].push_back(
        static_cast<unsigned>(No));
  json::OStream J(OS);
  auto Text = [&](StringRef Key, StringRef Value) {
    J.attribute(Key, json::fixUTF8(Value));
  };
  J.object([&] {
    J.attributeArray("classes", [&] {
      for (const OwnershipGraph::Node &N : G.Nodes)
        J.object([&] {
          Text("name", N.Label);
          Text("place", placeText(N.Where, Names));
        });
    });
    J.attributeArray("edges", [&] {
      for (const OwnershipGraph::Edge &E : G.Edges)
        J.object([&] {
          J.attribute("from", E.From);
          J.attribute("to", E.To);
          Text("label", E.Label);
          J.attribute("holds", edgeKind(E));
        });
    });
    J.attributeArray("findings", [&] {
      for (const ReportedFinding *R : Findings)
        J.object([&] {
          Text("check", R->F.Check);
          J.attribute("verdict", verdictWord(R->F.Kind));
          Text("file", Names.relative(R->F.Where.File));
          J.attributeArray("edges", [&] {
            for (const RingEdge &E : R->F.Ring)
              for (unsigned No : EdgesOf[{E.From, E.To}])
                if (StringRef(G.Edges[No].Label).starts_with(E.Slot) &&
                    G.Edges[No].IsInRing)
                  J.value(No);
          });
        });
    });
  });
}

void writeExplorer(const RunReport &Run,
                   ArrayRef<const ReportedFinding *> Findings,
                   const Paths &Names, raw_ostream &OS) {
  OS << R"(<noscript><p>Without scripts there is no explorer; all findings are in the table.</p></noscript>
<div class="explorer" hidden>
<form>
<label>Search for a class (/)<input type="search" name="search" autocomplete="off"></label>
<label>Check<select name="check"><option value="">all</option></select></label>
<label>Verdict<select name="verdict"><option value="">all</option></select></label>
<label>Path has<input name="path" autocomplete="off"></label>
<label class="tick"><input type="checkbox" name="rings">Rings only</label>
<button type="button" name="fit">Fit</button>
</form>
<ul class="hits"></ul>
<div class="canvas" tabindex="0" role="application" aria-label="Who can own whom. Arrows move, Enter expands, Backspace collapses, plus and minus zoom, f fits"></div>
<div class="told" role="status"></div>
</div>
<script type="application/json" id="ownership">)";
  std::string Json;
  raw_string_ostream JsonOS(Json);
  writeData(Run, Findings, Names, JsonOS);
  OS << inScript(Json) << "</script>\n";
}

void writeExplorerScripts(raw_ostream &OS) {
  for (const std::string &Script : explorerScripts())
    OS << "<script>" << Script << "</script>\n";
}

} // namespace weakspot
