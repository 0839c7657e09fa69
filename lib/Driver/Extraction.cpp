//===- Extraction.cpp - All TUs of a program become IR ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Extraction.h"
#include "Driver/CompileDatabase.h"
#include "Driver/TUReply.h"
#include "llvm/ADT/StringExtras.h"
#include <optional>

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot {

void ExtractionStats::add(const ExtractStats &Other) {
  Functions += Other.Functions;
  Instructions += Other.Instructions;
  Truncated += Other.Truncated;
  for (const auto &Kind : Other.Opaque)
    Opaque[Kind.getKey()] += Kind.getValue();
  ParseSeconds += Other.ParseSeconds;
  LowerSeconds += Other.LowerSeconds;
}

namespace {
/// What is known of one TU when its worker is done.
struct Extracted {
  std::optional<ir::Module> Module;
  std::optional<FailedTU> Failure;
  std::vector<std::string> FilesRead;
};
} // namespace

static Extracted digest(const JobOutcome &Outcome, const std::string &File,
                        bool KeepGoing, ExtractionStats &Stats) {
  if (!Outcome.Death.empty())
    return {std::nullopt, FailedTU{File, Outcome.Death, "", false}, {}};
  Expected<ExtractResult> Result = readReply(Outcome.Reply, File);
  if (!Result)
    return {std::nullopt,
            FailedTU{File, toString(Result.takeError()), "", false},
            {}};
  Stats.add(Result->Stats);
  if (Result->Ok && Result->Errors == 0)
    return {std::move(Result->Module), std::nullopt,
            std::move(Result->FilesRead)};
  FailedTU Failure{File,
                   utostr(Result->Errors) +
                       (Result->Errors == 1 ? " error" : " errors"),
                   Result->Diagnostics, KeepGoing};
  if (!KeepGoing)
    return {std::nullopt, Failure, std::move(Result->FilesRead)};
  return {std::move(Result->Module), Failure, std::move(Result->FilesRead)};
}

Expected<Extraction> extractAll(ArrayRef<CompileCommand> Commands,
                                const ExtractOptions &Options,
                                WorkerPool::Limits Limit,
                                function_ref<void(StringRef)> Done) {
  Extraction All;
  std::vector<Extracted> Each(Commands.size());
  ExtractOptions InWorker = Options;
  InWorker.LeaveMemory = true;
  Error E = WorkerPool::run(
      Commands.size(), Limit,
      [&](size_t Job, raw_ostream &Reply) {
        writeReply(extract(Commands[Job], InWorker), Reply);
      },
      [&](size_t Job, const JobOutcome &Outcome) {
        std::string File = mainFile(Commands[Job]);
        Done(File);
        Each[Job] = digest(Outcome, File, Options.KeepGoing, All.Stats);
      });
  if (E)
    return E;
  for (Extracted &TU : Each) {
    if (TU.Module)
      All.Modules.push_back(std::move(*TU.Module));
    All.FilesRead.push_back(std::move(TU.FilesRead));
    if (TU.Failure)
      All.Failures.push_back(std::move(*TU.Failure));
  }
  return All;
}

} // namespace weakspot
