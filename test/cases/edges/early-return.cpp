// RUN: %case %s %t
//
// The path that closes the ring is not the one that leaves early.
//
// CASE: bad
// ALIVE: Task 1, Worker 1
// FINDS: shared-ptr-cycle Task.worker -> Worker.task
// CASE: always_leaves_good -DLEAVES
// CASE: exclusive_good -DEXCLUSIVE
#include "counted.h"
#include <memory>

struct Worker;
struct Task : Counted<Task> {
  std::shared_ptr<Worker> worker;
};
struct Worker : Counted<Worker> {
  std::shared_ptr<Task> task;
};

static bool assign(const std::shared_ptr<Task> &task,
                   const std::shared_ptr<Worker> &worker, bool busy) {
#ifdef EXCLUSIVE
  if (busy) {
    task->worker = worker;
    return false;
  }
  worker->task = task;
  return true;
#else
  if (busy)
    return false;
  task->worker = worker;
  worker->task = task;
  return true;
#endif
}

int main() {
  auto task = std::make_shared<Task>();
  auto worker = std::make_shared<Worker>();
#ifdef LEAVES
  assign(task, worker, true);
#else
  assign(task, worker, false);
#endif
}
