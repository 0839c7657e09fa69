//===- HeaderSharing.cpp - Which TUs share parsed headers -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/HeaderSharing.h"
#include "Frontend/StandardIncludes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Timer.h"
#include <map>
#include <optional>

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot {

/// To parse headers ahead and to write them down takes as long as to parse them
/// in a few TUs.
static constexpr size_t MinTUs = 4;
static constexpr unsigned MinUsersOfHeader = 3;

/// Indices of commands that can share, for each set of flags.
static std::vector<std::vector<size_t>>
groupsOf(ArrayRef<CompileCommand> Commands, ArrayRef<size_t> ToParse) {
  MapVector<std::string, std::vector<size_t>, std::map<std::string, unsigned>>
      ByFlags;
  for (size_t I : ToParse)
    if (std::optional<std::string> Flags = SharedHeaders::flagsOf(Commands[I]))
      ByFlags[*Flags].push_back(I);
  std::vector<std::vector<size_t>> Groups;
  for (auto &[Flags, Members] : ByFlags)
    if (Members.size() >= MinTUs)
      Groups.push_back(std::move(Members));
  return Groups;
}

static double processSeconds() {
  return TimeRecord::getCurrentTime(/*Start=*/false).getProcessTime();
}

/// In a worker, for the directives are other people's text as well. The reply
/// begins with a line that says how many seconds it took.
static void parseFor(ArrayRef<const CompileCommand *> Members,
                     const ExtractOptions &Options, raw_ostream &Reply) {
  double Start = processSeconds();
  std::string Bytes;
  std::string Includes = standardIncludes(Members, Options, MinUsersOfHeader);
  if (!Includes.empty())
    Bytes = SharedHeaders::parse(*Members.front(), Options, Includes);
  Reply << format("%.6f\n", processSeconds() - Start) << Bytes;
}

Expected<HeaderSharing>
HeaderSharing::prepare(ArrayRef<CompileCommand> Commands,
                       ArrayRef<size_t> ToParse, const ExtractOptions &Options,
                       WorkerPool::Limits Limit) {
  HeaderSharing Result;
  Result.Of.resize(Commands.size());
  std::vector<std::vector<size_t>> Groups = groupsOf(Commands, ToParse);
  ExtractOptions InWorker = Options;
  InWorker.LeaveMemory = true;
  Error E = WorkerPool::run(
      Groups.size(), Limit,
      [&](size_t Job, raw_ostream &Reply) {
        std::vector<const CompileCommand *> Members;
        for (size_t I : Groups[Job])
          Members.push_back(&Commands[I]);
        parseFor(Members, InWorker, Reply);
      },
      [&](size_t Job, JobOutcome Outcome) {
        Result.Replies.push_back(std::move(Outcome.Reply));
        auto [Took, Bytes] = StringRef(Result.Replies.back()).split('\n');
        double Seconds = 0;
        if (!Took.getAsDouble(Seconds))
          Result.Seconds += Seconds;
        if (Bytes.empty())
          return;
        Result.Parsed.emplace_back(Bytes);
        for (size_t I : Groups[Job])
          Result.Of[I] = &Result.Parsed.back();
      });
  if (E)
    return E;
  return Result;
}

unsigned HeaderSharing::count() const {
  return Of.size() - llvm::count(Of, nullptr);
}

} // namespace weakspot
