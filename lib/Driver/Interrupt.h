//===- Interrupt.h - An interrupt ends the whole run at once ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// On SIGINT (or another request to end) temporary files are removed, the child
// processes are killed and the program exits with 130. Results are written to
// temporary files that are renamed when complete, so nothing is half-written.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_INTERRUPT_H
#define WEAKSPOT_DRIVER_INTERRUPT_H

#include <csignal>
#include <sys/types.h>

namespace weakspot {

/// From here on an interrupt ends the program as described above.
void exitOnInterrupt();

/// Children to be killed. At most a few hundred at a time are remembered.
void addChild(pid_t Pid);
void removeChild(pid_t Pid);

/// In a forked child: an interrupt ends it like any program, without touching
/// its siblings or the parent's files. It has no children yet.
void becomeChild();

/// While it lives, an interrupt waits: a child must be known before one comes.
class InterruptsHeld {
public:
  InterruptsHeld();
  ~InterruptsHeld();
  InterruptsHeld(const InterruptsHeld &) = delete;
  InterruptsHeld &operator=(const InterruptsHeld &) = delete;

private:
  sigset_t Before;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_INTERRUPT_H
