// RUN: %case %s %t
//
// The edges come into being by swap and by exchange.
//
// CASE: bad
// ALIVE: A 1, B 1
// FINDS: shared-ptr-cycle A.b -> B.a
// CASE: swapped_away_good -DGOOD
#include "counted.h"
#include <memory>
#include <utility>

struct B;
struct A : Counted<A> {
  std::shared_ptr<B> b;
};
struct B : Counted<B> {
  std::shared_ptr<A> a;
};

int main() {
  auto a = std::make_shared<A>();
  auto b = std::make_shared<B>();
  auto mine = a;
  std::swap(b->a, mine);
  auto old = std::exchange(a->b, b);
#ifdef GOOD
  swap(b->a, mine);
#endif
}
