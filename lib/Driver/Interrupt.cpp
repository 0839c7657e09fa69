//===- Interrupt.cpp - An interrupt ends the whole run at once --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Interrupt.h"
#include "llvm/Support/Signals.h"
#include <array>
#include <atomic>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace weakspot {

static constexpr int InterruptedExitCode = 130;

/// Read by a signal handler, hence atomics; 0 is a free place.
static std::array<std::atomic<pid_t>, 512> Children;

static void killChildren() {
  for (std::atomic<pid_t> &Child : Children)
    if (pid_t Pid = Child.load())
      ::kill(Pid, SIGKILL);
}

/// Called from LLVM's signal handler, which has removed the temporary files.
static void endProgram() {
  killChildren();
  static constexpr char Message[] = "\nweakspot: interrupted\n";
  // Nothing can be done where even this fails.
  (void)!::write(STDERR_FILENO, Message, sizeof(Message) - 1);
  ::_exit(InterruptedExitCode);
}

void exitOnInterrupt() { llvm::sys::SetInterruptFunction(endProgram); }

void addChild(pid_t Pid) {
  for (std::atomic<pid_t> &Child : Children) {
    pid_t Free = 0;
    if (Child.compare_exchange_strong(Free, Pid))
      return;
  }
}

void removeChild(pid_t Pid) {
  for (std::atomic<pid_t> &Child : Children) {
    pid_t Expected = Pid;
    Child.compare_exchange_strong(Expected, 0);
  }
}

static sigset_t interrupts() {
  sigset_t Set;
  ::sigemptyset(&Set);
  for (int Signal : {SIGINT, SIGTERM, SIGHUP})
    ::sigaddset(&Set, Signal);
  return Set;
}

void becomeChild() {
#ifdef __linux__
  // A parent that was killed reads no replies, and a job may never end.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  llvm::sys::unregisterHandlers();
  for (std::atomic<pid_t> &Child : Children)
    Child.store(0);
  for (int Signal : {SIGINT, SIGTERM, SIGHUP})
    ::signal(Signal, SIG_DFL);
  sigset_t Set = interrupts();
  ::sigprocmask(SIG_UNBLOCK, &Set, nullptr);
}

InterruptsHeld::InterruptsHeld() {
  sigset_t Set = interrupts();
  ::sigprocmask(SIG_BLOCK, &Set, &Before);
}

InterruptsHeld::~InterruptsHeld() {
  ::sigprocmask(SIG_SETMASK, &Before, nullptr);
}

} // namespace weakspot
