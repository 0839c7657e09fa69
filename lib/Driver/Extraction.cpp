//===- Extraction.cpp - All TUs of a program become IR ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Extraction.h"
#include "Driver/CompileDatabase.h"
#include "Driver/ContentHash.h"
#include "Driver/HeaderSharing.h"
#include "Driver/TUReply.h"
#include "IR/RepeatedBodies.h"
#include "llvm/ADT/STLExtras.h"
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

void ExtractionStats::addCounts(const ExtractionStats &Other) {
  Functions += Other.Functions;
  Instructions += Other.Instructions;
  Truncated += Other.Truncated;
  for (const auto &Kind : Other.Opaque)
    Opaque[Kind.getKey()] += Kind.getValue();
}

void Extraction::addBroken(ArrayRef<BrokenEntry> Entries) {
  for (const BrokenEntry &Entry : Entries)
    Failures.push_back({Entry.File, Entry.Reason, "", /*IsPartial=*/false});
}

size_t Extraction::numLost() const {
  return count_if(Failures,
                  [](const FailedTU &Failure) { return !Failure.IsPartial; });
}

namespace {
/// What is known of one TU when its worker is done.
struct Extracted {
  std::optional<ir::Module> Module;
  std::string Digest; ///< Of the module.
  std::optional<FailedTU> Failure;
  std::vector<std::string> FilesRead;
};
} // namespace

static Extracted digest(const std::string &Death, StringRef Reply,
                        const std::string &File, bool KeepGoing,
                        ExtractionStats &Stats) {
  if (!Death.empty())
    return {std::nullopt, "", FailedTU{File, Death, "", false}, {}};
  StringRef ModuleBytes;
  Expected<ExtractResult> Result = readReply(Reply, File, ModuleBytes);
  if (!Result)
    return {std::nullopt,
            "",
            FailedTU{File, toString(Result.takeError()), "", false},
            {}};
  ContentHash Hash;
  Hash.add(ModuleBytes);
  std::string Digest = Hash.finish();
  Stats.add(Result->Stats);
  Stats.TUSeconds.emplace_back(File, Result->Stats.ParseSeconds +
                                         Result->Stats.LowerSeconds);
  if (Result->Ok && Result->Errors == 0)
    return {std::move(Result->Module), std::move(Digest), std::nullopt,
            std::move(Result->FilesRead)};
  FailedTU Failure{File,
                   utostr(Result->Errors) +
                       (Result->Errors == 1 ? " error" : " errors"),
                   Result->Diagnostics, KeepGoing};
  if (!KeepGoing)
    return {std::nullopt, "", Failure, std::move(Result->FilesRead)};
  return {std::move(Result->Module), std::move(Digest), Failure,
          std::move(Result->FilesRead)};
}

/// Takes what the cache has. Returns the commands that are left to do.
static std::vector<size_t> takeCached(ArrayRef<CompileCommand> Commands,
                                      IRCache *Cache,
                                      std::vector<Extracted> &Each,
                                      ExtractionStats &Stats,
                                      function_ref<void(StringRef)> Done,
                                      function_ref<void(Extracted &)> Arrived) {
  std::vector<size_t> Left;
  for (size_t I = 0; I < Commands.size(); ++I) {
    std::optional<CacheEntry> Reply =
        Cache ? Cache->find(Commands[I]) : std::nullopt;
    if (!Reply) {
      Left.push_back(I);
      continue;
    }
    std::string File = mainFile(Commands[I]);
    ExtractionStats One;
    Each[I] = digest("", Reply->Content, File, false, One);
    if (!Each[I].Module) {
      Left.push_back(I);
      continue;
    }
    Arrived(Each[I]);
    Stats.addCounts(One);
    ++Stats.Cached;
    Done(File);
  }
  return Left;
}

/// Parses those of the commands that Left has the indices of.
static Error parseAll(ArrayRef<CompileCommand> Commands, ArrayRef<size_t> Left,
                      const ExtractOptions &Options, WorkerPool::Limits Limit,
                      ExtractionStats &Stats,
                      function_ref<void(size_t, const JobOutcome &)> Parsed) {
  Expected<HeaderSharing> Headers =
      HeaderSharing::prepare(Commands, Left, Options, Limit);
  if (!Headers)
    return Headers.takeError();
  Stats.ParseSeconds += Headers->seconds();
  Stats.Shared = Headers->count();
  ExtractOptions InWorker = Options;
  InWorker.LeaveMemory = true;
  auto Run = [&](ArrayRef<size_t> Jobs, bool IsSharing,
                 function_ref<void(size_t, const JobOutcome &)> Done) {
    return WorkerPool::run(
        Jobs.size(), Limit,
        [&](size_t Job, raw_ostream &Reply) {
          InWorker.Shared = IsSharing ? Headers->of(Jobs[Job]) : nullptr;
          writeReply(extract(Commands[Jobs[Job]], InWorker), Reply);
        },
        [&](size_t Job, const JobOutcome &Outcome) {
          Done(Jobs[Job], Outcome);
        });
  };
  std::vector<size_t> Again;
  if (Error E = Run(
          Left, /*IsSharing=*/true, [&](size_t I, const JobOutcome &Outcome) {
            // It may be that only the shared headers let Clang crash.
            bool IsCrash = !Outcome.Death.empty() && !Outcome.IsTimeout;
            if (IsCrash && Headers->of(I))
              Again.push_back(I);
            else
              Parsed(I, Outcome);
          }))
    return E;
  return Run(Again, /*IsSharing=*/false, Parsed);
}

Expected<Extraction> extractAll(ArrayRef<CompileCommand> Commands,
                                const ExtractOptions &Options,
                                WorkerPool::Limits Limit,
                                function_ref<void(StringRef)> Done,
                                IRCache *Cache, Repeated Bodies) {
  Extraction All;
  std::vector<Extracted> Each(Commands.size());
  ir::RepeatedBodies Seen;
  auto Arrived = [&](Extracted &TU) {
    if (Bodies == Repeated::Drop && TU.Module)
      Seen.dropFrom(*TU.Module);
  };
  std::vector<size_t> Left =
      takeCached(Commands, Cache, Each, All.Stats, Done, Arrived);
  auto Parsed = [&](size_t I, const JobOutcome &Outcome) {
    std::string File = mainFile(Commands[I]);
    Done(File);
    Extracted &TU = Each[I];
    TU = digest(Outcome.Death, Outcome.Reply, File, Options.KeepGoing,
                All.Stats);
    if (Cache && !TU.Failure)
      Cache->store(Commands[I], Outcome.Reply, TU.FilesRead);
    Arrived(TU);
  };
  if (Error E = parseAll(Commands, Left, Options, Limit, All.Stats, Parsed))
    return E;
  if (Cache && !Left.empty())
    Cache->prune();
  for (Extracted &TU : Each) {
    if (TU.Module) {
      All.Modules.push_back(std::move(*TU.Module));
      All.Digests.push_back(std::move(TU.Digest));
    }
    All.FilesRead.push_back(std::move(TU.FilesRead));
    if (TU.Failure)
      All.Failures.push_back(std::move(*TU.Failure));
  }
  return All;
}

} // namespace weakspot
