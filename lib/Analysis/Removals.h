//===- Removals.h - Where the program changes owning edges ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A flow-insensitive look at the whole program: for each slot, the statements
// that can empty it (reset, move out, swap, erase, clear, assigning null, also
// through a helper that takes the slot by reference or a setter that is given
// null). It over-approximates on purpose: a slot with no removal is never
// emptied by any code in view, whatever the paths. In the same way, where
// something is put into a slot after its object's construction.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_REMOVALS_H
#define WEAKSPOT_ANALYSIS_REMOVALS_H

#include "Analysis/CallGraph.h"

namespace weakspot::analysis {

struct Removal {
  FuncNo In = FuncNo::None;
  Place Where;

  friend auto operator<=>(const Removal &, const Removal &) = default;
};

class Removals {
public:
  Removals(const Program &P, const CallGraph &G);

  llvm::ArrayRef<Removal> of(SlotNo S) const {
    auto It = BySlot.find(index(S));
    return It == BySlot.end() ? llvm::ArrayRef<Removal>()
                              : llvm::ArrayRef<Removal>(It->second);
  }
  /// The same for a global.
  llvm::ArrayRef<Removal> of(GlobalNo G) const;
  /// The same for objects on the heap that are no records, such as a shared
  /// function: those that SharedIn and the closures in it share, or (None) all
  /// others.
  llvm::ArrayRef<Removal> ofBare(FuncNo SharedIn) const;
  /// Where something may be put into the slot of an object that is made
  /// already: by its own constructor only before that.
  llvm::ArrayRef<Removal> fillsOf(SlotNo S) const {
    auto It = Fills.find(index(S));
    return It == Fills.end() ? llvm::ArrayRef<Removal>()
                             : llvm::ArrayRef<Removal>(It->second);
  }
  /// Where libraries are told to let go of what they retain, whoever holds it.
  llvm::ArrayRef<Removal> ofRetained() const { return Retained; }

private:
  llvm::DenseMap<uint32_t, std::vector<Removal>> BySlot;
  llvm::DenseMap<uint32_t, std::vector<Removal>> Fills;
  std::vector<Removal> Retained;
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_REMOVALS_H
