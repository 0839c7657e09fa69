//===- SolveStore.h - Results that a later run takes over -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A SolveStore holds what solving each component of a program gave, as bytes
// under the component's key. A SolveMemory lets one run use it: a component of
// which everything that it depends on is as it was is taken over, and what it
// gave the run is then the same as if it had been solved; its summaries are
// read when a caller asks for one. What is no good is solved again.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_SOLVESTORE_H
#define WEAKSPOT_ANALYSIS_SOLVESTORE_H

#include "Analysis/PathObserver.h"
#include "Analysis/Rings.h"
#include "Analysis/StableNames.h"
#include "Analysis/SummaryTable.h"
#include "llvm/Support/Allocator.h"

namespace weakspot::analysis {

class SolveStore {
public:
  /// Written: what write() gave in another run, or nothing. It has to outlive
  /// the store.
  explicit SolveStore(llvm::StringRef Written = {});

  std::optional<llvm::StringRef> find(uint64_t Key) const;
  void add(uint64_t Key, llvm::StringRef Result);

  /// Bytes turned out to be no good after something relied on them: what the
  /// run gave is worth nothing.
  void setDamaged() { Damaged = true; }
  bool isDamaged() const { return Damaged; }

  /// Whether so much was solved that it is worth to write all of it again.
  bool isWorthWriting() const;
  /// All that was asked for or added in this run.
  void write(llvm::function_ref<void(llvm::StringRef Piece)> Put) const;

private:
  llvm::DenseMap<uint64_t, llvm::StringRef> Known;
  llvm::BumpPtrAllocator Storage; ///< Of what was added.
  std::vector<std::pair<uint64_t, llvm::StringRef>> Added;
  mutable llvm::DenseSet<uint64_t> Used;
  bool Damaged = false;
};

/// What solving one component gave besides its summaries.
struct ComponentResult {
  std::vector<Ring> Rings;
  unsigned Truncated = 0; ///< Functions over a budget.
};

class SolveMemory {
public:
  SolveMemory(SolveStore &Store, const Program &P, const CallGraph &G,
              SummaryTable &Summaries, Traces &T, PathObserver *Observer);
  ~SolveMemory();

  /// The result of a component that need not be solved.
  std::optional<ComponentResult> takeOver(size_t Component);

  /// Around the solving of one.
  void begin();
  void keep(size_t Component, ComponentResult &Result);

  /// As SummaryTable's.
  void drop(FuncNo F);

private:
  using Use = SummaryTable::Use;

  void load(FuncNo F);
  void encodeUses(Encoder &A);
  bool takeUses(Decoder &A);

  SolveStore &Store;
  const CallGraph &G;
  SummaryTable &Summaries;
  Traces &T;
  PathObserver *Observer;
  StableNames Names;
  std::vector<uint64_t> Keys;              ///< By component.
  std::vector<llvm::StringRef> Unread;     ///< By function: its summary.
  std::vector<Use> Uses;                   ///< Since begin().
  llvm::DenseSet<uint32_t> ClosuresBefore; ///< At begin().
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_SOLVESTORE_H
