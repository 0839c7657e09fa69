// RUN: %case %s %t
//
// A function that makes all edges of a ring whatever it is called with makes one whenever it runs:
// which elements its callers mean need not be known. One that asks what it was given, or whose
// edges are cut somewhere, is told only where a caller shows the ring.
//
// CASE: both_edges_bad
// ALIVE: Node 3
// FINDS: shared-ptr-cycle Node.next -> Node.next
// CASE: cleared_by_the_holder_good -DCLEARED
// CASE: asks_first_good -DASKS
// CASE: never_called_good -DNEVER
#include "counted.h"
#include <cstdlib>
#include <memory>
#include <vector>

struct Node : Counted<Node> {
  std::vector<std::shared_ptr<Node>> next;
};

class Graph {
public:
  explicit Graph(int count) {
    for (int i = 0; i < count; ++i)
      nodes.push_back(std::make_shared<Node>());
  }
#ifdef CLEARED
  ~Graph() {
    for (auto &node : nodes)
      node->next.clear();
  }
#endif
  void edge(int from, int to, [[maybe_unused]] bool both) {
    nodes[from]->next.push_back(nodes[to]);
#ifdef ASKS
    if (!both)
      return;
#endif
    nodes[to]->next.push_back(nodes[from]);
  }

private:
  std::vector<std::shared_ptr<Node>> nodes;
};

int main() {
  Graph graph(3);
#ifndef NEVER
  for (int i = 0; i < 2; ++i)
    graph.edge(i, (i + std::rand() % 2) == i ? i + 1 : 2, false);
#endif
}
