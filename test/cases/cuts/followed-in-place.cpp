// RUN: %case %s %t
//
// What a callee does depends on what its caller has built: how long a list is, which elements a
// registry holds, how numbers compare. Then the callee is followed from there.
//
// CASE: list_good -DLIST "-DCUT=clear(first)"
// CASE: list_bad -DLIST "-DCUT=clear(nullptr)"
// ALIVE: Node 3
// FINDS: shared-ptr-cycle Node.next -> Node.prev
// CASE: registry_good -DREGISTRY -DCUT=shutDown()
// CASE: registry_bad -DREGISTRY -DCUT=all().clear()
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: recursion_good -DTREE -DCUT=root->detach()
// CASE: recursion_bad -DTREE -DCUT=root->twigs[0]->detach()
// ALIVE: Branch 3
// FINDS: shared-ptr-cycle Branch.up -> Branch.twigs
// CASE: between_good -DRANGE "-DCUT=stopAt(*node, 2)"
// CASE: above_bad -DRANGE "-DCUT=stopAt(*node, 4)"
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: wrapped_good -DRANGE "-DCUT=stop(Handle{node})"
// CASE: wrapped_bad -DRANGE "-DCUT=stop(Handle{nullptr})"
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
#include "counted.h"
#include <memory>
#include <vector>

struct Node : Counted<Node> {
  std::shared_ptr<Node> next, prev;
};
using Ptr = std::shared_ptr<Node>;

#ifdef LIST
void clear(Ptr head) {
  while (head) {
    Ptr after = std::move(head->next);
    head->prev.reset();
    head = std::move(after);
  }
}
int main() {
  auto first = std::make_shared<Node>();
  auto last = first;
  for (int i = 0; i < 2; ++i) {
    auto node = std::make_shared<Node>();
    last->next = node;
    node->prev = last;
    last = node;
  }
  CUT;
}
#endif

#ifdef REGISTRY
std::vector<Ptr> &all() {
  static std::vector<Ptr> nodes;
  return nodes;
}
void shutDown() {
  for (auto &node : all())
    node->next = nullptr;
  all().clear();
}
int main() {
  auto node = std::make_shared<Node>();
  node->next = node;
  all().push_back(node);
  CUT;
}
#endif

#ifdef TREE
struct Branch : Counted<Branch> {
  std::shared_ptr<Branch> up;
  std::vector<std::shared_ptr<Branch>> twigs;
  void detach() {
    for (auto &twig : twigs) {
      twig->detach();
      twig->up = nullptr;
    }
  }
};
int main() {
  auto root = std::make_shared<Branch>();
  for (int i = 0; i < 2; ++i) {
    auto twig = std::make_shared<Branch>();
    twig->up = root;
    root->twigs.push_back(twig);
  }
  CUT;
}
#endif

#ifdef RANGE
struct Handle {
  Ptr node;
  bool valid() const { return node != nullptr; }
};
void stop(Handle handle) {
  if (handle.valid())
    handle.node->next = nullptr;
}
void stopAt(Node &node, int level) {
  if (level < 1 || level > 3)
    return;
  node.next = nullptr;
}
int main() {
  auto node = std::make_shared<Node>();
  node->next = node;
  CUT;
}
#endif
