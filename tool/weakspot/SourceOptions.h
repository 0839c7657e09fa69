//===- SourceOptions.h - What to analyse, as options say it -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_SOURCEOPTIONS_H
#define WEAKSPOT_TOOL_WEAKSPOT_SOURCEOPTIONS_H

#include "Command.h"
#include "Contracts/Contracts.h"
#include "Driver/CompileDatabase.h"
#include "Frontend/Extract.h"

namespace weakspot::tool {

/// The subcommands that read C++ sources.
llvm::cl::SubCommand &checkSub();
llvm::cl::SubCommand &fixSub();
llvm::cl::SubCommand &irSub();
llvm::cl::SubCommand &baselineWriteSub();
llvm::cl::SubCommand &baselineCheckSub();
llvm::cl::SubCommand &baselinePruneSub();

/// The two halves of check.
llvm::cl::SubCommand &extractSub();
llvm::cl::SubCommand &linkSub();

/// The language server.
llvm::cl::SubCommand &lspSub();

/// Shows a saved run, with the options of reports.
llvm::cl::SubCommand &reportSub();

/// These look at a program, or at a saved run of one.
llvm::cl::SubCommand &graphSub();
llvm::cl::SubCommand &explainLeakSub();

/// The subcommands that analyse a program and tell of it: check, and those of
/// the baseline. An option's modifier: `InAnalyses()`.
struct InAnalyses {
  template <typename Option> void apply(Option &O) const {
    for (llvm::cl::SubCommand *Sub : subcommands())
      O.addSubCommand(*Sub);
  }
  static llvm::ArrayRef<llvm::cl::SubCommand *> subcommands();
};

/// All subcommands that analyse a program, whatever they tell of it.
struct InPrograms {
  template <typename Option> void apply(Option &O) const {
    for (llvm::cl::SubCommand *Sub : subcommands())
      O.addSubCommand(*Sub);
  }
  static llvm::ArrayRef<llvm::cl::SubCommand *> subcommands();
};

/// The files that were named on the command line.
llvm::ArrayRef<std::string> sourceFiles();

/// What -p names; empty: nothing.
std::string buildDirectory();

struct Sources {
  std::vector<frontend::CompileCommand> Commands;
  bool IsWholeProgram = true;      ///< Not only some files of a database.
  std::vector<BrokenEntry> Broken; ///< What of the database was asked for, too.
};

/// The commands of the named files, or of the whole project if none is: from
/// the compilation database, or made of the flags after `--`. Adapted to Clang
/// and never empty.
llvm::Expected<Sources> sourceCommands(const CompilerFlags &Flags);

/// The files of a configuration, and those of --model.
std::vector<std::string> modelFiles(llvm::ArrayRef<std::string> Configured);

/// The built-in contracts and those of the model files.
llvm::Expected<contracts::Table>
contractTable(llvm::ArrayRef<std::string> Configured = {});

bool keepGoing();

/// The directory that the user stands in.
std::string workingDirectory();

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_SOURCEOPTIONS_H
