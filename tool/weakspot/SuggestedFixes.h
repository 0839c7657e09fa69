//===- SuggestedFixes.h - Fixes for the reports of a run --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_SUGGESTEDFIXES_H
#define WEAKSPOT_TOOL_WEAKSPOT_SUGGESTEDFIXES_H

#include "ProgramRun.h"

namespace weakspot::tool {

/// --with-fixes
bool wantsFixes();

/// What --with-fixes asks for: gives the run's open findings the fixes that
/// were found and checked. Says on standard error where none are looked for.
/// The run's modules are not to be used after it. Fails only where the system
/// does.
llvm::Error addFixes(const ProgramRequest &Request, ProgramRun &Run);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_SUGGESTEDFIXES_H
