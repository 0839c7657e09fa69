//===- Walk.h - A finding, edge by edge ----------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_WALK_H
#define WEAKSPOT_REPORT_WALK_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// The finding that Which means: the first letters of its fingerprint, four at
/// least, or FILE:LINE of its place. Several, or none, is an error that lists
/// what there is.
llvm::Expected<const ReportedFinding *>
findingCalled(const RunReport &Run, llvm::StringRef Which, const Paths &Names);

/// Walks the ring on a terminal: for each edge who owns whom through what,
/// where that is declared, and each step that makes it, with its source line.
/// Then what the proof says beyond the edges.
void walk(const ReportedFinding &R, const Paths &Names, llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_WALK_H
