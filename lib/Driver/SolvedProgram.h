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
#include "Driver/Extraction.h"

namespace weakspot {

/// Names the program and what is asked of it; Checks are the observer's.
std::string solveInputs(const Extraction &Program,
                        const AnalysisOptions &Options,
                        llvm::ArrayRef<std::string> Checks);

/// Times are zero.
std::optional<AnalysisResult> findSolved(const IRCache &Cache,
                                         llvm::StringRef Inputs);
void storeSolved(const IRCache &Cache, llvm::StringRef Inputs,
                 const AnalysisResult &Result);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_SOLVEDPROGRAM_H
