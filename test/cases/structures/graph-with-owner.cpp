// RUN: %case %s %t
//
// A graph that owns its nodes; nodes know each other weakly.
//
// CASE: arena_good
// CASE: strong_neighbours_bad -DSTRONG
// ALIVE: Vertex 2
// FINDS: shared-ptr-cycle Vertex.neighbours -> Vertex.neighbours
#include "counted.h"
#include <memory>
#include <vector>

struct Vertex : Counted<Vertex> {
#ifdef STRONG
  std::vector<std::shared_ptr<Vertex>> neighbours;
#else
  std::vector<std::weak_ptr<Vertex>> neighbours;
#endif
};

class Graph {
public:
  std::shared_ptr<Vertex> add() {
    return vertices_.emplace_back(std::make_shared<Vertex>());
  }
  static void connect(const std::shared_ptr<Vertex> &a,
                      const std::shared_ptr<Vertex> &b) {
    a->neighbours.emplace_back(b);
    b->neighbours.emplace_back(a);
  }

private:
  std::vector<std::shared_ptr<Vertex>> vertices_;
};

int main() {
  Graph graph;
  auto a = graph.add();
  auto b = graph.add();
  Graph::connect(a, b);
}
