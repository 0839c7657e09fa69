// RUN: %case %s %t
//
// The only reset is in the destructor of a member of the ring: it never runs.
//
// CASE: bad
// ALIVE: Owner 1, Part 1
// FINDS: shared-ptr-cycle Owner.part -> Part.owner
// CASE: guard_outside_good -DGOOD
#include "counted.h"
#include <memory>

struct Owner;
struct Part : Counted<Part> {
  std::shared_ptr<Owner> owner;
};
struct Owner : Counted<Owner> {
  std::shared_ptr<Part> part;
#ifndef GOOD
  ~Owner() { part->owner.reset(); }
#endif
};

struct Holder {
  std::shared_ptr<Owner> owner = std::make_shared<Owner>();
#ifdef GOOD
  ~Holder() { owner->part->owner.reset(); }
#endif
};

int main() {
  Holder holder;
  holder.owner->part = std::make_shared<Part>();
  holder.owner->part->owner = holder.owner;
}
