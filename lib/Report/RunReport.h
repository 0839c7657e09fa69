//===- RunReport.h - What a run has to tell ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The findings of a run, each with what the project has said of it: whether it
// was accepted in the source, and whether the baseline knows it. Every report
// is written from this alone, so a saved run (see JsonReader.h) can be shown in
// any form later, without the analysis.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_RUNREPORT_H
#define WEAKSPOT_REPORT_RUNREPORT_H

#include "Analysis/Finding.h"
#include "Report/OwnershipGraph.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace weakspot {

/// The worst first. Remark: worth knowing, nothing to mend. Note: a part of
/// another message.
enum class Severity : uint8_t { Error, Warning, Remark, Note };

/// A proved leak is an error, everything less is a warning.
Severity severityOf(Verdict V);
/// `error`, `warning` or `note`: what SARIF calls a level.
llvm::StringRef severityWord(Severity S);

/// `leak`, `cycle`, ...: as JSON has it.
llvm::StringRef verdictWord(Verdict V);
std::optional<Verdict> verdictFromWord(llvm::StringRef Word);

/// A comment in the source that accepts the finding.
struct Suppression {
  std::string Marker; ///< `NOLINT`, `NOLINTNEXTLINE`, `NOLINTBEGIN`.
  std::string Reason; ///< What stands behind its colon.
  SourcePlace Where;
};

/// None: there is no baseline. Absent: only the baseline still has it.
enum class BaselineState : uint8_t { None, New, Unchanged, Absent };

/// Whole lines of a file that a fix replaces.
struct LineEdit {
  std::string File; ///< As findings name it.
  unsigned Line = 1;
  unsigned EndLine = 1; ///< The first one that stays; Line: nothing goes.
  std::string Text;
};

/// A repair that has been checked, as edits of what is on the disk.
struct SuggestedFix {
  std::string Title;
  std::vector<LineEdit> Edits; ///< By file and line.
};

struct ReportedFinding {
  Finding F;
  std::optional<Suppression> Suppressed;
  BaselineState State = BaselineState::None;
  /// Whether options make an error of it that is none by its verdict.
  bool IsPromoted = false;
  std::optional<SuggestedFix> Fix = {};

  Severity severity() const;
  /// Whether a person has to look at it: it is not accepted, and not old.
  bool isOpen() const;
};

/// A file that the run was asked to analyse, and could not.
struct UnanalysedFile {
  std::string File;
  std::string Reason;
  bool IsPartial = false; ///< What could be parsed was analysed.
};

struct RunReport {
  std::string ToolVersion;
  unsigned NumTUs = 0;
  std::vector<UnanalysedFile> Unanalysed;
  std::vector<ReportedFinding> Findings; ///< In report order.
  OwnershipGraph Classes; ///< Who can own whom, by the types of members.

  std::vector<const ReportedFinding *> open() const;
};

/// By place, then check, then identity: the same program gives the same report
/// whatever the order in which its TUs were analysed. Equal findings appear
/// once.
std::vector<const Finding *> inReportOrder(llvm::ArrayRef<Finding> Findings);

/// Sixteen hex digits that name the finding: of its check and its identity, and
/// so the same where lines or files have moved.
std::string fingerprint(const Finding &F);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_RUNREPORT_H
