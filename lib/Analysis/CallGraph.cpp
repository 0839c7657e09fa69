//===- CallGraph.cpp - Who calls whom, bottom-up ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/CallGraph.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {
namespace {

struct GraphNode {
  FuncNo Function = FuncNo::None;
  std::vector<GraphNode *> Successors;
};

struct Graph {
  GraphNode Root; ///< Leads to every function.
  std::vector<GraphNode> Functions;
  std::vector<GraphNode> Records;
};

} // namespace
} // namespace weakspot::analysis

template <> struct llvm::GraphTraits<const weakspot::analysis::Graph *> {
  using NodeRef = const weakspot::analysis::GraphNode *;
  // NOLINTBEGIN(readability-identifier-naming): the names that GraphTraits asks
  // for.
  using ChildIteratorType =
      std::vector<weakspot::analysis::GraphNode *>::const_iterator;

  static NodeRef getEntryNode(const weakspot::analysis::Graph *G) {
    return &G->Root;
  }
  static ChildIteratorType child_begin(NodeRef N) {
    return N->Successors.begin();
  }
  static ChildIteratorType child_end(NodeRef N) { return N->Successors.end(); }
  // NOLINTEND(readability-identifier-naming)
};

namespace weakspot::analysis {

using ir::Opcode;

SmallVector<FuncNo, 4> overriders(const Program &P, FuncNo F) {
  SmallVector<FuncNo, 4> All{F};
  DenseSet<uint32_t> Seen{index(F)};
  for (unsigned I = 0; I < All.size(); ++I)
    for (FuncNo O : P.function(All[I]).OverriddenBy)
      if (Seen.insert(index(O)).second)
        All.push_back(O);
  return All;
}

/// The records that a cell of type T holds or owns.
static void forEachRecord(const Program &P, TypeNo T,
                          function_ref<void(RecordNo)> Use) {
  for (; T != TypeNo::None; T = P.type(T).Arg) {
    if (P.kind(T) == ir::TypeKind::Record)
      Use(P.recordOf(T));
    if (P.kind(T) == ir::TypeKind::Borrow || P.kind(T) == ir::TypeKind::Weak)
      return;
  }
}

static bool hasHandlers(const FunctionInfo &F) {
  return F.Body && F.Body->hasAny(ir::opSet({Opcode::Try}));
}

/// What functions with handlers lead to.
static std::vector<bool> caughtFunctions(const Program &P, const Graph &G) {
  std::vector<bool> Caught(P.numFunctions());
  DenseSet<const GraphNode *> Seen;
  SmallVector<const GraphNode *, 32> Work;
  for (const GraphNode &N : G.Functions)
    if (N.Function != FuncNo::None && hasHandlers(P.function(N.Function)))
      append_range(Work, N.Successors);
  while (!Work.empty()) {
    const GraphNode *N = Work.pop_back_val();
    if (!Seen.insert(N).second)
      continue;
    if (N->Function != FuncNo::None)
      Caught[index(N->Function)] = true;
    append_range(Work, N->Successors);
  }
  return Caught;
}

/// Within a component, in the order of calls alone: a destructor's callees
/// before it.
static std::vector<FuncNo> calleesFirst(std::vector<FuncNo> Functions,
                                        const Graph &G) {
  llvm::sort(Functions);
  DenseSet<uint32_t> Inside, Seen;
  for (FuncNo F : Functions)
    Inside.insert(index(F));
  std::vector<FuncNo> Ordered;
  SmallVector<std::pair<const GraphNode *, unsigned>, 16> Stack;
  for (FuncNo F : Functions) {
    if (Seen.insert(index(F)).second)
      Stack.push_back({&G.Functions[index(F)], 0});
    while (!Stack.empty()) {
      auto &[N, Next] = Stack.back();
      if (Next == N->Successors.size()) {
        Ordered.push_back(N->Function);
        Stack.pop_back();
        continue;
      }
      const GraphNode *To = N->Successors[Next++];
      if (To->Function != FuncNo::None &&
          Inside.contains(index(To->Function)) &&
          Seen.insert(index(To->Function)).second)
        Stack.push_back({To, 0});
    }
  }
  return Ordered;
}

CallGraph::CallGraph(const Program &P)
    : Callers(P.numFunctions()), Makers(P.numFunctions(), FuncNo::None),
      Roots(P.numFunctions()) {
  Graph G;
  G.Functions.resize(P.numFunctions());
  G.Records.resize(P.numRecords());
  auto ToFunction = [&](GraphNode &From, FuncNo F) {
    if (F != FuncNo::None && P.function(F).Body)
      From.Successors.push_back(&G.Functions[index(F)]);
  };
  auto ToRecord = [&](GraphNode &From, RecordNo R) {
    if (R != RecordNo::None)
      From.Successors.push_back(&G.Records[index(R)]);
  };

  for (uint32_t R = 0; R < P.numRecords(); ++R) {
    const RecordInfo &Info = P.record(static_cast<RecordNo>(R));
    GraphNode &N = G.Records[R];
    ToFunction(N, Info.Dtor);
    for (RecordNo B : Info.Bases)
      ToRecord(N, B);
    for (RecordNo D : Info.Derived)
      ToRecord(N, D);
    for (uint32_t I = 0; I < Info.NumSlots; ++I)
      forEachRecord(P, P.slot(P.slotOf(static_cast<RecordNo>(R), I)).Type,
                    [&](RecordNo Owned) { ToRecord(N, Owned); });
  }

  for (uint32_t Number = 0; Number < P.numFunctions(); ++Number) {
    auto F = static_cast<FuncNo>(Number);
    const FunctionInfo &Info = P.function(F);
    if (!Info.Body)
      continue;
    GraphNode &N = G.Functions[Number];
    N.Function = F;
    G.Root.Successors.push_back(&N);
    auto Calls = [&](FuncNo Callee) {
      ToFunction(N, Callee);
      auto &Known = Callers[index(Callee)];
      if (Known.empty() || Known.back() != F)
        Known.push_back(F);
    };
    const ir::OpenBody Open(*Info.Body);
    for (const ir::Block &B : Info.Body->blocks())
      for (const ir::Instr &I : B.Instrs) {
        if (I.Ty != ir::TypeId::None)
          forEachRecord(P, Info.View->type(I.Ty),
                        [&](RecordNo R) { ToRecord(N, R); });
        switch (I.Op) {
        case Opcode::Call:
          Calls(Info.View->function(I.Callee));
          break;
        case Opcode::VCall:
          for (FuncNo O : overriders(P, Info.View->function(I.Callee)))
            Calls(O);
          break;
        case Opcode::FuncRef:
          Roots[index(Info.View->function(I.Callee))] = true;
          ToFunction(N, Info.View->function(I.Callee));
          break;
        case Opcode::Closure: {
          RecordNo R = Info.View->record(I.Rec);
          if (FuncNo Body = P.record(R).CallOp; Body != FuncNo::None) {
            Roots[index(Body)] = true;
            if (FuncNo &Maker = Makers[index(Body)]; Maker == FuncNo::None)
              Maker = F;
            ToFunction(N, Body);
          }
          break;
        }
        case Opcode::Field:
          // What is reached through a field may be released through it.
          ToRecord(N, Info.View->record(I.Rec));
          break;
        default:
          break;
        }
      }
    for (const ir::Param &Param : Info.Body->Params)
      forEachRecord(P, Info.View->type(Param.Type),
                    [&](RecordNo R) { ToRecord(N, R); });
  }

  findRoots(P);
  Caught = caughtFunctions(P, G);

  for (auto It = scc_begin(const_cast<const Graph *>(&G)); !It.isAtEnd();
       ++It) {
    Component C;
    for (const GraphNode *N : *It)
      if (N->Function != FuncNo::None)
        C.Functions.push_back(N->Function);
    if (C.Functions.empty())
      continue;
    C.Recursive = It.hasCycle();
    C.Functions = calleesFirst(std::move(C.Functions), G);
    Components.push_back(std::move(C));
  }
}

FuncNo CallGraph::outermost(FuncNo F) const {
  for (unsigned Level = 0; Level < 16 && F != FuncNo::None; ++Level) {
    if (makerOf(F) == FuncNo::None)
      break;
    F = makerOf(F);
  }
  return F;
}

void CallGraph::findRoots(const Program &P) {
  DenseSet<uint32_t> ProgramFiles;
  for (uint32_t I = 0; I < P.numFunctions(); ++I)
    if (const FunctionInfo &Info = P.function(static_cast<FuncNo>(I));
        isMain(Info))
      ProgramFiles.insert(Info.Where.File);
  for (uint32_t I = 0; I < P.numFunctions(); ++I) {
    const FunctionInfo &Info = P.function(static_cast<FuncNo>(I));
    if (!Info.Body)
      continue;
    // A virtual function of a library's class is called by the library.
    bool Foreign =
        any_of(Info.Overrides, [&](FuncNo O) { return !P.function(O).Body; });
    bool CalledBySelfOnly =
        all_of(Callers[I], [&](FuncNo C) { return index(C) == I; });
    if ((Info.Flags & ir::FF_Entry) ||
        (Foreign && !(Info.Flags & ir::FF_Dtor)) ||
        (CalledBySelfOnly && !(Info.Flags & ir::FF_Dtor) &&
         !ProgramFiles.contains(Info.Where.File)))
      Roots[I] = true;
  }
}

} // namespace weakspot::analysis
