//===- TypeAudit.cpp - Classes that could own each other ------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/TypeAudit.h"
#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using weakspot::analysis::RecordNo;
using weakspot::analysis::SlotNo;

namespace {

/// That objects of one class hold objects of another.
struct TypeEdge {
  SlotNo Slot = SlotNo::None;
  RecordNo To = RecordNo::None;
  bool IsCounted = false;
};

struct TypeNode {
  RecordNo Record = RecordNo::None;
  std::vector<TypeEdge> Edges;
  std::vector<const TypeNode *> Successors;
};

struct TypeGraph {
  std::vector<TypeNode> Nodes;
  TypeNode Root;
};

} // namespace

template <> struct llvm::GraphTraits<const TypeGraph *> {
  using NodeRef = const TypeNode *;
  using ChildIteratorType = std::vector<const TypeNode *>::const_iterator;

  static NodeRef getEntryNode(const TypeGraph *G) { return &G->Root; }
  // NOLINTNEXTLINE(readability-identifier-naming): GraphTraits' own name
  static ChildIteratorType child_begin(NodeRef N) {
    return N->Successors.begin();
  }
  // NOLINTNEXTLINE(readability-identifier-naming): GraphTraits' own name
  static ChildIteratorType child_end(NodeRef N) { return N->Successors.end(); }
};

namespace weakspot::analysis {

namespace {

using ir::TypeKind;

class Auditor {
public:
  Auditor(const Program &P, const Removals &Changes, ArrayRef<Judged> Rings,
          bool IsWholeProgram)
      : P(P), Changes(Changes), Rings(Rings), IsWholeProgram(IsWholeProgram) {}

  std::vector<Finding> audit();

private:
  void addEdges(TypeNode &N, RecordNo R);
  void addEdges(TypeNode &N, SlotNo S, TypeNo T, bool IsCounted);
  void addTargets(TypeNode &N, SlotNo S, RecordNo To, bool IsCounted);
  Finding entry(ArrayRef<const TypeNode *> Component,
                ArrayRef<TypeEdge> Edges) const;
  std::vector<const Judged *> ringsOf(ArrayRef<TypeEdge> Edges) const;
  std::string nameOf(SlotNo S) const {
    return (P.record(P.slot(S).Record).Name + "::" + P.slot(S).Name).str();
  }

  const Program &P;
  const Removals &Changes;
  ArrayRef<Judged> Rings;
  bool IsWholeProgram;
  TypeGraph G;
};

/// What a class has is what its bases have, too.
void Auditor::addEdges(TypeNode &N, RecordNo R) {
  const RecordInfo &Info = P.record(R);
  for (uint32_t I = 0; I < Info.NumSlots; ++I)
    if (SlotNo S = P.slotOf(R, I); S != SlotNo::None)
      addEdges(N, S, P.slot(S).Type, /*IsCounted=*/false);
  for (RecordNo Base : Info.Bases)
    addEdges(N, Base);
}

void Auditor::addEdges(TypeNode &N, SlotNo S, TypeNo T, bool IsCounted) {
  for (; T != TypeNo::None; T = P.type(T).Arg)
    switch (P.kind(T)) {
    case TypeKind::Strong:
      IsCounted = true;
      break;
    case TypeKind::Unique:
    case TypeKind::Collection:
      break;
    case TypeKind::Borrow:
      if (!P.slot(S).OwnsRaw)
        return;
      break;
    case TypeKind::Record:
      return addTargets(N, S, P.recordOf(T), IsCounted);
    default:
      return;
    }
}

void Auditor::addTargets(TypeNode &N, SlotNo S, RecordNo To, bool IsCounted) {
  SmallVector<RecordNo, 8> Work{To};
  DenseSet<uint32_t> Seen;
  while (!Work.empty()) {
    RecordNo R = Work.pop_back_val();
    if (!Seen.insert(index(R)).second)
      continue;
    N.Edges.push_back({S, R, IsCounted});
    N.Successors.push_back(&G.Nodes[index(R)]);
    append_range(Work, P.record(R).Derived);
  }
}

std::vector<const Judged *> Auditor::ringsOf(ArrayRef<TypeEdge> Edges) const {
  std::vector<const Judged *> Found;
  for (const Judged &J : Rings)
    if (all_of(J.R.Steps, [&](const RingStep &Step) {
          return any_of(Edges,
                        [&](const TypeEdge &E) { return E.Slot == Step.Slot; });
        }))
      Found.push_back(&J);
  return Found;
}

Finding Auditor::entry(ArrayRef<const TypeNode *> Component,
                       ArrayRef<TypeEdge> Edges) const {
  std::vector<std::string> Names;
  for (const TypeNode *N : Component)
    Names.push_back(P.record(N->Record).Name.str());
  llvm::sort(Names);
  std::vector<SlotNo> Slots;
  for (const TypeEdge &E : Edges)
    Slots.push_back(E.Slot);
  llvm::sort(Slots, [&](SlotNo X, SlotNo Y) {
    return std::pair(P.slot(X).Where, X) < std::pair(P.slot(Y).Where, Y);
  });
  Slots.erase(llvm::unique(Slots), Slots.end());

  Finding F;
  F.Check = "shared-ptr-cycle";
  F.Kind = Verdict::Possible;
  F.Identity = "types:" + join(Names, ",");
  F.Where = P.source(P.slot(Slots.front()).Where);
  static constexpr unsigned MaxNames = 6, MaxFills = 4;
  ArrayRef<std::string> Shown = ArrayRef(Names).take_front(MaxNames);
  F.Message =
      Names.size() == 1
          ? "by their types, objects of '" + Names[0] + "' could own each other"
          : "by their types, objects of '" + join(Shown, "', '") + "'" +
                (Names.size() > MaxNames
                     ? " and " + std::to_string(Names.size() - MaxNames) +
                           " more classes"
                     : "") +
                " could own each other";
  auto Note = [&](Place Where, std::string Text) {
    if (Where.isValid())
      F.Notes.push_back({P.source(Where), std::move(Text)});
  };
  for (SlotNo S : Slots)
    Note(P.slot(S).Where, "through '" + nameOf(S) + "'");

  std::vector<const Judged *> Formed = ringsOf(Edges);
  std::vector<std::pair<SlotNo, Removal>> Fills;
  for (SlotNo S : Slots)
    for (const Removal &X : Changes.fillsOf(S))
      Fills.emplace_back(S, X);
  auto Is = [&](bool Reported) {
    return any_of(Formed, [&](const Judged *J) {
      return (J->Kind == Verdict::Leak || J->Kind == Verdict::Cycle) ==
             Reported;
    });
  };
  if (Is(true))
    F.Message += "; they do: see the finding";
  else if (Is(false))
    F.Message += "; they do, and the program takes the ring apart (managed)";
  else if (!IsWholeProgram)
    F.Message += "; unknown: not all of the program was analysed";
  else if (Fills.empty())
    F.Message += "; proved acyclic: no object gets one of these owners after "
                 "its construction";
  else
    F.Message += "; unknown: no ring was seen, but nothing rules one out";
  for (const auto &[S, X] : ArrayRef(Fills).take_front(MaxFills))
    Note(X.Where, "'" + P.function(X.In).Name.str() + "' may fill '" +
                      nameOf(S) + "' of an object that is made already");
  if (Fills.size() > MaxFills)
    F.Notes.back().Message += " (and " +
                              std::to_string(Fills.size() - MaxFills) +
                              " more such places)";
  return F;
}

std::vector<Finding> Auditor::audit() {
  G.Nodes.resize(P.numRecords());
  for (uint32_t R = 0; R < P.numRecords(); ++R) {
    TypeNode &N = G.Nodes[R];
    N.Record = static_cast<RecordNo>(R);
    addEdges(N, N.Record);
    G.Root.Successors.push_back(&N);
  }
  std::vector<Finding> Entries;
  for (auto It = scc_begin(const_cast<const TypeGraph *>(&G)); !It.isAtEnd();
       ++It) {
    DenseSet<uint32_t> Inside;
    for (const TypeNode *N : *It)
      if (N->Record != RecordNo::None)
        Inside.insert(index(N->Record));
    std::vector<TypeEdge> Edges;
    for (const TypeNode *N : *It)
      for (const TypeEdge &E : N->Edges)
        if (Inside.contains(index(E.To)))
          Edges.push_back(E);
    if (any_of(Edges, [](const TypeEdge &E) { return E.IsCounted; }))
      Entries.push_back(entry(*It, Edges));
  }
  llvm::sort(Entries, [](const Finding &X, const Finding &Y) {
    return X.Identity < Y.Identity;
  });
  return Entries;
}

} // namespace

std::vector<Finding> auditTypes(const Program &P, const Removals &Changes,
                                ArrayRef<Judged> Rings, bool IsWholeProgram) {
  return Auditor(P, Changes, Rings, IsWholeProgram).audit();
}

} // namespace weakspot::analysis
