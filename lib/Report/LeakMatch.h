//===- LeakMatch.h - Why something leaked -----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A leak detector says what was never freed and where it was allocated; the
// analysis says which objects own each other. Where an object of a ring is made
// at a place that is in an allocation's stack, the ring is why it leaked. What
// is not an object of a ring itself may hang on one: the storage of one of its
// members, or what its objects own. Where no ring was proved, one that the
// types allow may be the reason, and is said to be just that.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_LEAKMATCH_H
#define WEAKSPOT_REPORT_LEAKMATCH_H

#include "Report/LeakLog.h"
#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// How sure it is, the surest first.
enum class LeakReason : uint8_t {
  Object,   ///< It is an object of the ring: made where that is.
  Edge,     ///< Allocated by a step that makes an edge: storage of the member.
  Class,    ///< Of a class of the ring, made at a place that is not known.
  Held,     ///< An object of the ring owns it, by the types of members.
  Possible, ///< The types allow a ring through its class.
  None,
};

struct LeakExplanation {
  LeakReason Why = LeakReason::None;
  size_t Finding = 0;    ///< Number in the run, but for Possible and None.
  size_t Edge = 0;       ///< For Object, Edge, Class: that it is From of.
  std::string ClassName; ///< Of the object, where that is known.
  std::vector<unsigned> PossibleRing; ///< Edges of RunReport::Classes.
  /// The frame that decided, or the first one outside of libraries.
  size_t Frame = 0;
};

/// One for each leak.
std::vector<LeakExplanation>
explainLeaks(llvm::ArrayRef<LeakedAllocation> Leaks, const RunReport &Run);

/// Tells people: each ring with its edges and what leaked through it, then the
/// possible ones, then what is not explained.
void writeLeaks(llvm::ArrayRef<LeakedAllocation> Leaks,
                llvm::ArrayRef<LeakExplanation> Explained, const RunReport &Run,
                const Paths &Names, llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_LEAKMATCH_H
