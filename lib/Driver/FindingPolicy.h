//===- FindingPolicy.h - Which findings count -------------------*- C++ -*-===//
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

#ifndef WEAKSPOT_DRIVER_FINDINGPOLICY_H
#define WEAKSPOT_DRIVER_FINDINGPOLICY_H

#include "Driver/ChangedLines.h"
#include "Driver/CheckSelection.h"
#include "Driver/Extraction.h"
#include "Report/Baseline.h"
#include "Report/CheckFilter.h"
#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "Report/SourceText.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Regex.h"
#include <optional>

namespace weakspot {

/// What a person asks for, in the words of the options. Empty: nothing.
struct FindingSettings {
  std::string ToolVersion;
  std::string Baseline; ///< A file.
  std::string WarningsAsErrors;
  std::string FailOn;
  std::string HeaderFilter;
  std::string Exclude;
  std::string Diff; ///< A range of commits.
  bool UnusedSuppressions = false;
};

/// `warning`, `error` or `never`, which is none.
llvm::Expected<std::optional<Severity>> parseThreshold(llvm::StringRef FailOn);

/// How the findings of a run are to be looked at.
class FindingPolicy {
public:
  /// Whatever is wrong with a setting or with the baseline's file.
  static llvm::Expected<FindingPolicy> create(CheckSelection Checks,
                                              const FindingSettings &Settings,
                                              llvm::StringRef Root);

  /// What the run found, as it is to be told: accepted findings are marked,
  /// those that the baseline knows too, and errors are promoted.
  /// Comments are read from the files, or from what editors hold of them.
  RunReport report(llvm::ArrayRef<Finding> Findings, const Extraction &Program,
                   bool IsWhole, const Paths &Names,
                   const UnsavedTexts *Unsaved = nullptr) const;

  /// Whether one of the findings is such that the run has to fail.
  bool fails(const RunReport &Report) const;

  const CheckSelection &checks() const { return Checks; }
  const std::optional<Baseline> &baseline() const { return Known; }

private:
  bool isAsked(const Finding &F, const Paths &Names,
               const llvm::StringSet<> &MainFiles) const;

  explicit FindingPolicy(CheckSelection Checks) : Checks(std::move(Checks)) {}

  CheckSelection Checks;
  std::string ToolVersion;
  bool Unused = false; ///< Comments that suppress nothing are findings.
  std::optional<Baseline> Known;
  std::string KnownFrom; ///< Its file, absolute.
  std::optional<CheckFilter> Promoted;
  std::optional<Severity> FailsOn; ///< And on what is worse. None: nothing.
  std::optional<llvm::Regex> Headers;
  std::optional<llvm::Regex> Excluded;
  std::optional<ChangedLines> Changed;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_FINDINGPOLICY_H
