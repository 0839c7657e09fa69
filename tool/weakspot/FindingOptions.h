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

#include "Driver/CheckSelection.h"
#include "Driver/Extraction.h"
#include "Report/Baseline.h"
#include "Report/CheckFilter.h"
#include "Report/Paths.h"
#include "Report/RunReport.h"
#include <optional>

namespace weakspot::tool {

/// How the findings of a run are to be looked at.
class FindingPolicy {
public:
  /// Whatever is wrong with an option or with the baseline's file.
  static llvm::Expected<FindingPolicy> fromOptions(CheckSelection Checks);

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
  explicit FindingPolicy(CheckSelection Checks) : Checks(std::move(Checks)) {}

  CheckSelection Checks;
  std::optional<Baseline> Known;
  std::optional<CheckFilter> Promoted;
};

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H
