//===- Creation.h - How objects of a class are made -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Found by one walk over the program: where objects of a class get an owner
// (or live where none is needed), and by which counted pointer they find
// themselves.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_CREATION_H
#define WEAKSPOT_MISUSE_CREATION_H

#include "Analysis/Program.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::misuse {

class Creation {
public:
  void scan(const analysis::Program &P);

  /// Where an object of R, or of a class derived from it, is made and given to
  /// an owner, or is made as a variable. Invalid: nowhere in view.
  analysis::Place ownedAt(const analysis::Program &P,
                          analysis::RecordNo R) const;

  /// A hash of what was found of R, and of what counts for all.
  uint64_t factsOf(analysis::RecordNo R) const;

  /// Whether a unique owner is told to let go without a delete anywhere in the
  /// program: who owns an object then, its class may manage by itself.
  bool isReleasedSomewhere() const { return Releases; }

  /// A shared_from_this of an object of R, its bases or derived classes.
  struct SelfUse {
    analysis::Place Where;
    llvm::StringRef Family; ///< The counted class that it gives.
  };
  llvm::SmallVector<SelfUse, 2> findsItself(const analysis::Program &P,
                                            analysis::RecordNo R) const;
  /// Whether objects of R, its bases or derived classes only ask in a way that
  /// lets them be told that they have no owner.
  bool asksOnlyWeakly(const analysis::Program &P, analysis::RecordNo R) const;

private:
  void scan(const analysis::Program &P, analysis::FuncNo No);

  uint64_t hashOf(analysis::Place At) const;

  const analysis::Program *Linked = nullptr;
  bool Releases = false;
  llvm::DenseSet<uint32_t> AskWeakly;              ///< Records.
  llvm::DenseMap<uint32_t, analysis::Place> Owned; ///< By record.
  llvm::DenseMap<uint32_t, SelfUse> Finds;         ///< By record.
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_CREATION_H
