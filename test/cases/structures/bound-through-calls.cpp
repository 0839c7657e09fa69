// RUN: %case %s %t
//
// How often a loop turns, a caller two calls away says: more often than a function by itself is
// followed.
//
// CASE: four_children_bad -DTIMES=4
// ALIVE: Node 5
// FINDS: shared-ptr-cycle Node.children -> Node.parent
// CASE: no_children_good -DTIMES=0
// CASE: made_elsewhere_bad -DTIMES=4 -DMAKE
// ALIVE: Node 5
// FINDS: shared-ptr-cycle Node.children -> Node.parent
#include "counted.h"
#include <memory>
#include <vector>

struct Node : Counted<Node> {
  std::shared_ptr<Node> parent;
  std::vector<std::shared_ptr<Node>> children;
};

static void fill(const std::shared_ptr<Node> &node, int times) {
  for (int i = 0; i < times; ++i) {
    auto child = std::make_shared<Node>();
    child->parent = node;
    node->children.push_back(child);
  }
}

static void setUp(const std::shared_ptr<Node> &node, int times) {
  fill(node, times);
}

static std::shared_ptr<Node> make(int times) {
  auto node = std::make_shared<Node>();
  setUp(node, times);
  return node;
}

int main() {
#ifdef MAKE
  auto node = make(TIMES);
#else
  auto node = std::make_shared<Node>();
  setUp(node, TIMES);
  make(0);
#endif
}
