//===- PathObserver.cpp - Watches the paths that are followed ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"

using namespace llvm;

namespace weakspot::analysis {

PathObserver::~PathObserver() = default;

const Program &PathView::program() const { return Solver.P; }
const Arena &PathView::arena() const { return Solver.A; }
Traces &PathView::traces() const { return Solver.T; }
FuncNo PathView::function() const { return Solver.Self; }
const ir::Function &PathView::body() const { return Solver.F; }
const ModuleView &PathView::module() const { return Solver.View; }
Place PathView::here() const { return Solver.Here; }
uint32_t PathView::instrNo() const { return Solver.InstrNo; }

TraceNo PathView::trace(TraceNo Inner) const { return Solver.here(Inner); }

const ir::Instr *PathView::definition(ir::Reg R) const {
  return R == ir::Reg::None ? nullptr : Solver.Defs[ir::index(R)];
}

Value PathView::arg(const State &S, const ir::Instr &I, unsigned No) const {
  return Solver.arg(S, I, No);
}

Value PathView::value(const State &S, ir::Reg R) const {
  return R == ir::Reg::None ? Value() : resolve(S, S.Regs[ir::index(R)]);
}

Value PathView::resolve(const State &S, Value V) const {
  return Solver.resolve(S, V);
}

Content PathView::content(const State &S, NodeNo Cell) const {
  auto It = S.Cells.find(index(Cell));
  if (It != S.Cells.end())
    return It->second;
  // Nodes are interned, so making one that the path may never ask for changes
  // nothing.
  State Scratch;
  return Solver.contentOf(Scratch, Cell);
}

bool PathView::mayBeNull(const State &S, Value V) const {
  V = resolve(S, V);
  if (V.K == Value::Null)
    return true;
  return V.isAddress() && Solver.mayBeNull(S, V.node());
}

NodeNo PathView::ownerOf(const State &S, NodeNo Object, NodeNo Except) const {
  const Arena &A = Solver.A;
  Object = A.root(Object);
  NodeNo Found = NodeNo::None;
  for (const auto &[N, C] : S.Cells) {
    auto Cell = static_cast<NodeNo>(N);
    // The order of a map must not decide which of several is named.
    if (C.Owned != NodeNo::None && A.root(C.Owned) == Object &&
        Cell != Except && !S.Dead.contains(index(A.root(Cell))) &&
        (Found == NodeNo::None || N < index(Found)))
      Found = Cell;
  }
  return Found;
}

RecordNo PathView::dynamicClass(const State &S, NodeNo N, bool &Exact) const {
  return Solver.dynamicClass(S, N, Exact);
}

bool PathView::callable(const State &S, Value V, FuncNo &Callee,
                        Value &Object) const {
  State Scratch = S;
  return Solver.callableTarget(Scratch, V, Callee, Object);
}

} // namespace weakspot::analysis
