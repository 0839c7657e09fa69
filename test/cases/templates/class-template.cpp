// RUN: %case %s %t
//
// The ring is in an instantiation.
//
// CASE: strong_bad
// ALIVE: Node<int, std::shared_ptr> 2
// FINDS: shared-ptr-cycle Node<int, std::shared_ptr>.link -> Node<int, std::shared_ptr>.link
// CASE: weak_good -DGOOD
#include "counted.h"
#include <memory>

template <typename T, template <typename> class Pointer>
struct Node : Counted<Node<T, Pointer>> {
  T value{};
  Pointer<Node> link;
};

template <typename N> void pair() {
  auto a = std::make_shared<N>();
  auto b = std::make_shared<N>();
  a->link = b;
  b->link = a;
}

int main() {
#ifdef GOOD
  pair<Node<int, std::weak_ptr>>();
#else
  pair<Node<int, std::shared_ptr>>();
#endif
}
