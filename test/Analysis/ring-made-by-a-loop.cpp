// A ring whose length is a number that was passed: it is told once round, and how many there are.
// RUN: %exits 1 %weakspot check %s -- -std=c++17 | FileCheck %s --implicit-check-not=error:
// CHECK: error: 5 objects own each other in a ring: 'Node' -> ... through 'Node::next'; nothing else owns them, so they are never freed [weakspot-shared-ptr-cycle]
#include <memory>
#include <vector>

struct Node {
  std::shared_ptr<Node> next;
};

static std::shared_ptr<Node> ring(unsigned n) {
  std::vector<std::shared_ptr<Node>> nodes(n);
  for (auto &node : nodes)
    // CHECK: :[[#@LINE+1]]:12: note: 'Node' is made here
    node = std::make_shared<Node>();
  for (unsigned i = 0; i < n; ++i)
    nodes[i]->next = nodes[(i + 1) % n];
  return nodes.front();
}

static std::shared_ptr<Node> chain(unsigned n) {
  std::vector<std::shared_ptr<Node>> nodes(n);
  for (auto &node : nodes)
    node = std::make_shared<Node>();
  for (unsigned i = 0; i + 1 < n; ++i)
    nodes[i]->next = nodes[i + 1];
  return nodes.front();
}

int main() {
  chain(5);
  ring(5);
}
// CHECK: note: calling 'ring(unsigned int)'
// CHECK: :17:20: note: here 'Node::next' owns 'Node' (std::shared_ptr)
// CHECK-NOT: note: here
// CHECK: note: making 'Node::next' a weak pointer breaks the cycle
