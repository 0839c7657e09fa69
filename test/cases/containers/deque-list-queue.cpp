// RUN: %case %s %t
//
// A job waits in the queue that it owns.
//
// CASE: queue_bad
// ALIVE: Job 1, Queue 1
// FINDS: shared-ptr-cycle Job.queue -> Queue.waiting_
// CASE: list_bad -DLIST
// ALIVE: Job 1, Queue 1
// FINDS: shared-ptr-cycle Job.queue -> Queue.waiting_
// CASE: taken_good -DTAKEN
#include "counted.h"
#include <deque>
#include <list>
#include <memory>

struct Job;
class Queue : Counted<Queue> {
public:
  void push(std::shared_ptr<Job> job) { waiting_.push_front(std::move(job)); }
  std::shared_ptr<Job> pop() {
    auto job = std::move(waiting_.back());
    waiting_.pop_back();
    return job;
  }

private:
#ifdef LIST
  std::list<std::shared_ptr<Job>> waiting_;
#else
  std::deque<std::shared_ptr<Job>> waiting_;
#endif
};
struct Job : Counted<Job> {
  std::shared_ptr<Queue> queue;
};

int main() {
  auto queue = std::make_shared<Queue>();
  auto job = std::make_shared<Job>();
  job->queue = queue;
  queue->push(job);
#ifdef TAKEN
  queue->pop();
#endif
}
