// RUN: %case %s %t
//
// A list: every next pointer leads to a younger or an older node, never back.
//
// CASE: push_front_good
// CASE: push_back_good -DBACK
// CASE: head_into_tail_bad -DCLOSE
// ALIVE: Node 4
// FINDS: shared-ptr-cycle Node.next -> Node.next -> Node.next -> Node.next
#include "counted.h"
#include <memory>

struct Node : Counted<Node> {
  int value = 0;
  std::shared_ptr<Node> next;
};

class List {
public:
  void push(int value) {
    auto node = std::make_shared<Node>();
    node->value = value;
#ifdef BACK
    if (tail_)
      tail_->next = node;
    else
      head_ = node;
    tail_ = node;
#else
    node->next = head_;
    head_ = node;
    if (!tail_)
      tail_ = node;
#endif
  }
  void close() { tail_->next = head_; }

private:
  std::shared_ptr<Node> head_, tail_;
};

int main() {
  List list;
  for (int i = 0; i < 4; ++i)
    list.push(i);
#ifdef CLOSE
  list.close();
#endif
}
