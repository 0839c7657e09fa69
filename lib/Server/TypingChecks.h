//===- TypingChecks.h - Open files, while they are typed ------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each TU with an open file has a child that parses it anew, from what the
// editor holds, some time after the last key. A header is checked in a TU that
// includes it. A text that has errors, as most have in the middle of a word,
// changes nothing: what is known stays, where it still is.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_TYPINGCHECKS_H
#define WEAKSPOT_SERVER_TYPINGCHECKS_H

#include "Server/Session.h"
#include <deque>

namespace weakspot::server {

class TypingChecks {
public:
  TypingChecks(Session &S, std::function<void()> OnResults)
      : S(S), OnResults(std::move(OnResults)) {}

  void opened(const Document &D);
  void changed(const Document &D);
  void saved(const Document &D) { ask(D, std::chrono::milliseconds(0)); }
  void closed(const std::string &Path);
  /// The program's results tell which TU reads an open header.
  void learned(ProjectState &Of);
  void forget(ProjectState &Of);
  bool isBusy() const;

private:
  using Entry = std::pair<ProjectState *, std::string>; ///< Its main file.

  EditedFile *get(const Entry &E);
  void watch(ProjectState &Of, const Document &D);
  EditedFile &edited(ProjectState &Of, const std::string &Main);
  void ask(const Document &D, std::chrono::milliseconds Delay);
  void schedule(const Entry &E, std::chrono::milliseconds Delay);
  void askNow(const Entry &E);
  bool startWorker(const Entry &E, EditedFile &File);
  void makeRoom();
  void take(const Entry &E, const llvm::json::Object &Answer);
  void ended(const Entry &E, const std::string &Death);
  void release(EditedFile &File);
  void askWaiting();

  Session &S;
  std::function<void()> OnResults;
  unsigned NumBusy = 0;
  std::deque<Entry> Waiting;
  std::deque<Entry> Workers; ///< Those that are alive, the last used last.
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_TYPINGCHECKS_H
