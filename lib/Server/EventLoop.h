//===- EventLoop.h - What happens next ------------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The server has one thread, so that it can fork (see WorkerPool.h): it waits
// for its client, for its children and for the time, and does a little at each.
// Whatever takes long is done by a child.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_EVENTLOOP_H
#define WEAKSPOT_SERVER_EVENTLOOP_H

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace weakspot::server {

class EventLoop {
public:
  struct Watcher {
    std::function<void()> OnReadable; ///< Also at the end of the stream.
    std::function<bool()> WantsToWrite;
    std::function<void()> OnWritable;
  };
  using TimerId = unsigned;

  void watch(int Descriptor, Watcher W);
  void forget(int Descriptor);

  /// Once.
  TimerId after(std::chrono::milliseconds Delay, std::function<void()> Run);
  void cancel(TimerId Timer);

  /// Until stop(). What is called may add and take away anything.
  void run();
  void stop() { IsStopped = true; }

private:
  using Clock = std::chrono::steady_clock;
  struct Timer {
    Clock::time_point When;
    std::function<void()> Run;
  };

  int untilNextTimer() const;
  void runTimers();
  void waitForEvents();

  std::map<int, std::shared_ptr<Watcher>> Watchers;
  std::map<TimerId, Timer> Timers;
  TimerId LastTimer = 0;
  bool IsStopped = false;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_EVENTLOOP_H
