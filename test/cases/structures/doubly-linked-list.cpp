// RUN: %case %s %t
//
// A doubly linked list whose prev pointers own leaks as soon as it has two nodes.
//
// CASE: strong_prev_bad
// ALIVE: Node 3
// FINDS: shared-ptr-cycle Node.next -> Node.prev
// CASE: weak_prev_good -DWEAK
// CASE: raw_prev_good -DRAW
#include "counted.h"
#include <memory>

struct Node : Counted<Node> {
  std::shared_ptr<Node> next;
#if defined(WEAK)
  std::weak_ptr<Node> prev;
#elif defined(RAW)
  Node *prev = nullptr;
#else
  std::shared_ptr<Node> prev;
#endif
};

struct List {
  std::shared_ptr<Node> head, tail;
  void append() {
    auto node = std::make_shared<Node>();
    if (!head) {
      head = tail = node;
      return;
    }
    tail->next = node;
#ifdef RAW
    node->prev = tail.get();
#else
    node->prev = tail;
#endif
    tail = node;
  }
};

int main() {
  List list;
  for (int i = 0; i < 3; ++i)
    list.append();
}
