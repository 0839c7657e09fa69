//===- Scratch.cpp - Files that go with a session --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Scratch.h"
#include "Driver/Interrupt.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace weakspot::server {

/// The server's children end after it, and may write until they do.
static constexpr std::chrono::milliseconds UntilChildrenEnd(500);

/// In the keeper, where interrupts are held for good: what ends the server's
/// group must not end it.
[[noreturn]] static void removeAfter(int Life, const std::string &Path) {
  ::setsid();
  // Nobody is to wait for the end of a stream because of it.
  int Null = ::open("/dev/null", O_RDWR);
  for (int Stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    ::dup2(Null, Stream);
  if (Life > 3)
    ::close_range(3, static_cast<unsigned>(Life) - 1, 0);
  ::close_range(static_cast<unsigned>(Life) + 1, ~0U, 0);
  char Byte = 0;
  while (sys::RetryAfterSignal(-1, ::read, Life, &Byte, 1) > 0) {
  }
  // There is nobody left to tell of an error. The first time some may still be
  // writing.
  std::error_code Left = sys::fs::remove_directories(Path);
  if (sys::fs::exists(Path)) {
    std::this_thread::sleep_for(UntilChildrenEnd);
    Left = sys::fs::remove_directories(Path);
  }
  ::_exit(Left ? 1 : 0);
}

Scratch::Scratch() {
  SmallString<128> Directory;
  if (sys::fs::createUniqueDirectory("weakspot-lsp", Directory))
    return;
  Path = std::string(Directory);
  startKeeper();
}

void Scratch::startKeeper() {
  int Ends[2];
  if (::pipe2(Ends, O_CLOEXEC) != 0)
    return;
  InterruptsHeld Held;
  Keeper = ::fork();
  if (Keeper == 0)
    removeAfter(Ends[0], Path);
  ::close(Ends[0]);
  if (Keeper > 0)
    Life = Ends[1];
  else
    ::close(Ends[1]);
}

Scratch::~Scratch() {
  if (!Path.empty())
    if (std::error_code EC = sys::fs::remove_directories(Path))
      errs() << "weakspot: " << Path << ": " << EC.message() << '\n';
  if (Keeper <= 0)
    return;
  ::close(Life);
  int Status = 0;
  sys::RetryAfterSignal(-1, ::waitpid, Keeper, &Status, 0);
}

} // namespace weakspot::server
