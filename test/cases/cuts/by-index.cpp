// RUN: %case %s %t
//
// What is cut is found by counting: every index below size() is visited, size() says whether there
// is anything, and how many a container of unknown length holds stays unknown.
//
// CASE: each_index_good -DDISSOLVE=cutEach(pack)
// CASE: backwards_good -DDISSOLVE=cutBackwards(pack)
// CASE: while_any_good -DDISSOLVE=popAll(pack)
// CASE: guarded_good -DDISSOLVE=cutIfAny(pack)
// CASE: own_loop_good "-DDISSOLVE=for (unsigned I = 0; I < pack.size(); ++I) pack[I]->mate.reset()"
// CASE: reserved_good "-DDISSOLVE=Pack copy(2); copy[0] = pack[0]; copy[1] = pack[1]; cutEach(copy)"
// CASE: copied_good "-DDISSOLVE=Pack copy(pack); cutEach(copy)"
// CASE: all_but_first_bad "-DDISSOLVE=for (unsigned I = 2; I < pack.size(); ++I) pack[I]->mate.reset()"
// ALIVE: Wolf 2
// FINDS: shared-ptr-cycle Wolf.mate -> Wolf.mate
// CASE: resized_bad "-DDISSOLVE=Pack copy; copy.resize(3); if (copy.size() != 3) cutEach(pack)"
// ALIVE: Wolf 2
// FINDS: shared-ptr-cycle Wolf.mate -> Wolf.mate
// CASE: if_three_bad "-DDISSOLVE=if (pack.size() == 3) cutEach(pack)"
// ALIVE: Wolf 2
// FINDS: shared-ptr-cycle Wolf.mate -> Wolf.mate
// CASE: if_two_good "-DDISSOLVE=if (pack.size() == 2) cutEach(pack)"
#include "counted.h"
#include <cstddef>
#include <memory>
#include <vector>

struct Wolf : Counted<Wolf> {
  std::shared_ptr<Wolf> mate;
};
using Pack = std::vector<std::shared_ptr<Wolf>>;

void cutEach(Pack &pack) {
  for (std::size_t I = 0; I < pack.size(); ++I)
    pack[I]->mate.reset();
}
void cutBackwards(Pack &pack) {
  for (std::size_t I = pack.size(); I > 0; --I)
    pack[I - 1]->mate = nullptr;
}
void popAll(Pack &pack) {
  while (pack.size() > 0) {
    pack.back()->mate.reset();
    pack.pop_back();
  }
}
void cutIfAny(Pack &pack) {
  if (pack.size() != 0)
    pack.front()->mate.reset();
}

int main() {
  auto elder = std::make_shared<Wolf>();
  auto other = std::make_shared<Wolf>();
  elder->mate = other;
  other->mate = elder;
  Pack pack;
  pack.push_back(elder);
  pack.push_back(other);
  DISSOLVE;
}
