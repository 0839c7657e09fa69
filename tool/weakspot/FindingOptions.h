//===- FindingOptions.h - Which findings count, as options say it -*- C++
//-*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between what the analysis finds and what a person is told: the checks that
// are on, comments in the source, the baseline, and what is to fail the run.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H

#include "Driver/ChangedLines.h"
#include "Driver/CheckSelection.h"
#include "Driver/Extraction.h"
#include "Report/Baseline.h"
#include "Report/CheckFilter.h"
#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Regex.h"
#include <optional>

namespace weakspot::tool {

/// How the findings of a run are to be looked at.
class FindingPolicy {
public:
  /// Whatever is wrong with an option or with the baseline's file.
  static llvm::Expected<FindingPolicy> fromOptions(CheckSelection Checks,
                                                   llvm::StringRef Root);

  /// What the run found, as it is to be told: accepted findings are marked,
  /// those that the baseline knows too, and errors are promoted.
  RunReport report(llvm::ArrayRef<Finding> Findings, const Extraction &Program,
                   bool IsWhole, const Paths &Names) const;

  /// Whether one of the findings is such that the run has to fail.
  bool fails(const RunReport &Report) const;

  const CheckSelection &checks() const { return Checks; }
  /// What --baseline names, or the file of that name that is used without it.
  static std::string baselineFile();
  const std::optional<Baseline> &baseline() const { return Known; }

private:
  bool isAsked(const Finding &F, const Paths &Names,
               const llvm::StringSet<> &MainFiles) const;

  explicit FindingPolicy(CheckSelection Checks) : Checks(std::move(Checks)) {}

  CheckSelection Checks;
  std::optional<Baseline> Known;
  std::optional<CheckFilter> Promoted;
  std::optional<Severity> FailsOn; ///< And on what is worse. None: nothing.
  std::optional<llvm::Regex> Headers;
  std::optional<llvm::Regex> Excluded;
  std::optional<ChangedLines> Changed;
};

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H
