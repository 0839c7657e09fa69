// RUN: %case %s %t
//
// An edge that is made at the start of some work and taken away at its end: a
// way out that misses the end leaves it.
//
// CASE: early_return_bad -DEARLY
// ALIVE: Job 1
// FINDS: keepalive-never-reset Job.self_
// CASE: thrown_bad -DTHROWS
// ALIVE: Job 1
// FINDS: keepalive-never-reset Job.self_
// CASE: every_exit_good
// CASE: guard_good -DEARLY -DGUARD
// CASE: reset_before_good -DEARLY -DCAREFUL
// CASE: toggled_good -DTOGGLE
// CASE: reset_by_another_good -DEARLY -DOTHER
#include "counted.h"
#include <memory>
#include <stdexcept>

class Job : public Counted<Job>, public std::enable_shared_from_this<Job> {
public:
  void run(int size) {
    asked_ += size;
#ifdef TOGGLE
    if (self_) {
      self_.reset();
      return;
    }
    self_ = shared_from_this();
#else
    self_ = shared_from_this();
#ifdef GUARD
    struct Guard {
      Job &job;
      ~Guard() { job.self_.reset(); }
    } guard{*this};
#endif
#ifdef EARLY
    if (size == 0) {
#ifdef CAREFUL
      self_ = nullptr;
#endif
      return;
    }
#endif
#ifdef THROWS
    if (size == 0)
      throw std::runtime_error("nothing to do");
#endif
#ifndef GUARD
    self_.reset();
#endif
#endif
  }
#ifdef OTHER
  void stop() { self_.reset(); }
#endif

private:
  int asked_ = 0;
  std::shared_ptr<Job> self_;
};

void work(const std::shared_ptr<Job> &job, int size) {
#ifdef THROWS
  try {
    job->run(size);
  } catch (const std::runtime_error &) {
  }
#else
  job->run(size);
#endif
}

int main(int argc, char **) {
  auto job = std::make_shared<Job>();
  work(job, argc - 1);
#ifdef TOGGLE
  work(job, argc - 1);
#endif
#ifdef OTHER
  job->stop();
#endif
}
