// RUN: %case %s %t
//
// The destructor of a list calls what walks over it and cuts it, however long it is.
//
// CASE: cleared_good -DLENGTH=3 -DENDS=clear()
// CASE: longer_good -DLENGTH=5 -DENDS=clear()
// CASE: left_alone_bad -DLENGTH=3 -DENDS=count()
// ALIVE: Link 3
// FINDS: shared-ptr-cycle Link.next -> Link.prev
// CASE: only_the_first_bad -DLENGTH=4 -DENDS=cutFirst()
// ALIVE: Link 3
// FINDS: shared-ptr-cycle Link.next -> Link.prev
#include "counted.h"
#include <memory>
#include <utility>

struct Link : Counted<Link> {
  std::shared_ptr<Link> next, prev;
};

class Chain {
public:
  ~Chain() { ENDS; }
  void append() {
    auto link = std::make_shared<Link>();
    if (tail) {
      tail->next = link;
      link->prev = tail;
    } else {
      head = link;
    }
    tail = link;
  }
  void clear() {
    auto at = std::move(head);
    tail = nullptr;
    while (at) {
      auto next = std::move(at->next);
      at->prev.reset();
      at = std::move(next);
    }
  }
  int count() const {
    int links = 0;
    for (auto at = head; at; at = at->next)
      ++links;
    return links;
  }
  void cutFirst() {
    if (head && head->next) {
      head->next->prev.reset();
      head->next.reset();
    }
  }

private:
  std::shared_ptr<Link> head, tail;
};

int main() {
  Chain chain;
  chain.append();
  chain.append();
  chain.append();
  if (LENGTH > 3)
    chain.append();
  if (LENGTH > 4)
    chain.append();
}
