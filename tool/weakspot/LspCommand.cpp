//===- LspCommand.cpp - weakspot lsp --------------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CacheOptions.h"
#include "Command.h"
#include "RunOptions.h"
#include "Server/Server.h"
#include "SourceOptions.h"
#include <algorithm>
#include <unistd.h>

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral LspHelp =
    R"(Speaks the language server protocol on standard input and output. It shows what
`weakspot check` finds, while the code is typed and for the whole program when it
is saved, and runs beside clangd. An editor starts it; docs/editors.md says how.

Exit codes: 0 the editor ended it, 1 the editor vanished, 2 wrong usage.
)";

static int runLsp(const CompilerFlags &Flags) {
  if (Flags)
    return reportUsageError("lsp takes no flags after --: files are compiled "
                            "as compile_commands.json says");
  Expected<CheckFilter> Filter = checkFilter();
  if (!Filter)
    return reportUsageError(Filter.takeError());
  server::ProjectSettings Settings;
  Settings.ToolVersion = WEAKSPOT_VERSION;
  Settings.BuildDirectory = buildDirectory();
  Settings.Checks = checkGlobs();
  Settings.Models = modelFiles({});
  Settings.CacheDirectory = cacheDirectory();
  Settings.CacheBytes = cacheBytes();
  Settings.Limit = limits();
  // The machine is its user's.
  if (!isJobsGiven())
    Settings.Limit.Workers = std::max(Settings.Limit.Workers / 2, 1U);
  return server::serve(STDIN_FILENO, STDOUT_FILENO, Settings);
}

Command lspCommand() { return {&lspSub(), LspHelp, runLsp}; }

} // namespace weakspot::tool
