//===- ClosureFlow.h - Which closures nothing ever calls --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The body of a closure is a function that any code may call which gets hold of
// the closure. In a whole program it can be told where a closure may get: cells
// between which values are copied are taken for one, regardless of order and
// context (B. Steensgaard, Points-to Analysis in Almost Linear Time, POPL
// 1996). A closure none of whose cells is invoked, kept by a library or handed
// to code that is not in view never runs, and what its body would do is no
// finding.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_CLOSUREFLOW_H
#define WEAKSPOT_ANALYSIS_CLOSUREFLOW_H

#include "Analysis/Program.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::analysis {

/// The numbers of the functions that are bodies of such closures, or of those
/// whose records are not in Made: no path comes to where they are made. Empty
/// where the program has no `main`: the callers of a library are not in view.
llvm::DenseSet<uint32_t>
findUncalledClosures(const Program &P, const llvm::DenseSet<uint32_t> &Made);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_CLOSUREFLOW_H
