//===- ConfigOptions.h - .weakspot.yaml, as options say it ---- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_CONFIGOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_CONFIGOPTIONS_H

#include "llvm/Support/Error.h"
#include <optional>

namespace weakspot::tool {

/// Sets the options that the command line does not, as the configuration file
/// says.
llvm::Error applyConfig();

/// The exit code of --verify-config or --dump-config, where one is asked for.
std::optional<int> answerAboutConfig();

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_CONFIGOPTIONS_H
