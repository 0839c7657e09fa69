//===- Command.h - What the subcommands of weakspot share -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_COMMAND_H
#define WEAKSPOT_TOOL_WEAKSPOT_COMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace weakspot::tool {

/// Scripts and CI decide by these; docs and --help state them.
enum ExitCode : int {
  EC_Clean = 0,
  EC_Findings = 1,
  EC_Usage = 2,      ///< Of options, model files or the compilation database.
  EC_Incomplete = 3, ///< Something asked for was not analysed.
};

/// What follows `--` on the command line, if that is there.
using CompilerFlags = std::optional<std::vector<std::string>>;

/// A subcommand: a name, its page of --help, and what it does.
struct Command {
  llvm::cl::SubCommand *Sub;
  llvm::StringRef Help;
  int (*Run)(const CompilerFlags &Flags);
};

Command checkCommand();
Command baselineWriteCommand();
Command baselineCheckCommand();
Command baselinePruneCommand();
Command extractCommand();
Command linkCommand();
Command reportCommand();
Command graphCommand();
Command fixCommand();
Command lspCommand();
Command irCommand();
Command checksCommand();
Command explainCommand();
Command explainLeakCommand();
Command completionCommand();
Command manualCommand();

/// All of them, in the order of --help.
llvm::ArrayRef<Command> commands();
/// What `weakspot --help` begins with.
extern const llvm::StringLiteral Overview;

/// Explains a check, or a finding in colour.
llvm::cl::SubCommand &explainSub();

/// The options of all subcommands are in it, so that --help shows no others.
llvm::cl::OptionCategory &optionCategory();

/// Prints `weakspot: error: ...`, and returns the exit code for it.
int reportUsageError(const llvm::Twine &Message);
int reportUsageError(llvm::Error E);
/// The same for a run that could not do all that was asked for.
int reportIncomplete(llvm::Error E);

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_COMMAND_H
