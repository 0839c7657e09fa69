// RUN: %case %s %t
//
// What a static owns lives until the program ends: then it goes, unless it is a ring.
//
// CASE: static_owner_good
// CASE: static_ring_bad_FN -DRING
// ALIVE: Cache 1, Entry 1
// BECAUSE: that statics end with the program is not followed: what they hold counts as reachable
// CASE: static_ring_cleared_good -DRING -DCLEARED
#include "counted.h"
#include <memory>

struct Cache;
struct Entry : Counted<Entry> {
  std::shared_ptr<Cache> cache;
};
struct Cache : Counted<Cache> {
  std::shared_ptr<Entry> entry;
};

static std::shared_ptr<Cache> &instance() {
  static std::shared_ptr<Cache> cache = std::make_shared<Cache>();
  return cache;
}

int main() {
  instance()->entry = std::make_shared<Entry>();
#ifdef RING
  instance()->entry->cache = instance();
#endif
#ifdef CLEARED
  instance()->entry->cache = nullptr;
#endif
}
