// RUN: %case %s %t
//
// A scheduler's jobs are functions that hold the scheduler to schedule more. It is
// stopped by its destructor, which the jobs that are queued keep from running.
//
// CASE: stopped_by_destructor_bad
// ALIVE: work::Scheduler 1
// FINDS: capture-cycle lambda.self -> work::Scheduler.impl_ -> work::Scheduler::Impl.queue
// CASE: stopped_by_owner_good -DSTOPPED
// CASE: drained_good -DDRAINED

//--- scheduler.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>

namespace work {
class Scheduler : public std::enable_shared_from_this<Scheduler>,
                  Counted<Scheduler> {
public:
  using Job = std::function<void()>;
  Scheduler();
  ~Scheduler();
  void post(Job job);
  void postAgain(int times);
  bool runOne();
  void stop();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
} // namespace work

//--- scheduler.cpp
#include "scheduler.h"
#include <deque>
#include <mutex>
#include <utility>

namespace work {
struct Scheduler::Impl {
  std::mutex mutex;
  std::deque<Job> queue;
  int done = 0;
};

Scheduler::Scheduler() : impl_(std::make_unique<Impl>()) {}
Scheduler::~Scheduler() { stop(); }

void Scheduler::post(Job job) {
  std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->queue.push_back(std::move(job));
}

void Scheduler::postAgain(int times) {
  auto self = shared_from_this();
  post([self, times] {
    ++self->impl_->done;
    if (times > 1)
      self->postAgain(times - 1);
  });
}

bool Scheduler::runOne() {
  Job job;
  {
    std::lock_guard<std::mutex> lock(impl_->mutex);
    if (impl_->queue.empty())
      return false;
    job = std::move(impl_->queue.front());
    impl_->queue.pop_front();
  }
  job();
  return true;
}

void Scheduler::stop() {
  std::lock_guard<std::mutex> lock(impl_->mutex);
  impl_->queue.clear();
}
} // namespace work

//--- main.cpp
#include "scheduler.h"

int main() {
  auto scheduler = std::make_shared<work::Scheduler>();
  scheduler->postAgain(2);
#if defined(DRAINED)
  while (scheduler->runOne()) {
  }
#else
  scheduler->runOne();
#endif
#ifdef STOPPED
  scheduler->stop();
#endif
}
