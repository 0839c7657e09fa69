//===- Scratch.h - Files that go with a session ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A directory for precompiled headers and pages. It is gone when the server is,
// also where that was killed: a process waits for its end and removes what it
// left.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_SCRATCH_H
#define WEAKSPOT_SERVER_SCRATCH_H

#include <string>
#include <sys/types.h>

namespace weakspot::server {

class Scratch {
public:
  Scratch();
  /// Children write there: they go first.
  ~Scratch();
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;

  /// Empty: none could be made.
  const std::string &path() const { return Path; }

private:
  void startKeeper();

  std::string Path;
  pid_t Keeper = -1;
  int Life = -1; ///< Closed when this process ends.
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_SCRATCH_H
