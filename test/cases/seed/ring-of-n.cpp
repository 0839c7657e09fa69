// RUN: %case %s %t
//
// A ring whose length is known only when it runs.
//
// CASE: closed_bad
// ALIVE: Node 5
// FINDS: shared-ptr-cycle Node.next
// CASE: chain_good -DCHAIN
#include "counted.h"
#include <memory>
#include <vector>

struct Node : Counted<Node> {
  std::shared_ptr<Node> next;
};

static std::shared_ptr<Node> ring(unsigned n) {
  std::vector<std::shared_ptr<Node>> nodes(n);
  for (auto &node : nodes)
    node = std::make_shared<Node>();
#ifdef CHAIN
  for (unsigned i = 0; i + 1 < n; ++i)
    nodes[i]->next = nodes[i + 1];
#else
  for (unsigned i = 0; i < n; ++i)
    nodes[i]->next = nodes[(i + 1) % n];
#endif
  return nodes.front();
}

int main() { ring(5); }
