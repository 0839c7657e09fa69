//===- TidyConfig.h - What .clang-tidy says of our checks -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The keys of a .clang-tidy that steer the command line as well as the plugin.
// The nearest file above a source counts; one that says `InheritParentConfig`
// adds to the next one above it. Everything else in it is clang-tidy's matter.
// A file that cannot be read as YAML is an error: what it turns on or off would
// not be known.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_TIDYCONFIG_H
#define WEAKSPOT_DRIVER_TIDYCONFIG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace weakspot {

struct TidyConfig {
  std::string Checks; ///< Globs, separated by commas or ends of lines.
  /// The options whose names begin with `weakspot`.
  std::map<std::string, std::string> Options;
  /// `LINE:COLUMN` of the key `Checks` and of each option's.
  std::map<std::string, std::string> Places;
  bool Inherits = false;
};

/// Path is for messages.
llvm::Expected<TidyConfig> parseTidyConfig(llvm::StringRef Text,
                                           llvm::StringRef Path);

/// The nearest one's path, from the directory upwards; empty if there is none.
std::string findTidyConfig(llvm::StringRef Directory);

/// With those that it inherits from. What they say of weakspot, and is not
/// understood, is an error with its place.
llvm::Expected<TidyConfig> readTidyConfig(llvm::StringRef Path);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_TIDYCONFIG_H
