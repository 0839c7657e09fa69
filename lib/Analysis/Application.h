//===- Application.h - A summary applied at a call --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Applying a disjunct maps its nodes to the caller's: a parameter's node to
// what the argument addresses, an entry pointee to what the caller's cell
// holds, a cell the callee made to a new one. Facts that the caller contradicts
// make the disjunct infeasible. A node that stands for each element of a
// collection is mapped to each known element in turn, by one application per
// element.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_APPLICATION_H
#define WEAKSPOT_ANALYSIS_APPLICATION_H

#include "Analysis/FunctionSolver.h"

namespace weakspot::analysis {

class Application {
public:
  Application(FunctionSolver &Solver, State &S, const Disjunct &D,
              llvm::ArrayRef<Value> Args)
      : Solver(Solver), S(S), D(D), Args(Args) {}

  /// False if the disjunct can't be taken; the state is then spoilt.
  bool run(Value &Ret);
  /// For one of the elements that a node stands for, counted in turns.
  bool runTurn(unsigned Turn, Value &Ret);
  /// How many turns there are, known after the first.
  unsigned turns() const;
  /// What the calls that the callee could not resolve lead to in a turn, as far
  /// as that is known here. Spoils the state.
  llvm::SmallVector<Binding, 2> targets(unsigned Turn);

private:
  /// What is to be written for one turn; no turn's writes are seen by another.
  bool prepare(unsigned Turn);
  void commit();
  NodeNo ownedHere(NodeNo Owned);
  void prepareWrites();
  void addWrite(NodeNo Cell, Content C);
  bool mapNodes(unsigned Turn);
  Binding bind(const PendingCall &Call);
  std::vector<Node> pathTo(NodeNo N) const;
  Value mapNode(const Node &N, unsigned Turn, bool &Feasible);
  Value unknownKey(const Node &N, NodeNo Coll);
  Value pick(const Node &N, llvm::ArrayRef<Value> At);
  Value findAt(const Node &N, NodeNo Coll, Value Key);
  Value makeAt(const Node &N, NodeNo Coll, Value Key);
  Value mapElement(const Node &N, NodeNo Coll, unsigned Turn);
  Value mapLeft(const Node &N, NodeNo Coll);
  Value makeFresh(const Node &N, NodeNo Parent);
  bool checkFacts();
  bool aliases() const;
  bool readsWhatItWrote() const;
  void tellEvents(const State &Before);
  Value translate(Value V);
  void mergeCollection(NodeNo Cell, const Content &Source, Content &C);
  TraceNo via(TraceNo Inner);

  FunctionSolver &Solver;
  State &S;
  const Disjunct &D;
  llvm::ArrayRef<Value> Args;
  std::vector<Value> Map;
  /// By node: whether it is part of an element of a collection that has none.
  std::vector<bool> Absent;
  llvm::MapVector<uint32_t, Content> Writes;
  std::vector<PendingCall> Calls;
  llvm::SmallVector<Value, 2> MadeHere; ///< Elements at keys.
  uint32_t Instance = 0;
  Value Result;
  unsigned Turns = 1; ///< Applications needed to visit each element.
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_APPLICATION_H
