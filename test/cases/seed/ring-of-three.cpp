// RUN: %case %s %t
//
// A ring of three, closed by hand.
//
// CASE: closed_bad
// ALIVE: Node 3
// FINDS: shared-ptr-cycle Node.next -> Node.next -> Node.next
// CASE: open_good -DOPEN
// CASE: cut_good -DCUT
#include "counted.h"
#include <memory>

struct Node : Counted<Node> {
  std::shared_ptr<Node> next;
};

int main() {
  auto a = std::make_shared<Node>();
  auto b = std::make_shared<Node>();
  auto c = std::make_shared<Node>();
  a->next = b;
  b->next = c;
#ifndef OPEN
  c->next = a;
#endif
#ifdef CUT
  b->next = nullptr;
#endif
}
