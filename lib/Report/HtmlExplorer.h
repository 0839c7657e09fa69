//===- HtmlExplorer.h - The ownership graph on the page ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Beside the findings, the page has an explorer of all classes: what its
// scripts (web/) need is in the page itself, and its content policy allows
// these scripts, by hash, and nothing else. Names of the analysed code are data
// to them.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_HTMLEXPLORER_H
#define WEAKSPOT_REPORT_HTMLEXPLORER_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// Whether there is anything to explore.
bool hasExplorer(const RunReport &Run);

llvm::StringRef explorerStyle();
/// What runs, in order.
llvm::ArrayRef<std::string> explorerScripts();

/// The empty explorer and its data; Findings are the rows of the page's table.
void writeExplorer(const RunReport &Run,
                   llvm::ArrayRef<const ReportedFinding *> Findings,
                   const Paths &Names, llvm::raw_ostream &OS);
/// At the end of the page.
void writeExplorerScripts(llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_HTMLEXPLORER_H
