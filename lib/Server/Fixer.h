//===- Fixer.h - Fixes that were checked before they are offered - -*- C++ -*-//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whether a fix holds is decided by the whole program, which takes time: a
// child of the lowest priority does it for the findings of open files, after
// each check of the program. An editor that asks gets what is known by then.
//
// A fix is of the files as they were: where one of them is another now, it is
// not offered.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_FIXER_H
#define WEAKSPOT_SERVER_FIXER_H

#include "Server/Session.h"
#include <deque>

namespace weakspot::server {

struct CheckedFix {
  std::vector<std::string> Titles;  ///< Of each finding that it is of.
  llvm::json::Array Files;          ///< As findFixes() sends them.
  std::vector<std::string> Reasons; ///< Why not, where there is none.
};

/// Whether there is any way to mend it.
bool mayBeFixed(const Finding &F);

class Fixer {
public:
  using Answer = std::function<void(const CheckedFix *)>;

  explicit Fixer(Session &S) : S(S) {}

  /// Forgets all, and begins again for what is shown now.
  void restart(ProjectState &Now);
  void forget();

  /// Null: it is not known whether there is one.
  const CheckedFix *find(llvm::StringRef Id) const;
  /// One set of edits for all of them. Null: nothing came of it. This is asked
  /// for, and does not stand back for anything.
  void together(ProjectState &Now, std::vector<std::string> Ids, Answer Then);
  /// The user would like to know whether there is one for this finding.
  void prefer(llvm::StringRef Id);
  /// Null: none, or the texts have changed.
  std::optional<llvm::json::Value> edit(const CheckedFix &Fix);
  bool isBusy() const { return Worker || Timer; }
  /// Somebody waits for all that is being looked for now.
  void hurry();

private:
  struct Request {
    std::vector<std::string> Ids;
    Answer Then;          ///< Null: for a single finding.
    bool IsAsked = false; ///< By the user, who waits.
  };

  void hasten(Request R);
  bool isUrgent() const;
  void start();
  void sendNext();
  void take(const llvm::json::Object &Message);
  void stop();

  Session &S;
  ProjectState *Of = nullptr;
  std::unique_ptr<Child> Worker;
  bool IsBehind = false;        ///< The worker has stepped back for others.
  bool IsAwaited = false;       ///< Until nothing is left to be done.
  std::deque<Request> Requests; ///< The first has been sent.
  std::map<std::string, CheckedFix, std::less<>> Known;
  std::optional<EventLoop::TimerId> Timer;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_FIXER_H
