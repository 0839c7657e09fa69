//===- LocalClosures.h - Closures that do not get away ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A closure that only the function that makes it runs, or what that calls with
// it in view, outlives nothing: what its body needs is known where it is run.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_LOCALCLOSURES_H
#define WEAKSPOT_MISUSE_LOCALCLOSURES_H

#include "Analysis/Program.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::misuse {

class LocalClosures {
public:
  void scan(const analysis::Program &P);
  bool contains(analysis::RecordNo R) const {
    return R != analysis::RecordNo::None && Local.contains(analysis::index(R));
  }

private:
  llvm::DenseSet<uint32_t> Local; ///< By record.
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_LOCALCLOSURES_H
