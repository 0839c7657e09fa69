//===- KeptReferents.h - Weak members beside the owner ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A weak member that is only ever made from a strong member of the same object,
// which keeps what it was made with, refers to what lives as long as the
// object: its lock() always gives something. In the same way a pointer that is
// only ever set to the object that it is in, as by a weak pointer's factory,
// points to that; and a weak member that is only ever set to the object that it
// is in, as a factory does who has the object know its owner, refers to that.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_KEPTREFERENTS_H
#define WEAKSPOT_MISUSE_KEPTREFERENTS_H

#include "Misuse/SetTogether.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::misuse {

class KeptReferents {
public:
  void scan(const analysis::Program &P);
  bool contains(analysis::SlotNo Weak) const {
    return Kept.contains(analysis::index(Weak));
  }
  /// The strong member that keeps it as long as that is not null; None if none
  /// does.
  analysis::SlotNo ownerBeside(analysis::SlotNo Weak) const {
    return Together.ownerBeside(Weak);
  }
  /// Whether it points to the object that it is in.
  bool isSelf(analysis::SlotNo Pointer) const {
    return Self.contains(analysis::index(Pointer));
  }
  /// Whether it refers to the object that it is in: as long as somebody can
  /// ask, that is there, but for its constructors and destructors.
  bool isOwn(analysis::SlotNo Weak) const {
    return Own.contains(analysis::index(Weak));
  }

  /// A hash of what is known of the members of R.
  uint64_t factsOf(const analysis::Program &P, analysis::RecordNo R) const;

private:
  llvm::DenseSet<uint32_t> Kept; ///< By slot.
  llvm::DenseSet<uint32_t> Self; ///< By slot.
  llvm::DenseSet<uint32_t> Own;  ///< By slot.
  SetTogether Together;
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_KEPTREFERENTS_H
