// RUN: %case %s %t
//
// A counter in the object, counted down by a function that asks it first, says when to let go.
//
// CASE: last_one_good -DTIMES=2
// CASE: one_left_bad -DTIMES=1
// ALIVE: Pool 1
// FINDS: shared-ptr-cycle Pool.self
// CASE: more_than_enough_good -DTIMES=3
#include "counted.h"
#include <memory>

struct Pool : Counted<Pool> {
  std::shared_ptr<Pool> self;
  int left = 2;
  void release() {
    if (left > 0)
      left = left - 1;
  }
  void tidy() {
    if (left == 0)
      self.reset();
  }
};

int main() {
  auto pool = std::make_shared<Pool>();
  pool->self = pool;
  pool->release();
  if (TIMES > 1)
    pool->release();
  if (TIMES > 2)
    pool->release();
  pool->tidy();
}
