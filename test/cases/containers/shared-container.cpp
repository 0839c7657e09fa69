// RUN: %case %s %t
//
// The container itself is shared: one of its elements owns the container.
//
// CASE: bad
// ALIVE: Observer 1
// FINDS: shared-ptr-cycle Observer.others -> the container
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

struct Observer : Counted<Observer> {
  std::shared_ptr<std::vector<std::shared_ptr<Observer>>> others;
};

int main() {
  auto all = std::make_shared<std::vector<std::shared_ptr<Observer>>>();
  auto observer = std::make_shared<Observer>();
  observer->others = all;
#ifndef GOOD
  all->push_back(observer);
#endif
}
