// RUN: %case %s %t
//
// Other ways to make a shared object.
//
// CASE: allocate_bad
// ALIVE: Item 2
// FINDS: shared-ptr-cycle Item.other -> Item.other
// CASE: new_bad -DNEW
// ALIVE: Item 2
// FINDS: shared-ptr-cycle Item.other -> Item.other
// CASE: reset_bad -DRESET
// ALIVE: Item 2
// FINDS: shared-ptr-cycle Item.other -> Item.other
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Item : Counted<Item> {
  std::shared_ptr<Item> other;
};

static std::shared_ptr<Item> make() {
#if defined(NEW)
  return std::shared_ptr<Item>(new Item);
#elif defined(RESET)
  std::shared_ptr<Item> item;
  item.reset(new Item());
  return item;
#else
  return std::allocate_shared<Item>(std::allocator<Item>());
#endif
}

int main() {
  auto a = make();
  auto b = make();
  a->other = b;
#ifndef GOOD
  b->other = a;
#endif
}
