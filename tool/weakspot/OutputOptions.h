//===- OutputOptions.h - Where reports go, as options say it ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_OUTPUTOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_OUTPUTOPTIONS_H

#include "Report/Formats.h"
#include <vector>

namespace weakspot::tool {

/// What --output and --format ask for. Standard output gets text where nothing
/// else is said of it.
llvm::Expected<std::vector<Output>> outputs();

/// All of them, also where one fails.
llvm::Error writeOutputs(llvm::ArrayRef<Output> Outputs, const RunReport &Run,
                         const Paths &Names);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_OUTPUTOPTIONS_H
