//===- SarifReport.h - A run as SARIF ------------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SARIF 2.1.0, for code scanning and editors. The proof is a code flow, the
// members that make a ring are related locations that the message links to,
// what the source accepts is there with its reason. Files are relative to the
// project's root, in %SRCROOT%; only those outside it are absolute. GitHub's
// limits are kept: a report over one of them would be refused as a whole.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_SARIFREPORT_H
#define WEAKSPOT_REPORT_SARIFREPORT_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

void writeSarif(const RunReport &Run, const Paths &Names,
                llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_SARIFREPORT_H
