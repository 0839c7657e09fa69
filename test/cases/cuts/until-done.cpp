// RUN: %case %s %t
//
// A loop that goes on until it is done is left when it is, however many turns that takes: what
// its last turn takes away is gone behind it.
//
// CASE: flag_good -DFLAG
// CASE: flag_of_object_good -DOBJECT
// CASE: step_function_good -DSTEP
// CASE: long_counter_good -DCOUNTER
// CASE: another_edge_bad -DFLAG -DOTHER
// ALIVE: Job 1
// FINDS: shared-ptr-cycle Job.other
// CASE: made_in_a_long_loop_bad -DMADE
// ALIVE: Job 40
// FINDS: shared-ptr-cycle Job.self
#include "counted.h"
#include <cstdlib>
#include <memory>

struct Job : Counted<Job> {
  std::shared_ptr<Job> self, other;
  bool done = false;

  void poll() {
    if (std::rand() % 5 == 0) {
      self.reset();
      done = true;
    }
  }
};

[[maybe_unused]] static bool step(Job &job) {
  if (std::rand() % 5 != 0)
    return true;
  job.self.reset();
  return false;
}

int main() {
#ifdef MADE
  for (int i = 0; i < 40; ++i) {
    auto made = std::make_shared<Job>();
    made->self = made;
  }
#else
  auto job = std::make_shared<Job>();
  job->self = job;
#endif
#ifdef OTHER
  job->other = job;
#endif
#ifdef FLAG
  bool running = true;
  while (running) {
    if (std::rand() % 5 == 0) {
      job->self.reset();
      running = false;
    }
  }
#endif
#ifdef OBJECT
  while (!job->done)
    job->poll();
#endif
#ifdef STEP
  while (step(*job)) {
  }
#endif
#ifdef COUNTER
  for (int i = 0; i < 100; ++i)
    if (i == 50)
      job->self.reset();
#endif
}
