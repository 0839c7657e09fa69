// RUN: %case %s %t
//
// Which of two objects gets the edge depends on a condition; in each case the ring closes.
//
// CASE: bad
// ALIVE: Node 2
// FINDS: shared-ptr-cycle Node.peer -> Node.peer
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Node : Counted<Node> {
  std::shared_ptr<Node> peer;
};

int main() {
  auto a = std::make_shared<Node>();
  auto b = std::make_shared<Node>();
  auto &first = counted::yes() ? a : b;
  auto &second = &first == &a ? b : a;
  first->peer = second;
#ifndef GOOD
  second->peer = first;
#endif
}
