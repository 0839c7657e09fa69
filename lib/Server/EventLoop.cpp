//===- EventLoop.cpp - What happens next ----------------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/EventLoop.h"
#include "llvm/Support/Errno.h"
#include <algorithm>
#include <poll.h>
#include <vector>

using std::chrono::milliseconds;

namespace weakspot::server {

void EventLoop::watch(int Descriptor, Watcher W) {
  Watchers[Descriptor] = std::make_shared<Watcher>(std::move(W));
}

void EventLoop::forget(int Descriptor) { Watchers.erase(Descriptor); }

EventLoop::TimerId EventLoop::after(milliseconds Delay,
                                    std::function<void()> Run) {
  Timers[++LastTimer] = {Clock::now() + Delay, std::move(Run)};
  return LastTimer;
}

void EventLoop::cancel(TimerId Timer) { Timers.erase(Timer); }

/// For poll(): negative where no timer runs.
int EventLoop::untilNextTimer() const {
  if (Timers.empty())
    return -1;
  Clock::time_point Next = Clock::time_point::max();
  for (const auto &[Id, T] : Timers)
    Next = std::min(Next, T.When);
  auto Left = std::chrono::ceil<milliseconds>(Next - Clock::now());
  return static_cast<int>(
      std::clamp<milliseconds::rep>(Left.count(), 0, 3600000));
}

void EventLoop::runTimers() {
  Clock::time_point Now = Clock::now();
  std::vector<TimerId> Due;
  for (const auto &[Id, T] : Timers)
    if (T.When <= Now)
      Due.push_back(Id);
  for (TimerId Id : Due) {
    auto It = Timers.find(Id);
    // One that ran before it may have cancelled it.
    if (It == Timers.end())
      continue;
    std::function<void()> Run = std::move(It->second.Run);
    Timers.erase(It);
    Run();
  }
}

void EventLoop::waitForEvents() {
  std::vector<pollfd> Polled;
  for (const auto &[Descriptor, W] : Watchers) {
    short Events = W->OnReadable ? POLLIN : 0;
    if (W->WantsToWrite && W->WantsToWrite())
      Events |= POLLOUT;
    if (Events != 0)
      Polled.push_back({Descriptor, Events, 0});
  }
  if (llvm::sys::RetryAfterSignal(-1, ::poll, Polled.data(), Polled.size(),
                                  untilNextTimer()) <= 0)
    return;
  for (const pollfd &P : Polled) {
    if (P.revents == 0)
      continue;
    auto It = Watchers.find(P.fd);
    if (It == Watchers.end())
      continue;
    std::shared_ptr<Watcher> W = It->second;
    if ((P.events & POLLOUT) != 0 && (P.revents & ~POLLIN) != 0)
      W->OnWritable();
    It = Watchers.find(P.fd);
    if (It == Watchers.end() || It->second != W)
      continue;
    if ((P.events & POLLIN) != 0 && (P.revents & ~POLLOUT) != 0)
      W->OnReadable();
  }
}

void EventLoop::run() {
  while (!IsStopped) {
    waitForEvents();
    runTimers();
  }
}

} // namespace weakspot::server
