// RUN: %case %s %t
//
// What is built and then left by an exception is as lost as what is left by a return.
//
// CASE: thrown_bad
// ALIVE: Task 1
// FINDS: shared-ptr-cycle Task.self
// CASE: cut_before_good -DCUT=task->self.reset()
#include "counted.h"
#include <memory>
#include <stdexcept>

#ifndef CUT
#define CUT
#endif

struct Task : Counted<Task> {
  std::shared_ptr<Task> self;
};

void check(const Task &task) {
  if (!task.self || task.self.get() == &task)
    throw std::logic_error("owns itself");
}

void start() {
  auto task = std::make_shared<Task>();
  task->self = task;
  CUT;
  check(*task);
}

int main() {
  try {
    start();
  } catch (const std::exception &) {
    return 0;
  }
}
