//===- LockReports.h - What is said of a lock() that was trusted *- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of the two checks of locks it is, and the steps that led there.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_LOCKREPORTS_H
#define WEAKSPOT_MISUSE_LOCKREPORTS_H

#include "Misuse/LockSites.h"

namespace weakspot::misuse {

class LockReports : public Check {
protected:
  using Check::Check;

  /// The referent is accessed by way of Owner, here or Inside a call; of none,
  /// it is known to be null.
  void reportAccess(const PathView &V, const State &S, NodeNo Owner,
                    NodeNo Referent, TraceNo Inside);
  /// A strong pointer made of a weak one throws, where Q has said that the
  /// object is there.
  void reportThrow(const PathView &V, NodeNo Owner, NodeNo Referent,
                   const LockQuestions::Question &Q);

  LockSites Locks;
  LockQuestions Questions;

private:
  std::string weakName(const PathView &V, NodeNo Owner, NodeNo Referent);
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_LOCKREPORTS_H
