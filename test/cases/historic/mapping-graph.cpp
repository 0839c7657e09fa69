// RUN: %case %s %t
//
// sofa#6259: edges are stored in both directions; clear() empties the list of all
// nodes, which is the wrong container.
//
// CASE: bad
// ALIVE: MappingNode 2
// FINDS: shared-ptr-cycle MappingNode.children -> MappingNode.parents
// CASE: weak_parents_good -DWEAK
// CASE: right_container_good -DRIGHT

//--- graph.h
#pragma once
#include "counted.h"
#include <memory>
#include <vector>

struct MappingNode : Counted<MappingNode> {
#ifdef WEAK
  std::vector<std::weak_ptr<MappingNode>> parents;
#else
  std::vector<std::shared_ptr<MappingNode>> parents;
#endif
  std::vector<std::shared_ptr<MappingNode>> children;
};

class MappingGraph {
public:
  void build();
  void clear();

private:
  static void addEdge(const std::shared_ptr<MappingNode> &from,
                      const std::shared_ptr<MappingNode> &to);
  std::vector<std::shared_ptr<MappingNode>> all_;
};

//--- graph.cpp
#include "graph.h"

void MappingGraph::addEdge(const std::shared_ptr<MappingNode> &from,
                           const std::shared_ptr<MappingNode> &to) {
  from->children.push_back(to);
  to->parents.push_back(from);
}
void MappingGraph::build() {
  clear();
  auto input = std::make_shared<MappingNode>();
  auto output = std::make_shared<MappingNode>();
  addEdge(input, output);
  all_ = {input, output};
}
void MappingGraph::clear() {
#ifdef RIGHT
  for (const auto &node : all_)
    node->parents.clear();
#endif
  all_.clear();
}

//--- main.cpp
#include "graph.h"
int main() {
  MappingGraph graph;
  graph.build();
  graph.clear();
}
