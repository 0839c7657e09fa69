//===- WorkerPool.h - Jobs in processes of their own ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parsing other people's C++ can crash, overflow the stack or eat the memory.
// Jobs therefore run in forked children: one that dies costs its own job and
// nothing else, and the memory of a TU is gone when its job is. A child serves
// many jobs and is replaced when it dies or has grown large. One that takes
// longer than the limit for a job is killed: it may never end.
//
// The parent must be single-threaded when it calls run(). An interrupt ends the
// children at once (see Interrupt.h).
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_WORKERPOOL_H
#define WEAKSPOT_DRIVER_WORKERPOOL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <string>

namespace weakspot {

struct JobOutcome {
  /// Set when the child died during the job, or was killed: how, for people.
  std::string Death;
  bool IsTimeout = false; ///< It took longer than the limit.
  /// What the job wrote to its reply.
  std::string Reply;
};

class WorkerPool {
public:
  /// Runs in a child.
  using JobFunction =
      llvm::function_ref<void(size_t Job, llvm::raw_ostream &Reply)>;
  /// Runs in the parent, in order of completion.
  using DoneFunction = llvm::function_ref<void(size_t Job, JobOutcome Outcome)>;

  struct Limits {
    unsigned Workers = 1; ///< At a time.
    /// For each job, by the clock on the wall. Zero: none.
    std::chrono::seconds JobTime{0};
  };

  /// Runs jobs 0..NumJobs-1. Fails only where the system gives no process or
  /// pipe.
  static llvm::Error run(size_t NumJobs, Limits Limit, JobFunction Run,
                         DoneFunction Done);
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_WORKERPOOL_H
