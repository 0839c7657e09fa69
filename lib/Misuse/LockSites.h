//===- LockSites.h - Which lock() filled what -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The locks of the function that is being followed: by the strong cell that
// each has filled, also by way of copies, and the last one of each referent.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_LOCKSITES_H
#define WEAKSPOT_MISUSE_LOCKSITES_H

#include "Misuse/Check.h"
#include "Misuse/LockQuestions.h"
#include "llvm/ADT/DenseMap.h"

namespace weakspot::misuse {

struct LockSite {
  NodeNo Referent = NodeNo::None;
  NodeNo Weak = NodeNo::None;
  Place Where;
  TraceNo How = TraceNo::None;
  Place Stale; ///< An earlier lock of the same pointer that was not null.
  bool StaleTested = false; ///< Somebody asked, rather than took it to be.
  bool Tested = false;      ///< Asked for null itself.
};

class LockSites {
public:
  void enter() {
    Locks.clear();
    Last.clear();
  }
  /// Notes what I, which has been done, says of locks: a lock, a copy of what
  /// one gave, a test for null.
  void after(const PathView &V, const ir::Instr &I, const State &S);

  /// The lock that filled the cell; null if none did, or Strong is None.
  LockSite *of(NodeNo Strong) {
    auto It = Strong == NodeNo::None ? Locks.end() : Locks.find(index(Strong));
    return It == Locks.end() ? nullptr : &It->second;
  }
  /// The cells that still hold what a lock of Referent gave.
  llvm::SmallVector<NodeNo, 1> holding(const State &S, NodeNo Referent) const;

private:
  struct LastLocked {
    Place Where;
    bool Tested = false;
  };

  void locked(const PathView &V, const ir::Instr &I, const State &S);
  void copied(const PathView &V, const ir::Instr &I, const State &S);
  void tested(LockSite &Site);

  llvm::DenseMap<uint32_t, LockSite> Locks;  ///< By the strong cell.
  llvm::DenseMap<uint32_t, LastLocked> Last; ///< By referent.
};

/// The strong cell that R was loaded from, if it was.
NodeNo loadedFrom(const PathView &V, const State &S, ir::Reg R);

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_LOCKSITES_H
