// RUN: %case %s %t
//
// Two edges, one way: a and b both own c. No ring.
//
// CASE: diamond_good
// CASE: through_the_middle_bad -DBAD
// ALIVE: Box 2
// FINDS: shared-ptr-cycle Box.inner -> Box.inner
#include "counted.h"
#include <memory>

struct Box : Counted<Box> {
  std::shared_ptr<Box> inner;
};

int main() {
  auto a = std::make_shared<Box>();
  auto b = std::make_shared<Box>();
  auto c = std::make_shared<Box>();
  a->inner = c;
  b->inner = c;
#ifdef BAD
  c->inner = b;
#endif
}
