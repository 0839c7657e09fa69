//===- OwnershipGraph.h - Who owns whom, as a picture --------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nodes are classes or objects, edges the slots by which one owns the other.
// Names come from the analysed code and may hold anything; each form escapes
// them.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_OWNERSHIPGRAPH_H
#define WEAKSPOT_REPORT_OWNERSHIPGRAPH_H

#include "Analysis/Finding.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace weakspot {

struct RunReport;

struct OwnershipGraph {
  struct Node {
    std::string Label;
    bool IsInRing = false;
    SourcePlace Where = {};
  };
  struct Edge {
    unsigned From = 0;
    unsigned To = 0;
    std::string Label;
    bool IsWeak = false;
    bool IsInRing = false;
    bool IsCounted = false; ///< Shares what it owns.
    bool IsByValue = false; ///< To is part of From.
    bool IsBase = false;    ///< From is derived from To, and owns what To does.
  };

  std::vector<Node> Nodes;
  std::vector<Edge> Edges;

  /// The node of that label; a new one where there is none yet.
  unsigned node(llvm::StringRef Label);
  /// Equal edges are one.
  void addEdge(Edge E);

private:
  llvm::StringMap<unsigned> ByLabel;
  llvm::StringMap<unsigned> ByEnds;
};

/// The classes of all rings that are open, each class once.
OwnershipGraph graphOf(const RunReport &Run);
/// Adds those to a graph of classes.
void addRings(const RunReport &Run, OwnershipGraph &G);
/// The objects of one ring.
OwnershipGraph graphOf(const Finding &F);

void writeDot(const OwnershipGraph &G, llvm::raw_ostream &OS);
void writeGraphML(const OwnershipGraph &G, llvm::raw_ostream &OS);
/// A flowchart, without the fence that Markdown needs around it.
void writeMermaid(const OwnershipGraph &G, llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_OWNERSHIPGRAPH_H
