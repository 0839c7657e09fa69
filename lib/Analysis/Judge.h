//===- Judge.h - Which rings are worth a person's time ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A ring that closes is not yet a bug: lists of sessions are stopped, callbacks
// fire once, owners reset their children. The judge gives each ring its verdict
// from what the paths and the whole program say, names the check it belongs to,
// and keeps one ring per identity: the most certain, seen in the smallest
// context.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_JUDGE_H
#define WEAKSPOT_ANALYSIS_JUDGE_H

#include "Analysis/Removals.h"
#include "Analysis/Rings.h"

namespace weakspot::analysis {

/// A removal that can't run: only destructors of the ring's own members lead
/// there, or nothing does.
struct DeadRemoval {
  SlotNo Slot = SlotNo::None;
  Removal What;
  bool IsCalled = false; ///< By such a destructor, or it is one.
};

/// A removal that may run, but not on the way on which the ring was seen.
struct MissedRemoval {
  SlotNo Slot = SlotNo::None;
  Removal What;
};

struct Judged {
  Ring R;
  Verdict Kind = Verdict::Cycle;
  std::string Check;
  std::string Identity;
  std::vector<DeadRemoval> Unreachable;
  std::vector<MissedRemoval> Missed;
  unsigned Cut = 0; ///< The step whose edge should be weak.
  /// A class of the ring whose objects are claimed never to be in one.
  RecordNo Acyclic = RecordNo::None;
  /// The claim is all that is wrong: the ring is cut in time.
  bool IsOnlyClaim = false;
};

class Judge {
public:
  Judge(const Program &P, const CallGraph &G, const Removals &Removed,
        const Traces &T)
      : P(P), G(G), Removed(Removed), T(T) {}

  /// One judged ring for each path of members, in order of identity. Managed
  /// ones are there too. Classes of one name, each private to its file, have
  /// rings of their own, which are numbered.
  std::vector<Judged> judge(std::vector<Ring> Rings) const;

private:
  Judged judgeOne(Ring R) const;
  enum class Runs : uint8_t { Maybe, OnlyInDestructors, Never };
  Runs mayRun(FuncNo F, llvm::ArrayRef<RecordNo> Members) const;
  /// Whether code takes the entry out, and only at the end of an object of the
  /// ring, which never comes.
  bool endsWithRing(const RingStep &S, llvm::ArrayRef<RecordNo> Members) const;
  std::vector<Removal> bareRemovals(const Ring &R) const;
  bool mayBeReplacedAbove(const Ring &R) const;
  bool isLeftByRoot(const Ring &R) const;
  bool happensAnyhow(const Judged &J) const;
  /// Whether a call of which not all is known may have taken an edge away.
  bool mayBeCutBySkipped(const Ring &R) const;
  std::string checkOf(const Ring &R) const;
  unsigned cutOf(const Ring &R) const;
  RecordNo acyclicOf(const Ring &R) const;
  bool isBetter(const Judged &X, const Judged &Y) const;

  const Program &P;
  const CallGraph &G;
  const Removals &Removed;
  const Traces &T;
};

/// The class of a step's holder, or how the thing that has no class is called.
std::string nameOfHolder(const Program &P, const RingStep &S);
/// `A::b_`, or what the edge is where it is no slot.
std::string nameOfEdge(const Program &P, const RingStep &S);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_JUDGE_H
