// RUN: %miniature %s %t
//
// What a guard does at the end of its scope happens on every way out. A not_null is the pointer that it
// has.
//
// CASE: bad
// ALIVE: Node<1> 2, Node<2> 2
// FINDS: shared-ptr-cycle Node<1>.next_ -> Node<1>.next_
// FINDS: shared-ptr-cycle Node<2>.next_ -> Node<2>.next_
// CASE: good -DGOOD
#include "counted.h"
#include <gsl/gsl>
#include <memory>

template <int Number> struct Node : Counted<Node<Number>> {
  void link(gsl::not_null<std::shared_ptr<Node>> next) { next_ = next; }
  std::shared_ptr<Node> next_;
  int visits_ = 0;
};

template <int Number> void visit(bool early) {
  auto one = std::make_shared<Node<Number>>();
  auto two = std::make_shared<Node<Number>>();
#ifdef GOOD
  auto guard = gsl::finally([&] { one->next_ = nullptr; });
#else
  auto guard = gsl::finally([&] { ++one->visits_; });
#endif
  one->link(two);
  two->link(one);
  if (early)
    return;
  ++two->visits_;
}

int main() {
  visit<1>(counted::yes());
  visit<2>(counted::no());
}
