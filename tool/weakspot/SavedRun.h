//===- SavedRun.h - Runs that were saved as JSON -------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_SAVEDRUN_H
#define WEAKSPOT_TOOL_WEAKSPOT_SAVEDRUN_H

#include "Report/Census.h"
#include "Report/OwnershipGraph.h"
#include "Report/RunReport.h"
#include "llvm/Support/Error.h"

namespace weakspot::tool {

struct SavedRun {
  RunReport Run;
  bool IsCensus = false;
  OwnershipGraph Graph; ///< Of a census: all objects.
};

/// What `weakspot check --output json:FILE` or a census of the runtime library
/// wrote; `-` is standard input.
llvm::Expected<SavedRun> readSavedRun(llvm::StringRef File);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_SAVEDRUN_H
