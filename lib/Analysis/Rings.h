//===- Rings.h - Closed paths of owners -------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A ring is a closed path of owning edges between objects, at least one of them
// counted, found in what one path through a function leaves behind. It
// is a fact, not yet a finding: the judge decides.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_RINGS_H
#define WEAKSPOT_ANALYSIS_RINGS_H

#include "Analysis/Summary.h"

namespace weakspot::analysis {

/// How an edge's holder keeps what it points to.
enum class EdgeKind : uint8_t { Strong, Unique, Callable, Deleter, WeakKey };

struct RingStep {
  RecordNo From = RecordNo::None; ///< Class of the holder; None: not a record.
  TypeNo FromType = TypeNo::None;
  SlotNo Slot = SlotNo::None;         ///< The holder's own slot that leads on.
  llvm::SmallVector<SlotNo, 1> Inner; ///< Slots of values inside that one.
  bool InCollection = false;
  bool IsMember = false; ///< The owner is the innermost of these slots itself.
  bool Retained = false; ///< A library keeps it with the holder.
  /// Of a weak key that is a plain address: the entry goes only where code
  /// takes it out, so the ring is one if only the key's own end does that.
  bool RawKey = false;
  GlobalNo Table = GlobalNo::None; ///< That the entry is in, if it is a global.
  EdgeKind Kind = EdgeKind::Strong;
  TypeNo Holder = TypeNo::None; ///< The owner's type.
  TraceNo How = TraceNo::None;  ///< None: the edge was there on entry.
  TraceNo Made = TraceNo::None; ///< Where From's object is made, if in view.
  TypeNo ToType = TypeNo::None;
  bool FromInput = false; ///< From's object was there on entry.
  bool FromSelf = false;  ///< The owner was made by shared_from_this on From.
};

struct Ring {
  std::vector<RingStep> Steps;
  FuncNo Seen = FuncNo::None; ///< The function at whose end it stands.
  Place End;
  bool Unreachable =
      false; ///< All objects made in view, and no root reaches them.
  bool Certain = true;
  bool Guessed = false; ///< Something was picked that could be another.
  /// Calls on the way of which not all is known, ascending.
  llvm::SmallVector<FuncNo, 2> Skipped;
  unsigned After = 0;  ///< How many of the path's choices came before it.
  bool Chosen = false; ///< Choices were made after it.
  bool HeldByGlobal = false;
  bool Anyhow = false; ///< Whatever the function is called with.
  bool Truncated = false;
  bool Thrown = false; ///< It stands where an exception leaves Seen.
};

/// All rings with an edge made in this function, one for each different path of
/// classes and slots.
std::vector<Ring> findRings(const Program &P, const Arena &A, const State &S,
                            FuncNo Seen);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_RINGS_H
