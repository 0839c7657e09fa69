//===- PathObserver.h - Watches the paths that are followed -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The door for checks that ask what is known at an operation: what is locked,
// null, owned on this path. An observer is told of each operation with the
// state before and after it, and of each end of a path. It changes nothing of
// the analysis, and sees only paths that the solver followed: where a function
// was cut off, less of them.
//
// What an observer learns of a function's inputs it may note as an Event of
// the path. Events travel with the function's summary: where the function is
// called, the observer is told of them with the caller's nodes, before the
// call's effects.
//
// Callees come before their callers. A function of a recursion is followed
// more than once; its observer gets the same findings again.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_PATHOBSERVER_H
#define WEAKSPOT_ANALYSIS_PATHOBSERVER_H

#include "Analysis/CallGraph.h"
#include "Analysis/Finding.h"
#include "Analysis/Heap.h"

namespace weakspot::analysis {

class Decoder;
class Encoder;
class FunctionSolver;

/// What an observer may ask: a window on the solver of the function that is
/// being followed. Nothing it answers changes the state.
class PathView {
public:
  explicit PathView(FunctionSolver &Solver) : Solver(Solver) {}

  const Program &program() const;
  const Arena &arena() const;
  Traces &traces() const;
  FuncNo function() const;
  const ir::Function &body() const;
  const ModuleView &module() const;
  /// The place of the operation, or of the last one that has one.
  Place here() const;
  /// The operation's number in the function.
  uint32_t instrNo() const;
  /// A trace of the place, in front of what happened inside a call.
  TraceNo trace(TraceNo Inner = TraceNo::None) const;

  const ir::Instr *definition(ir::Reg R) const;
  /// An operand's value, as far as facts tell.
  Value arg(const State &S, const ir::Instr &I, unsigned No) const;
  Value value(const State &S, ir::Reg R) const;
  Value resolve(const State &S, Value V) const;
  /// What a cell holds; of an input cell that was not touched, what it held on
  /// entry.
  Content content(const State &S, NodeNo Cell) const;
  /// Whether nothing on the path says that the address is not null.
  bool mayBeNull(const State &S, Value V) const;
  /// A living owner of the object, other than Except; None if there is none.
  NodeNo ownerOf(const State &S, NodeNo Object,
                 NodeNo Except = NodeNo::None) const;
  RecordNo dynamicClass(const State &S, NodeNo N, bool &Exact) const;
  /// The function and, for a closure, the object that V calls.
  bool callable(const State &S, Value V, FuncNo &Callee, Value &Object) const;

private:
  FunctionSolver &Solver;
};

class PathObserver {
public:
  virtual ~PathObserver();

  /// Once, before the first function.
  virtual void begin(const Program & /*P*/, const CallGraph & /*G*/) {}
  virtual void enter(const PathView & /*V*/) {}
  /// Before an operation, terminators included.
  virtual void before(const PathView & /*V*/, const ir::Instr & /*I*/,
                      State & /*S*/) {}
  /// Where the path goes on behind an operation; once for each way it goes on.
  /// Not for terminators.
  virtual void after(const PathView & /*V*/, const ir::Instr & /*I*/,
                     State & /*S*/) {}
  /// A callee's event at the call that is being executed, with the nodes of
  /// this function. Before is the state in front of the call; to pass the
  /// event on to this function's callers, note it in S.
  virtual void event(const PathView & /*V*/, const Event & /*E*/,
                     const State & /*Before*/, State & /*S*/) {}
  /// The function returns; its locals have died.
  virtual void exit(const PathView & /*V*/, State & /*S*/) {}
  virtual void leave(const PathView & /*V*/) {}
  /// Once, after the last function: what was found.
  virtual std::vector<Finding> end() { return {}; }

  // For what another run takes over, see SolveStore.h.
  /// A hash of what begin() found out of a class that later calls rely on.
  virtual uint64_t factsOf(RecordNo /*R*/) const { return 0; }
  /// From here on to the next call, what is found is also noted.
  virtual void startJournal() {}
  virtual void writeJournal(Encoder & /*A*/) {}
  /// As if what was noted had been found now. False if it is no good.
  virtual bool replayJournal(Decoder & /*A*/) { return true; }
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_PATHOBSERVER_H
