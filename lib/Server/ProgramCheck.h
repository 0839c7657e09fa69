//===- ProgramCheck.h - The whole program, in the background --- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A child of low priority checks the program as it is on the disk; what did not
// change comes from the cache. A newer request ends an older run: what that had
// extracted is in the cache already.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_PROGRAMCHECK_H
#define WEAKSPOT_SERVER_PROGRAMCHECK_H

#include "Server/Session.h"

namespace weakspot::server {

class ProgramCheck {
public:
  /// OnResults: a project has new ones. OnIdle: nothing is to be done any more.
  ProgramCheck(Session &S, std::function<void(ProjectState &)> OnResults)
      : S(S), OnResults(std::move(OnResults)) {}

  /// Starts a run soon; one that is under way is of no use any more. What the
  /// user asks for does not stand back.
  void request(ProjectState &Of, std::chrono::milliseconds Delay,
               bool IsAsked = false);
  /// Of a project that goes.
  void forget(const ProjectState &Of) { Runs.erase(&Of); }
  /// By the token of its progress.
  void cancel(llvm::StringRef Token);
  bool isRunning() const;
  /// Somebody waits for all that is being checked now.
  void hurry();

private:
  struct Run {
    ~Run();

    Session *S = nullptr;
    ProjectState *Of = nullptr;
    std::optional<EventLoop::TimerId> Timer;
    std::unique_ptr<Child> Worker;
    std::string Token;
    bool IsAsked = false;
    bool IsShown = false;     ///< Its progress.
    bool IsDisturbed = false; ///< See Results.
    int64_t Percent = -1;

    void stop(llvm::StringRef Why);
  };

  void start(Run &R);
  bool launch(Run &R);
  void showProgress(ProjectState &Of, Run &R);
  void take(ProjectState &Of, const llvm::json::Object &Message);
  void tellStatus();

  Session &S;
  std::function<void(ProjectState &)> OnResults;
  std::map<const ProjectState *, std::unique_ptr<Run>> Runs;
  unsigned LastToken = 0;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_PROGRAMCHECK_H
