// RUN: %case %s %t
//
// A callee empties a collection if there is something to empty. Its way out where there is
// nothing is none that the caller can take.
//
// CASE: not_null_good -DDISSOLVE=clearOne(pack.back())
// CASE: not_empty_good -DDISSOLVE=clearFirst(pack)
// CASE: each_good -DDISSOLVE=clearEach(pack)
// CASE: chosen_good -DDISSOLVE=clearChosen(pack)
// CASE: null_bad -DDISSOLVE=clearOne(nullptr)
// ALIVE: Wolf 2
// FINDS: shared-ptr-cycle Wolf.mate -> Wolf.young
// CASE: empty_bad "-DDISSOLVE=std::vector<std::shared_ptr<Wolf>> none;clearFirst(none)"
// ALIVE: Wolf 2
// FINDS: shared-ptr-cycle Wolf.mate -> Wolf.young
#include "counted.h"
#include <memory>
#include <vector>

struct Wolf : Counted<Wolf> {
  std::shared_ptr<Wolf> mate;
  std::vector<std::shared_ptr<Wolf>> young;
};
using Pack = std::vector<std::shared_ptr<Wolf>>;

void clearOne(const std::shared_ptr<Wolf> &wolf) {
  if (wolf)
    wolf->young.clear();
}
void clearFirst(Pack &pack) {
  if (!pack.empty())
    pack.front()->young.clear();
}
void clearEach(Pack &pack) {
  for (auto &wolf : pack)
    wolf->young.clear();
}
void clearChosen(Pack &pack) {
  auto first = pack.empty() ? nullptr : pack.front();
  if (first)
    first->young.clear();
}

int main() {
  auto elder = std::make_shared<Wolf>();
  auto other = std::make_shared<Wolf>();
  elder->mate = other;
  other->young.push_back(elder);
  Pack pack;
  pack.push_back(other);
  DISSOLVE;
}
