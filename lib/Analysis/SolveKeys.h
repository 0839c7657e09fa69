//===- SolveKeys.h - What the result of solving depends on ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A component of the call graph has a key: a hash of its functions' bodies and
// of all that solving them may ask for, which is what they name, what that
// names, and so on: callees with their bodies, overriders, classes with their
// members, bases, derived classes and destructors. Two components with one key
// have one result, whatever program they are in, but for the special summaries
// that others have asked for before.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_SOLVEKEYS_H
#define WEAKSPOT_ANALYSIS_SOLVEKEYS_H

#include "Analysis/PathObserver.h"
#include "Analysis/StableNames.h"

namespace weakspot::analysis {

/// By component. Observer may be null; what it knows of classes counts.
std::vector<uint64_t> solveKeys(const Program &P, const CallGraph &G,
                                const StableNames &Names,
                                const PathObserver *Observer);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_SOLVEKEYS_H
