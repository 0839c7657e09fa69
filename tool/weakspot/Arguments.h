//===- Arguments.h - What is wrong with the arguments -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_ARGUMENTS_H
#define WEAKSPOT_TOOL_WEAKSPOT_ARGUMENTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/CommandLine.h"
#include <optional>
#include <string>

namespace weakspot::tool {

/// LLVM's parser takes an option that it does not know for one of a single
/// letter with a value: `--header-fitler=x` would print the help and succeed,
/// `--profle` would be a build directory. And it takes a value that is empty,
/// as of a variable that a script forgot to set, for none. Args begins with
/// what follows the subcommand's name.
std::optional<std::string> findMistake(llvm::ArrayRef<const char *> Args,
                                       const llvm::cl::SubCommand &Sub);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_ARGUMENTS_H
