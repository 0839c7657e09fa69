//===- FindingOptions.h - Which findings count, by options ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H

#include "Driver/FindingPolicy.h"

namespace weakspot::tool {

/// --baseline, --warnings-as-errors, --exclude and the like.
llvm::Expected<FindingPolicy> findingPolicy(CheckSelection Checks,
                                            llvm::StringRef Root);

/// What --baseline names, or the file of that name that is used without it.
std::string baselineFile();

/// Whether what the types alone allow is to be told.
bool wantsAudit();

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_FINDINGOPTIONS_H
