//===- CallGraph.h - Who calls whom, bottom-up ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order in which functions are summarised: callees first, strongly
// connected components together. Destroying an object calls destructors without
// a call in the text, so records are nodes too: a function leads to the records
// it handles, a record to its destructor, its bases, its derived classes and
// what it owns.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_CALLGRAPH_H
#define WEAKSPOT_ANALYSIS_CALLGRAPH_H

#include "Analysis/Program.h"

namespace weakspot::analysis {

struct Component {
  std::vector<FuncNo>
      Functions; ///< Callees before callers, as far as that goes.
  bool Recursive = false;
};

class CallGraph {
public:
  explicit CallGraph(const Program &P);

  /// Defined functions only; every component after those it calls into.
  const std::vector<Component> &components() const { return Components; }
  /// The functions with a call, direct or virtual, that may reach F.
  llvm::ArrayRef<FuncNo> callers(FuncNo F) const { return Callers[index(F)]; }
  /// The first function that makes the closure whose body F is, if it is one.
  FuncNo makerOf(FuncNo F) const { return Makers[index(F)]; }
  /// The function that F is a closure in, at any depth; F if it is in none.
  FuncNo outermost(FuncNo F) const;
  /// Whether F may be called by code that is not in view: entries, functions
  /// whose address is taken, bodies of closures, and what nobody in view calls.
  /// The last only outside the files of programs: a function beside a `main`
  /// that nothing calls is dead.
  bool isRoot(FuncNo F) const { return Roots[index(F)]; }

  /// By function: whether what it throws may land in a handler in view.
  const std::vector<bool> &caught() const { return Caught; }

private:
  void findRoots(const Program &P);

  std::vector<Component> Components;
  std::vector<llvm::SmallVector<FuncNo, 2>> Callers;
  std::vector<FuncNo> Makers;
  std::vector<bool> Roots;
  std::vector<bool> Caught;
};

/// F and everything that overrides it, directly or not.
llvm::SmallVector<FuncNo, 4> overriders(const Program &P, FuncNo F);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_CALLGRAPH_H
