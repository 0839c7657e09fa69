// RUN: %case %s %t
//
// Emptying one object's container with braces says nothing about another's ring.
//
// CASE: vector_bad
// ALIVE: Folder 1
// FINDS: shared-ptr-cycle Folder.link
// CASE: map_bad -DMAP
// ALIVE: Folder 1
// FINDS: shared-ptr-cycle Folder.link
// CASE: set_bad -DSET
// ALIVE: Folder 1
// FINDS: shared-ptr-cycle Folder.link
// CASE: good -DGOOD
#include "counted.h"
#include <map>
#include <memory>
#include <set>
#include <vector>

struct Folder : Counted<Folder> {
  std::vector<std::shared_ptr<Folder>> list;
  std::map<int, std::shared_ptr<Folder>> map;
  std::set<std::shared_ptr<Folder>> set;
  std::shared_ptr<Folder> link;
};

int main() {
  auto tied = std::make_shared<Folder>();
#ifndef GOOD
  tied->link = tied;
#endif
  auto other = std::make_shared<Folder>();
#if defined(MAP)
  other->map = {};
#elif defined(SET)
  other->set = {};
#else
  other->list = {};
#endif
}
