//===- Plan.h - Which edge of a ring to cut ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From a finding alone: which edges could be weak at all, the likeliest first,
// and for the others why not. Whether the likeliest is right is not decided
// here: it is tried, and the repaired program judged.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_PLAN_H
#define WEAKSPOT_FIXES_PLAN_H

#include "Analysis/Finding.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace weakspot::fixes {

struct Candidate {
  const RingEdge *Edge = nullptr;
  /// The member or capture whose type changes.
  std::string Name;
  SourcePlace Decl;
  /// What speaks for this edge, for people.
  std::string Reason;
  bool IsOfElements = false; ///< The member's elements become weak, not it.
};

struct Plan {
  std::vector<Candidate> Candidates; ///< The likeliest first.
  std::vector<Note> Refusals;        ///< Of the other edges, or of all.
};

Plan planFor(const Finding &F);

/// What would be weak: `'Child::parent_'`, `the capture 'self'`, and of a value
/// that is part of the holder its member, `'Link::to'`.
std::string edgeName(const RingEdge &E);

/// Whether a member's name says that it leads back to an owner.
bool namesBackEdge(llvm::StringRef Slot);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_PLAN_H
