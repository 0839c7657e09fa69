//===- LeakReport.cpp - Why something leaked, for people --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LeakMatch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/WithColor.h"
#include <map>

using namespace llvm;

namespace weakspot {

namespace {

class LeakWriter {
public:
  LeakWriter(ArrayRef<LeakedAllocation> Leaks,
             ArrayRef<LeakExplanation> Explained, const RunReport &Run,
             const Paths &Names, raw_ostream &OS)
      : Leaks(Leaks), Explained(Explained), Run(Run), Names(Names), OS(OS) {}

  void write();

private:
  void ring(const ReportedFinding &R);
  void possibleRing(ArrayRef<unsigned> Edges);
  void leak(size_t No);
  std::string reason(const LeakExplanation &E) const;
  std::string placeText(const SourcePlace &P) const;
  void summary();

  ArrayRef<LeakedAllocation> Leaks;
  ArrayRef<LeakExplanation> Explained;
  const RunReport &Run;
  const Paths &Names;
  raw_ostream &OS;
  std::map<size_t, std::vector<size_t>> ByFinding;
  std::map<std::vector<unsigned>, std::vector<size_t>> ByPossible;
  std::vector<size_t> Open;
};

} // namespace

static std::string counted(uint64_t Count, StringRef Noun) {
  return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
}

std::string LeakWriter::placeText(const SourcePlace &P) const {
  return P.Line == 0 ? "" : (Names.display(P.File) + ":" + Twine(P.Line)).str();
}

void LeakWriter::ring(const ReportedFinding &R) {
  const Finding &F = R.F;
  WithColor(OS, raw_ostream::SAVEDCOLOR, /*Bold=*/true)
      << "cycle " << fingerprint(F) << ": " << F.Message << " [weakspot-"
      << F.Check << "]\n";
  for (const auto &[No, E] : enumerate(F.Ring)) {
    OS << "  " << No + 1 << ". " << E.From
       << (E.Slot.empty() ? "" : "::" + E.Slot) << " owns " << E.To << " ("
       << E.Holder << ")";
    if (!E.Steps.empty())
      OS << ", made at " << placeText(E.Steps.back().Where);
    if (E.SlotDecl.Line != 0)
      OS << ", declared at " << placeText(E.SlotDecl);
    OS << '\n';
  }
  OS << "  is why these leak:\n";
}

void LeakWriter::possibleRing(ArrayRef<unsigned> Edges) {
  WithColor(OS, raw_ostream::SAVEDCOLOR, /*Bold=*/true)
      << "possible cycle, by the types of members alone:\n";
  for (const auto &[No, EdgeNo] : enumerate(Edges)) {
    const OwnershipGraph::Edge &E = Run.Classes.Edges[EdgeNo];
    OS << "  " << No + 1 << ". " << Run.Classes.Nodes[E.From].Label;
    if (E.IsBase)
      OS << " is a " << Run.Classes.Nodes[E.To].Label << '\n';
    else
      OS << "::" << E.Label << " owns " << Run.Classes.Nodes[E.To].Label
         << '\n';
  }
  OS << "  may be why these leak:\n";
}

std::string LeakWriter::reason(const LeakExplanation &E) const {
  switch (E.Why) {
  case LeakReason::Object:
    return "the " + E.ClassName + " of the cycle";
  case LeakReason::Edge: {
    const RingEdge &Edge = Run.Findings[E.Finding].F.Ring[E.Edge];
    return "storage of " + Edge.From +
           (Edge.Slot.empty() ? "" : "::" + Edge.Slot);
  }
  case LeakReason::Class:
    return "a " + E.ClassName + ", as the cycle has";
  case LeakReason::Held:
    return "held by the cycle, through " + E.ClassName;
  case LeakReason::Possible:
    return "a " + E.ClassName;
  case LeakReason::None:
    return E.ClassName;
  }
  return "";
}

void LeakWriter::leak(size_t No) {
  const LeakedAllocation &L = Leaks[No];
  const LeakExplanation &E = Explained[No];
  OS << "    " << counted(L.Bytes, "byte") << " in "
     << counted(L.Objects, "object") << " (" << L.Kind << ")";
  if (std::string Why = reason(E); !Why.empty())
    OS << ": " << Why;
  if (L.Stack.empty()) {
    OS << ", allocated at an unknown place\n";
    return;
  }
  const StackFrame &At = L.Stack[E.Frame];
  OS << ", allocated";
  if (At.Line != 0)
    OS << " at " << Names.display(At.File) << ':' << At.Line;
  if (!At.Function.empty())
    OS << " in " << At.Function;
  OS << '\n';
}

void LeakWriter::summary() {
  size_t NumExplained = 0;
  for (const auto &[Finding, Nos] : ByFinding)
    NumExplained += Nos.size();
  size_t NumPossible = 0;
  for (const auto &[Edges, Nos] : ByPossible)
    NumPossible += Nos.size();
  OS << counted(Leaks.size(), "leaked allocation") << ": " << NumExplained
     << " explained by " << counted(ByFinding.size(), "cycle") << ", "
     << NumPossible << " by possible cycles, " << Open.size()
     << " not explained\n";
}

void LeakWriter::write() {
  for (const auto &[No, E] : enumerate(Explained)) {
    if (E.Why == LeakReason::None)
      Open.push_back(No);
    else if (E.Why == LeakReason::Possible)
      ByPossible[E.PossibleRing].push_back(No);
    else
      ByFinding[E.Finding].push_back(No);
  }
  for (const auto &[Finding, Nos] : ByFinding) {
    ring(Run.Findings[Finding]);
    for (size_t No : Nos)
      leak(No);
  }
  for (const auto &[Edges, Nos] : ByPossible) {
    possibleRing(Edges);
    for (size_t No : Nos)
      leak(No);
  }
  if (!Open.empty())
    OS << "not explained:\n";
  for (size_t No : Open)
    leak(No);
  summary();
}

void writeLeaks(ArrayRef<LeakedAllocation> Leaks,
                ArrayRef<LeakExplanation> Explained, const RunReport &Run,
                const Paths &Names, raw_ostream &OS) {
  LeakWriter(Leaks, Explained, Run, Names, OS).write();
}

} // namespace weakspot
