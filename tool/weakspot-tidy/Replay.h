//===- Replay.h - Whole-program findings, where they belong -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file that `weakspot check --output json:FILE` wrote names its sources
// relative to the project's root, and does not say where that is: it may have
// been made on another machine. The root here is that directory above the
// source at hand below which most of the named files are.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_TIDY_REPLAY_H
#define WEAKSPOT_TOOL_WEAKSPOT_TIDY_REPLAY_H

#include "Report/RunReport.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace weakspot::tidy {

/// What files of findings hold; each is read once.
class Replay {
public:
  /// The findings of File that nobody has accepted, with the paths that they
  /// have where Source (absolute) is.
  llvm::Expected<std::vector<Finding>> findings(llvm::StringRef File,
                                                llvm::StringRef Source);

private:
  llvm::Expected<const RunReport &> report(llvm::StringRef File);

  llvm::StringMap<RunReport> Reports;
};

} // namespace weakspot::tidy

#endif // WEAKSPOT_TOOL_WEAKSPOT_TIDY_REPLAY_H
