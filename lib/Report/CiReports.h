//===- CiReports.h - What CI services read -------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_CIREPORTS_H
#define WEAKSPOT_REPORT_CIREPORTS_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// Workflow commands that GitHub shows beside the code: ten at most, errors
/// first, since it drops what is over, and a notice that says how many more.
void writeGithub(const RunReport &Run, const Paths &Names,
                 llvm::raw_ostream &OS);

/// A summary for people, with a picture of each ring in Mermaid, for GitHub's
/// job summaries and merge requests' comments.
void writeMarkdown(const RunReport &Run, const Paths &Names,
                   llvm::raw_ostream &OS);

/// GitLab's Code Quality report.
void writeGitlab(const RunReport &Run, const Paths &Names,
                 llvm::raw_ostream &OS);

/// A suite for each check, a failure for each finding, and a success where
/// there is none: an empty report would be taken for no tests at all.
void writeJunit(const RunReport &Run, const Paths &Names,
                llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_CIREPORTS_H
