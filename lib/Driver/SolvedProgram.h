//===- SolvedProgram.h - What was solved before is not again ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where nothing of a program has changed, its findings have not either: they
// are kept beside the IR of its TUs, under what they were made of, the IR of
// all of them and what was asked. What does not come back as it was is not
// kept.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_SOLVEDPROGRAM_H
#define WEAKSPOT_DRIVER_SOLVEDPROGRAM_H

#include "Analysis/Analysis.h"
#include "Driver/CheckSelection.h"
#include "Driver/Extraction.h"

namespace weakspot {

struct SolvedProgram {
  AnalysisResult Found; ///< Times are zero if it was solved before.
  bool WasSolvedBefore = false;
};

/// The program's cycles, and what the checks of misuse find that are on. What
/// the cache knows is not solved again, unless it is asked how long that takes.
/// Cache may be null.
SolvedProgram solveProgram(const Extraction &Program,
                           const AnalysisOptions &Options,
                           const CheckSelection &Checks, const IRCache *Cache);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_SOLVEDPROGRAM_H
