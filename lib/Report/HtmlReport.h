//===- HtmlReport.h - A run as a page ------------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One file for people: a table of all findings, and for each its ring as a
// picture and the proof beside the source lines; and an explorer of the
// program's classes (HtmlExplorer.h), which is all that needs scripts. The page
// loads nothing: its content policy allows its own style sheet and scripts, by
// hash, and no more, so whatever names the analysed code holds can do no harm.
// The same run gives the same bytes.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_HTMLREPORT_H
#define WEAKSPOT_REPORT_HTMLREPORT_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

void writeHtml(const RunReport &Run, const Paths &Names, llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_HTMLREPORT_H
