//===- RunOptions.h - How a program is analysed -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the subcommands that analyse a whole program have in common: their
// options, and the extraction with its progress and its failures shown.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_RUNOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_RUNOPTIONS_H

#include "Driver/CheckSelection.h"
#include "Driver/Extraction.h"
#include "Driver/Progress.h"
#include "Report/CheckFilter.h"
#include "Report/Paths.h"

namespace weakspot::tool {

/// -j and --timeout.
WorkerPool::Limits limits();
/// Whether -j is among them.
bool isJobsGiven();

/// --checks
llvm::Expected<CheckFilter> checkFilter();
/// The same as it was given.
std::string checkGlobs();

/// --checks, and where that is not given what .clang-tidy says. What it says of
/// how a file is to be read is given to the file's commands.
llvm::Expected<CheckSelection>
checkSelection(llvm::MutableArrayRef<frontend::CompileCommand> Commands);

/// The same for main files that are named (absolute) and were read elsewhere.
llvm::Expected<CheckSelection>
checkSelectionFor(llvm::ArrayRef<std::string> MainFiles);

/// --quiet
bool isQuiet();

/// --progress, and what a terminal can show.
Progress::Style progressStyle();

/// --stats
bool wantsStats();

/// --profile
bool wantsProfile();

/// The IR of all commands' TUs, with progress on stderr.
llvm::Expected<Extraction>
extractShown(llvm::ArrayRef<frontend::CompileCommand> Commands,
             const contracts::Table &Contracts, llvm::StringRef Root,
             const Paths &Names, IRCache *Cache = nullptr,
             Repeated Bodies = Repeated::Keep);

/// Says on stderr of each TU that was not analysed why.
void printFailures(llvm::ArrayRef<FailedTU> Failures, const Paths &Names);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_RUNOPTIONS_H
