// RUN: %case %s %t
//
// Both pointers are moved into the other object; the locals are empty at the end.
//
// CASE: bad
// ALIVE: A 1, B 1
// FINDS: shared-ptr-cycle A.b -> B.a
// CASE: good -DGOOD
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
  A *rawA = a.get();
#ifdef GOOD
  rawA->b = std::move(b);
  rawA->b->a = nullptr;
#else
  b->a = std::move(a);
  rawA->b = std::move(b);
#endif
}
