// RUN: %case %s %t
//
// The ways to cut one edge before the end.
//
// CASE: never_bad
// ALIVE: A 1, B 1
// FINDS: shared-ptr-cycle A.b -> B.a
// CASE: reset_good -DCUT=b->a.reset()
// CASE: null_good -DCUT=b->a=nullptr
// CASE: braces_good -DCUT=b->a={}
// CASE: other_object_good "-DCUT=b->a=std::make_shared<A>()"
// CASE: move_out_good "-DCUT=auto taken=std::move(b->a)"
// CASE: swap_out_good "-DCUT=std::shared_ptr<A> empty; b->a.swap(empty)"
// CASE: exchange_good "-DCUT=std::exchange(b->a,nullptr)"
// CASE: copy_assign_good "-DCUT=*b=B()"
// CASE: wrong_member_bad -DCUT=b->spare.reset()
// ALIVE: A 1, B 1
// FINDS: shared-ptr-cycle A.b -> B.a
// CASE: local_only_bad -DCUT=a.reset(),b.reset()
// ALIVE: A 1, B 1
// FINDS: shared-ptr-cycle A.b -> B.a
// CASE: put_back_bad "-DCUT=auto taken=std::move(b->a); b->a=taken"
// ALIVE: A 1, B 1
// FINDS: shared-ptr-cycle A.b -> B.a
#include "counted.h"
#include <memory>
#include <utility>

struct B;
struct A : Counted<A> {
  std::shared_ptr<B> b;
};
struct B : Counted<B> {
  std::shared_ptr<A> a, spare;
};

#ifndef CUT
#define CUT (void)0
#endif

int main() {
  auto a = std::make_shared<A>();
  auto b = std::make_shared<B>();
  a->b = b;
  b->a = a;
  CUT;
}
