//===- OwnershipGraph.cpp - Who owns whom, as a picture ------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/OwnershipGraph.h"
#include "Report/RunReport.h"
#include "Report/XmlText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace weakspot {

unsigned OwnershipGraph::node(StringRef Label) {
  auto [It, IsNew] = ByLabel.try_emplace(Label, Nodes.size());
  if (IsNew)
    Nodes.push_back({Label.str()});
  return It->second;
}

void OwnershipGraph::addEdge(Edge E) {
  std::string Key = utostr(E.From) + " " + utostr(E.To) + " " + E.Label;
  auto [It, IsNew] = ByEnds.try_emplace(Key, Edges.size());
  if (IsNew)
    Edges.push_back(std::move(E));
  else
    Edges[It->second].IsInRing |= E.IsInRing;
}

static std::string edgeLabel(const RingEdge &E) {
  return E.Slot.empty() ? E.Holder : E.Slot + " (" + E.Holder + ")";
}

void addRings(const RunReport &Run, OwnershipGraph &G) {
  for (const ReportedFinding *R : Run.open())
    for (const RingEdge &E : R->F.Ring) {
      unsigned From = G.node(E.From);
      unsigned To = G.node(E.To);
      G.Nodes[From].IsInRing = true;
      G.addEdge({From, To, edgeLabel(E), false, true, E.IsCounted});
    }
}

OwnershipGraph graphOf(const RunReport &Run) {
  OwnershipGraph G;
  addRings(Run, G);
  return G;
}

OwnershipGraph graphOf(const Finding &F) {
  OwnershipGraph G;
  for (const auto &[No, E] : enumerate(F.Ring)) {
    auto From = static_cast<unsigned>(No);
    auto To = static_cast<unsigned>((No + 1) % F.Ring.size());
    G.Nodes.push_back({E.From, true});
    G.Edges.push_back({From, To, edgeLabel(E), false, true, E.IsCounted});
  }
  return G;
}

static std::string dotString(StringRef Text) {
  std::string Result = "\"";
  for (char C : json::fixUTF8(Text)) {
    if (C == '"' || C == '\\')
      Result += '\\';
    Result += C == '\n' ? ' ' : C;
  }
  return Result + '"';
}

void writeDot(const OwnershipGraph &G, raw_ostream &OS) {
  OS << "digraph ownership {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const auto &[No, N] : enumerate(G.Nodes))
    OS << "  n" << No << " [label=" << dotString(N.Label)
       << (N.IsInRing ? ", color=red" : "") << "];\n";
  for (const OwnershipGraph::Edge &E : G.Edges)
    OS << "  n" << E.From << " -> n" << E.To << " [label=" << dotString(E.Label)
       << (E.IsWeak ? ", style=dashed" : "")
       << (E.IsBase ? ", arrowhead=empty" : "")
       << (E.IsInRing ? ", color=red" : "") << "];\n";
  OS << "}\n";
}

void writeGraphML(const OwnershipGraph &G, raw_ostream &OS) {
  OS << R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="ring" for="all" attr.name="ring" attr.type="boolean"/>
  <key id="slot" for="edge" attr.name="slot" attr.type="string"/>
  <key id="weak" for="edge" attr.name="weak" attr.type="boolean"/>
  <graph id="ownership" edgedefault="directed">
)";
  auto Flag = [](bool B) { return B ? "true" : "false"; };
  for (const auto &[No, N] : enumerate(G.Nodes))
    OS << "    <node id=\"n" << No << "\"><data key=\"label\">"
       << xmlText(N.Label) << "</data><data key=\"ring\">" << Flag(N.IsInRing)
       << "</data></node>\n";
  for (const auto &[No, E] : enumerate(G.Edges))
    OS << "    <edge id=\"e" << No << "\" source=\"n" << E.From
       << "\" target=\"n" << E.To << "\"><data key=\"slot\">"
       << xmlText(E.Label) << "</data><data key=\"weak\">" << Flag(E.IsWeak)
       << "</data><data key=\"ring\">" << Flag(E.IsInRing)
       << "</data></edge>\n";
  OS << "  </graph>\n</graphml>\n";
}

/// Mermaid's entities begin with `#`.
static std::string mermaidString(StringRef Text) {
  std::string Result = "\"";
  for (char C : Text) {
    if (isAlnum(C) || static_cast<unsigned char>(C) >= 0x80 ||
        StringRef(" :_,.()").contains(C))
      Result += C;
    else
      Result += "#" + utostr(static_cast<unsigned char>(C)) + ";";
  }
  return Result + '"';
}

void writeMermaid(const OwnershipGraph &G, raw_ostream &OS) {
  OS << "flowchart LR\n";
  for (const auto &[No, N] : enumerate(G.Nodes))
    OS << "  n" << No << "[" << mermaidString(N.Label) << "]\n";
  for (const OwnershipGraph::Edge &E : G.Edges)
    OS << "  n" << E.From << (E.IsWeak ? " -.->|" : " -->|")
       << mermaidString(E.Label) << "| n" << E.To << "\n";
}

} // namespace weakspot
