// RUN: %case %s %t
//
// The cut is missed where the function leaves early.
//
// CASE: missed_bad
// ALIVE: Job 1, Progress 1
// FINDS: shared-ptr-cycle Job.progress -> Progress.job
// CASE: both_paths_good -DBOTH
#include "counted.h"
#include <memory>

struct Progress;
struct Job : Counted<Job> {
  std::shared_ptr<Progress> progress;
};
struct Progress : Counted<Progress> {
  std::shared_ptr<Job> job;
};

static bool finish(const std::shared_ptr<Job> &job, bool failed) {
  if (failed) {
#ifdef BOTH
    job->progress->job = nullptr;
#endif
    return false;
  }
  job->progress.reset();
  return true;
}

int main() {
  auto job = std::make_shared<Job>();
  job->progress = std::make_shared<Progress>();
  job->progress->job = job;
  finish(job, counted::yes());
}
