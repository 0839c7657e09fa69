//===- HeaderSharing.cpp - Which TUs share parsed headers -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/HeaderSharing.h"
#include "Frontend/StandardIncludes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Timer.h"
#include <cstring>
#include <map>
#include <optional>

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot {

/// To parse headers ahead and to write them down takes as long as to parse them
/// in a few TUs.
static constexpr size_t MinTUs = 4;
static constexpr unsigned MinUsersOfHeader = 3;

using Commands = std::vector<const CompileCommand *>;

/// Indices of commands that can share, for each set of flags.
static std::vector<std::vector<size_t>>
groupsOf(ArrayRef<const CompileCommand *> All) {
  MapVector<std::string, std::vector<size_t>, std::map<std::string, unsigned>>
      ByFlags;
  for (size_t I = 0; I < All.size(); ++I)
    if (std::optional<std::string> Flags = SharedHeaders::flagsOf(*All[I]))
      ByFlags[*Flags].push_back(I);
  std::vector<std::vector<size_t>> Groups;
  for (auto &[Flags, Members] : ByFlags)
    if (Members.size() >= MinTUs)
      Groups.push_back(std::move(Members));
  return Groups;
}

/// In a worker, for the directives are other people's text as well.
static void parseFor(const Commands &Members, const ExtractOptions &Options,
                     raw_ostream &Reply) {
  std::string Includes = standardIncludes(Members, Options, MinUsersOfHeader);
  if (!Includes.empty())
    Reply << SharedHeaders::parse(*Members.front(), Options, Includes);
}

static double processSeconds() {
  return TimeRecord::getCurrentTime(/*Start=*/false).getProcessTime();
}

Expected<HeaderSharing>
HeaderSharing::prepare(ArrayRef<const CompileCommand *> All,
                       const ExtractOptions &Options,
                       WorkerPool::Limits Limit) {
  HeaderSharing Result;
  Result.Of.resize(All.size());
  std::vector<std::vector<size_t>> Groups = groupsOf(All);
  ExtractOptions InWorker = Options;
  InWorker.LeaveMemory = true;
  Error E = WorkerPool::run(
      Groups.size(), Limit,
      [&](size_t Job, raw_ostream &Reply) {
        double Start = processSeconds();
        Commands Members;
        for (size_t I : Groups[Job])
          Members.push_back(All[I]);
        std::string Bytes;
        raw_string_ostream OS(Bytes);
        parseFor(Members, InWorker, OS);
        double Seconds = processSeconds() - Start;
        Reply.write(reinterpret_cast<const char *>(&Seconds), sizeof(Seconds));
        Reply << Bytes;
      },
      [&](size_t Job, JobOutcome Outcome) {
        double Seconds = 0;
        if (Outcome.Reply.size() < sizeof(Seconds))
          return;
        std::memcpy(&Seconds, Outcome.Reply.data(), sizeof(Seconds));
        Result.Seconds += Seconds;
        Result.Bytes.push_back(std::move(Outcome.Reply));
        StringRef Bytes =
            StringRef(Result.Bytes.back()).drop_front(sizeof(Seconds));
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
