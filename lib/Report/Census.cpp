//===- Census.cpp - What a running program saw ---------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Census.h"
#include "Report/JsonDocument.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <deque>
#include <map>

using namespace llvm;

namespace weakspot {

namespace {
struct CensusNode {
  int64_t Id = 0;
  std::string Class;
};
struct CensusEdge {
  int64_t From = 0;
  int64_t To = 0;
  std::string Slot;
  std::string Kind;
};
struct CensusFile {
  std::string Producer;
  std::vector<CensusNode> Nodes;
  std::vector<CensusEdge> Edges;
  std::vector<std::vector<int64_t>> Rings;
};

bool fromJSON(const json::Value &V, CensusNode &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("id", Out.Id) && O.map("class", Out.Class);
}

bool fromJSON(const json::Value &V, CensusEdge &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  if (!O || !O.map("from", Out.From) || !O.map("to", Out.To) ||
      !O.map("slot", Out.Slot) || !O.map("kind", Out.Kind))
    return false;
  if (Out.Kind == "strong" || Out.Kind == "weak")
    return true;
  P.field("kind").report("expected strong or weak");
  return false;
}

bool fromJSON(const json::Value &V, CensusFile &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.mapOptional("producer", Out.Producer) &&
         O.map("nodes", Out.Nodes) && O.map("edges", Out.Edges) &&
         O.map("rings", Out.Rings);
}

/// Turns the file into findings and a graph.
class CensusReader {
public:
  CensusReader(const CensusFile &File, StringRef Path)
      : File(File), Path(Path) {}

  Expected<Census> read();

private:
  Error error(const Twine &What) const {
    return createStringError(Path + ": " + What);
  }
  Error indexNodes();
  Error indexEdges();
  Expected<std::vector<unsigned>> walk(size_t RingNo) const;
  void addRing(ArrayRef<unsigned> EdgeNos);
  void finish();

  const CensusFile &File;
  StringRef Path;
  DenseMap<int64_t, unsigned> NodeNo;
  std::vector<std::vector<unsigned>> StrongFrom; ///< Edges, by node.
  Census Result;
  std::map<std::string, std::pair<Finding, unsigned>> ByIdentity;
};
} // namespace

Error CensusReader::indexNodes() {
  for (const auto &[No, N] : enumerate(File.Nodes)) {
    if (N.Id < 0 || !NodeNo.try_emplace(N.Id, No).second)
      return error("$.nodes[" + Twine(No) + "]: id " + Twine(N.Id) +
                   (N.Id < 0 ? " is negative" : " is there twice"));
    Result.Graph.Nodes.push_back({N.Class + " #" + itostr(N.Id)});
  }
  StrongFrom.resize(File.Nodes.size());
  return Error::success();
}

Error CensusReader::indexEdges() {
  for (const auto &[No, E] : enumerate(File.Edges)) {
    for (int64_t End : {E.From, E.To})
      if (End < 0 || !NodeNo.contains(End))
        return error("$.edges[" + Twine(No) + "]: there is no node " +
                     Twine(End));
    unsigned From = NodeNo.lookup(E.From);
    bool IsWeak = E.Kind == "weak";
    if (!IsWeak)
      StrongFrom[From].push_back(No);
    Result.Graph.Edges.push_back({From, NodeNo.lookup(E.To), E.Slot, IsWeak});
  }
  return Error::success();
}

/// The shortest way from the ring's first object back to it, as edges.
Expected<std::vector<unsigned>> CensusReader::walk(size_t RingNo) const {
  ArrayRef<int64_t> Ids = File.Rings[RingNo];
  auto NoRing = [&] {
    return error("$.rings[" + Twine(RingNo) + "]: is no ring of strong edges");
  };
  DenseMap<unsigned, unsigned> CameBy; ///< To each member: by which edge.
  DenseMap<unsigned, bool> IsMember;
  for (int64_t Id : Ids) {
    if (Id < 0 || !NodeNo.contains(Id))
      return error("$.rings[" + Twine(RingNo) + "]: there is no node " +
                   Twine(Id));
    IsMember[NodeNo.lookup(Id)] = true;
  }
  if (Ids.empty())
    return NoRing();
  unsigned Start = NodeNo.lookup(Ids.front());
  std::deque<unsigned> Work = {Start};
  while (!Work.empty() && !CameBy.contains(Start)) {
    unsigned At = Work.front();
    Work.pop_front();
    for (unsigned EdgeNo : StrongFrom[At]) {
      unsigned To = Result.Graph.Edges[EdgeNo].To;
      if (IsMember.contains(To) && CameBy.try_emplace(To, EdgeNo).second)
        Work.push_back(To);
    }
  }
  if (!CameBy.contains(Start))
    return NoRing();
  std::vector<unsigned> Edges;
  unsigned At = Start;
  do {
    Edges.push_back(CameBy.lookup(At));
    At = Result.Graph.Edges[Edges.back()].From;
  } while (At != Start);
  std::reverse(Edges.begin(), Edges.end());
  return Edges;
}

/// The ring of (class, slot) pairs from its smallest rotation, as the analysis
/// names it.
static std::string identityOf(ArrayRef<RingEdge> Ring) {
  std::vector<std::string> Steps;
  for (const RingEdge &E : Ring)
    Steps.push_back(E.From + "::" + E.Slot);
  for (size_t Period = 1; Period < Steps.size(); ++Period)
    if (Steps.size() % Period == 0 && equal(ArrayRef(Steps).drop_front(Period),
                                            ArrayRef(Steps).drop_back(Period)))
      Steps.resize(Period);
  std::vector<std::string> Best = Steps;
  for (size_t I = 1; I < Steps.size(); ++I) {
    std::rotate(Steps.begin(), Steps.begin() + 1, Steps.end());
    Best = std::min(Best, Steps);
  }
  return "shared-ptr-cycle:" + join(Best, " > ");
}

void CensusReader::addRing(ArrayRef<unsigned> EdgeNos) {
  Finding F;
  F.Check = "shared-ptr-cycle";
  F.Kind = Verdict::Leak;
  for (unsigned No : EdgeNos) {
    const CensusEdge &Seen = File.Edges[No];
    OwnershipGraph::Edge &Drawn = Result.Graph.Edges[No];
    Drawn.IsInRing = true;
    Result.Graph.Nodes[Drawn.From].IsInRing = true;
    RingEdge E;
    E.From = File.Nodes[Drawn.From].Class;
    E.Slot = Seen.Slot;
    E.To = File.Nodes[Drawn.To].Class;
    E.Holder = "shared pointer";
    E.Form = EdgeForm::Slot;
    E.IsCounted = true;
    F.Notes.push_back({{},
                       "'" + E.From + "::" + E.Slot + "' of object " +
                           itostr(Seen.From) + " owns '" + E.To + "', object " +
                           itostr(Seen.To)});
    F.Ring.push_back(std::move(E));
  }
  F.Identity = identityOf(F.Ring);
  auto [It, IsNew] = ByIdentity.try_emplace(F.Identity, std::move(F), 0U);
  ++It->second.second;
}

void CensusReader::finish() {
  for (auto &[Identity, Entry] : ByIdentity) {
    auto &[F, Count] = Entry;
    std::string Names;
    for (const RingEdge &E : F.Ring)
      Names += "'" + E.From + "' -> ";
    F.Message = "seen at run time: " + utostr(Count) +
                (Count == 1 ? " ring" : " rings") + " of " + Names + "'" +
                F.Ring.front().From + "' that no outside owner reaches";
    Result.Run.Findings.push_back({std::move(F), std::nullopt});
  }
}

Expected<Census> CensusReader::read() {
  Result.Run.ToolVersion = File.Producer;
  if (Error E = indexNodes())
    return E;
  if (Error E = indexEdges())
    return E;
  for (size_t No = 0; No < File.Rings.size(); ++No) {
    Expected<std::vector<unsigned>> Edges = walk(No);
    if (!Edges)
      return Edges.takeError();
    addRing(*Edges);
  }
  finish();
  return std::move(Result);
}

Expected<Census> censusFromJson(const json::Value &Document, StringRef Path) {
  Expected<CensusFile> File = fromDocument<CensusFile>(Document, Path);
  if (!File)
    return File.takeError();
  return CensusReader(*File, Path).read();
}

} // namespace weakspot
