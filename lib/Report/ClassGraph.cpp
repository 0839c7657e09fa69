//===- ClassGraph.cpp - Who can own whom ---------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/ClassGraph.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <deque>
#include <map>
#include <tuple>

using namespace llvm;

namespace weakspot {

using ir::TypeKind;

namespace {

/// How a part of a member's type holds what it leads to.
struct Hold {
  StringRef Holder = "by value";
  bool IsWeak = false;
  bool IsCounted = false;
  bool IsByValue = true;
};

class Builder {
public:
  void add(const ir::Module &Module);
  OwnershipGraph finish();

private:
  void addRecord(const ir::Record &R);
  void addSlot(StringRef From, StringRef Slot, ir::TypeId Id, Hold How,
               unsigned Depth);
  void addEdge(StringRef From, StringRef To, std::string Label, Hold How,
               bool IsBase);

  using EdgeKey = std::tuple<std::string, std::string, std::string>;

  const ir::Module *M = nullptr;
  StringSet<> Seen; ///< Keys of records that are defined.
  std::map<std::string, SourcePlace> Classes;
  std::map<EdgeKey, OwnershipGraph::Edge> Edges; ///< From, to, label.
};

} // namespace

/// Types nest as deep as people write them; this is deeper.
static constexpr unsigned MaxTypeDepth = 16;

static StringRef holderName(const ir::Type &T) {
  if (!T.Name.empty())
    return T.Name;
  switch (T.Kind) {
  case TypeKind::Unique:
    return "std::unique_ptr";
  case TypeKind::Weak:
    return "std::weak_ptr";
  default:
    return "std::shared_ptr";
  }
}

void Builder::addEdge(StringRef From, StringRef To, std::string Label, Hold How,
                      bool IsBase) {
  OwnershipGraph::Edge E;
  E.Label = Label;
  E.IsWeak = How.IsWeak;
  E.IsCounted = How.IsCounted;
  E.IsByValue = How.IsByValue && !IsBase;
  E.IsBase = IsBase;
  Edges.try_emplace({From.str(), To.str(), std::move(Label)}, std::move(E));
}

void Builder::addSlot(StringRef From, StringRef Slot, ir::TypeId Id, Hold How,
                      unsigned Depth) {
  if (Id == ir::TypeId::None || Depth == MaxTypeDepth)
    return;
  const ir::Type &T = M->type(Id);
  switch (T.Kind) {
  case TypeKind::Collection:
    return addSlot(From, Slot, T.Arg, How, Depth + 1);
  case TypeKind::Strong:
  case TypeKind::Unique:
  case TypeKind::Weak:
    return addSlot(From, Slot, T.Arg,
                   {holderName(T), How.IsWeak || T.Kind == TypeKind::Weak,
                    T.Kind == TypeKind::Strong, /*IsByValue=*/false},
                   Depth + 1);
  case TypeKind::Record:
    break;
  default:
    return;
  }
  const ir::Record &R = M->record(T.Record);
  if (R.Flags & ir::RF_System) {
    // A pair or tuple, say.
    for (const ir::Slot &S : R.Slots)
      addSlot(From, Slot, S.Type, How, Depth + 1);
    return;
  }
  addEdge(From, R.Name, (Slot + " (" + How.Holder + ")").str(), How, false);
}

void Builder::addRecord(const ir::Record &R) {
  if ((R.Flags & (ir::RF_System | ir::RF_Incomplete | ir::RF_Closure)) ||
      !Seen.insert(R.Key).second)
    return;
  SourcePlace Where;
  if (R.Where.isValid())
    Where = {M->Files[R.Where.File].str(), R.Where.Line, R.Where.Col};
  Classes.try_emplace(R.Name.str(), Where);
  for (const ir::Slot &S : R.Slots)
    addSlot(R.Name, S.Name, S.Type, {}, 0);
  for (ir::RecordId Base : R.Bases)
    if (const ir::Record &B = M->record(Base); !(B.Flags & ir::RF_System))
      addEdge(R.Name, B.Name, "base", {}, true);
}

void Builder::add(const ir::Module &Module) {
  M = &Module;
  for (const ir::Record &R : Module.Records)
    addRecord(R);
}

OwnershipGraph Builder::finish() {
  OwnershipGraph G;
  // What neither owns nor is owned tells nothing.
  std::map<std::string, SourcePlace> Used;
  for (const auto &[Key, E] : Edges)
    for (const std::string &Name : {std::get<0>(Key), std::get<1>(Key)}) {
      auto It = Classes.find(Name);
      Used.try_emplace(Name, It == Classes.end() ? SourcePlace() : It->second);
    }
  for (const auto &[Name, Where] : Used)
    G.Nodes[G.node(Name)].Where = Where;
  for (auto &[Key, E] : Edges) {
    E.From = G.node(std::get<0>(Key));
    E.To = G.node(std::get<1>(Key));
    G.addEdge(std::move(E));
  }
  return G;
}

OwnershipGraph classGraph(ArrayRef<ir::Module> Modules) {
  Builder All;
  for (const ir::Module &M : Modules)
    All.add(M);
  return All.finish();
}

namespace {

/// A node and whether an edge on the way there was counted.
using Place = std::pair<unsigned, bool>;

struct Way {
  Place From;
  unsigned Edge;
};

} // namespace

/// Each node's derived classes, direct or not.
static std::vector<std::vector<unsigned>> derivedOf(const OwnershipGraph &G) {
  std::vector<SmallVector<unsigned, 1>> Direct(G.Nodes.size());
  for (const OwnershipGraph::Edge &E : G.Edges)
    if (E.IsBase)
      Direct[E.To].push_back(E.From);
  std::vector<std::vector<unsigned>> All(G.Nodes.size());
  for (size_t Base = 0; Base < All.size(); ++Base) {
    DenseSet<unsigned> Seen;
    SmallVector<unsigned, 8> Work(Direct[Base].begin(), Direct[Base].end());
    while (!Work.empty()) {
      unsigned D = Work.pop_back_val();
      if (!Seen.insert(D).second)
        continue;
      All[Base].push_back(D);
      append_range(Work, Direct[D]);
    }
  }
  return All;
}

std::vector<unsigned> ringThrough(const OwnershipGraph &G, unsigned Node) {
  std::vector<SmallVector<unsigned, 2>> Out(G.Nodes.size());
  for (const auto &[No, E] : enumerate(G.Edges))
    if (!E.IsWeak)
      Out[E.From].push_back(static_cast<unsigned>(No));
  std::vector<std::vector<unsigned>> Derived = derivedOf(G);
  std::map<Place, Way> Came;
  std::deque<Place> Work{{Node, false}};
  auto Visit = [&](Place To, Way By) {
    if (Came.try_emplace(To, By).second)
      Work.push_back(To);
  };
  const Place Goal = {Node, true};
  while (!Work.empty() && !Came.contains(Goal)) {
    Place At = Work.front();
    Work.pop_front();
    for (unsigned No : Out[At.first]) {
      const OwnershipGraph::Edge &E = G.Edges[No];
      Visit({E.To, At.second || E.IsCounted}, {At, No});
      // What a pointer owns may be of a derived class.
      if (!E.IsBase && !E.IsByValue)
        for (unsigned D : Derived[E.To])
          Visit({D, At.second || E.IsCounted}, {At, No});
    }
  }
  std::vector<unsigned> Ring;
  if (!Came.contains(Goal))
    return Ring;
  for (Place At = Goal; At != Place{Node, false};) {
    const Way &By = Came.at(At);
    Ring.push_back(By.Edge);
    At = By.From;
  }
  std::reverse(Ring.begin(), Ring.end());
  return Ring;
}

} // namespace weakspot
