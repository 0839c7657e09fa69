//===- ProgramRun.h - A program is analysed, as options say it --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_PROGRAMRUN_H
#define WEAKSPOT_TOOL_WEAKSPOT_PROGRAMRUN_H

#include "Analysis/Analysis.h"
#include "Driver/Extraction.h"
#include "FindingOptions.h"
#include "SourceOptions.h"
#include "llvm/Support/Chrono.h"

namespace weakspot::tool {

/// What was asked for, read and found to make sense.
struct ProgramRequest {
  Sources Found;
  contracts::Table Contracts;
  FindingPolicy Policy;
  Paths Names;
  std::unique_ptr<IRCache> Cache; ///< Null: none.
  llvm::sys::TimePoint<> Began;   ///< Before any source was read.
};

/// Everything that can be wrong about usage and configuration is wrong here.
llvm::Expected<ProgramRequest> programRequest(const CompilerFlags &Flags);

struct ProgramRun {
  RunReport Report;
  Extraction Program;
  AnalysisStats Solved;
  std::vector<FunctionCost> Costs; ///< With --profile.
  bool WasSolvedBefore = false;    ///< The cache had what was found.
};

/// Parses and analyses, with progress and errors on standard error. Fails only
/// where the system does.
llvm::Expected<ProgramRun> runProgram(const ProgramRequest &Request);

/// The second half of it: of IR that is there.
ProgramRun judge(Extraction Program, bool IsWhole, const FindingPolicy &Policy,
                 const Paths &Names, const IRCache *Cache = nullptr);

/// `no findings in 2 TUs` and, where --stats and --profile ask for them, the
/// numbers.
void printSummary(const ProgramRun &Run, const FindingPolicy &Policy,
                  const Paths &Names);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_PROGRAMRUN_H
