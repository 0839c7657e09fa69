//===- Analysis.h - From linked IR to findings ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The whole analysis as one call: link the TUs' IR, summarise functions
// bottom-up, find rings of owners, judge them, and explain those that are worth
// a person's time. Deterministic: the findings and their order depend on the
// modules alone, not on their order or on threads.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_ANALYSIS_H
#define WEAKSPOT_ANALYSIS_ANALYSIS_H

#include "Analysis/Finding.h"
#include "IR/Module.h"

namespace weakspot {

struct AnalysisOptions {
  /// Paths kept apart at one point of a function.
  unsigned MaxDisjuncts = 12;
  /// Disjuncts kept in a function's summary.
  unsigned MaxSummaryDisjuncts = 6;
  /// Iterations of a loop whose end is not known.
  unsigned LoopUnroll = 2;
  /// Operations executed in one function before it is given up as truncated.
  unsigned Budget = 40000;
  /// Operations of calls that are followed in place in one function.
  unsigned InPlaceBudget = 20000;
  /// Whether the modules are all of the program. If not, nothing is said of
  /// what no code in it ever does: no ring is a `cycle`.
  bool WholeProgram = true;
  /// Whether to note what each function costs.
  bool Profile = false;
  /// Whether to add what the types alone allow: findings of verdict `possible`.
  bool Audit = false;
};

/// What solving one function took, in all rounds.
struct FunctionCost {
  std::string Function; ///< Qualified.
  SourcePlace Where;
  double Seconds = 0; ///< CPU seconds.
};

struct AnalysisStats {
  unsigned Records = 0;
  unsigned Functions = 0; ///< Defined in the program, each counted once.
  unsigned Truncated =
      0; ///< Over a budget: some of their paths were not followed.
  unsigned UnknownCallees = 0; ///< Called, but defined nowhere in the program.
  unsigned Reused = 0;         ///< Functions that another run had solved.
  double LinkSeconds = 0;      ///< CPU seconds.
  double SolveSeconds = 0;     ///< CPU seconds.
};

struct AnalysisResult {
  std::vector<Finding> Findings; ///< Sorted by place, then identity.
  AnalysisStats Stats;
  std::vector<FunctionCost> Costs; ///< The most costly first; see Profile.
};

namespace analysis {
class PathObserver;
class SolveStore;
} // namespace analysis

/// The modules are only read, and must outlive the call but not the result.
/// What the observer finds, if there is one, is among the findings. The store,
/// if there is one, is of the same options and checks: what it has is not
/// solved again, and gets what was solved. Nothing else depends on it, unless
/// it says in the end that it was damaged.
AnalysisResult analyze(const std::vector<ir::Module> &Modules,
                       const AnalysisOptions &Options = {},
                       analysis::PathObserver *Observer = nullptr,
                       analysis::SolveStore *Store = nullptr);

} // namespace weakspot

#endif // WEAKSPOT_ANALYSIS_ANALYSIS_H
