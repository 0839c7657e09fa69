//===- OptionTable.h - The options of a subcommand --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the shells' completions and the manual are made from: the options as the
// command line itself knows them, so that none is forgotten.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_OPTIONTABLE_H
#define WEAKSPOT_TOOL_WEAKSPOT_OPTIONTABLE_H

#include "Command.h"

namespace weakspot::tool {

struct OptionInfo {
  std::string Name;  ///< Without dashes.
  std::string Value; ///< `FILE`; empty: it takes none.
  std::string Help;
  std::vector<std::string> Words; ///< The values that there are, if few.

  bool isLetter() const { return Name.size() == 1; }
  /// `--output`, `-p`
  std::string spelling() const { return (isLetter() ? "-" : "--") + Name; }
  bool takesFile() const;
  bool takesDirectory() const;
};

/// By name, without those of LLVM.
std::vector<OptionInfo> optionsOf(const llvm::cl::SubCommand &Sub);

/// `[FILES...]`, `FILE.json`; empty: it takes none.
std::string operandsOf(const llvm::cl::SubCommand &Sub);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_OPTIONTABLE_H
