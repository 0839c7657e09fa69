//===- WorkerPoolTest.cpp -----------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/WorkerPool.h"
#include <csignal>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>
#include <vector>

using namespace llvm;
using namespace weakspot;

namespace {

std::vector<JobOutcome> runAll(size_t NumJobs, unsigned NumWorkers,
                               WorkerPool::JobFunction Run,
                               std::chrono::seconds JobTime = {}) {
  std::vector<JobOutcome> Outcomes(NumJobs);
  Error E = WorkerPool::run(NumJobs, {NumWorkers, JobTime}, Run,
                            [&](size_t Job, JobOutcome Outcome) {
                              Outcomes[Job] = std::move(Outcome);
                            });
  EXPECT_FALSE(static_cast<bool>(E));
  return Outcomes;
}

TEST(WorkerPool, GivesEveryReply) {
  for (unsigned Workers : {1U, 3U, 50U}) {
    auto Outcomes = runAll(20, Workers, [](size_t Job, raw_ostream &Reply) {
      Reply << "job " << Job;
    });
    for (size_t I = 0; I < Outcomes.size(); ++I) {
      EXPECT_EQ(Outcomes[I].Death, "");
      EXPECT_EQ(Outcomes[I].Reply, "job " + std::to_string(I));
    }
  }
}

TEST(WorkerPool, CarriesRepliesLargerThanASocketHolds) {
  auto Outcomes = runAll(4, 2, [](size_t Job, raw_ostream &Reply) {
    Reply << std::string(Job * 3'000'000, static_cast<char>('a' + Job));
  });
  for (size_t I = 0; I < Outcomes.size(); ++I)
    EXPECT_EQ(Outcomes[I].Reply,
              std::string(I * 3'000'000, static_cast<char>('a' + I)));
}

TEST(WorkerPool, LosesOnlyTheJobThatDies) {
  auto Outcomes = runAll(9, 2, [](size_t Job, raw_ostream &Reply) {
    if (Job == 2)
      ::raise(SIGKILL);
    if (Job == 5)
      ::_exit(7);
    Reply << "fine";
  });
  for (size_t I = 0; I < Outcomes.size(); ++I) {
    if (I == 2)
      EXPECT_EQ(Outcomes[I].Death, "it crashed: Killed");
    else if (I == 5)
      EXPECT_EQ(Outcomes[I].Death, "it ended with exit code 7");
    else
      EXPECT_EQ(Outcomes[I].Reply, "fine");
  }
}

/// What a job leaves behind does not pile up: a child that has grown makes
/// room.
TEST(WorkerPool, ReplacesAChildThatHasGrown) {
  auto Outcomes = runAll(8, 1, [](size_t, raw_ostream &Reply) {
    static std::vector<std::string> Left;
    Left.emplace_back(200 << 20, 'x');
    Reply << ::getpid();
  });
  std::set<std::string> Children;
  for (const JobOutcome &Outcome : Outcomes) {
    EXPECT_EQ(Outcome.Death, "");
    Children.insert(Outcome.Reply);
  }
  EXPECT_GE(Children.size(), 4U);
}

/// One worker: what comes after the jobs that never end needs its successors.
TEST(WorkerPool, GivesUpAJobThatNeverEnds) {
  auto Outcomes = runAll(
      4, 1,
      [](size_t Job, raw_ostream &Reply) {
        if (Job == 0 || Job == 2)
          ::sleep(3600);
        Reply << "fine";
      },
      std::chrono::seconds(1));
  for (size_t I : {0, 2})
    EXPECT_EQ(Outcomes[I].Death, "given up after 1 second");
  for (size_t I : {1, 3})
    EXPECT_EQ(Outcomes[I].Reply, "fine");
}

TEST(WorkerPool, DoesNothingForNoJobs) {
  EXPECT_TRUE(runAll(0, 4, [](size_t, raw_ostream &) {}).empty());
}

} // namespace
