// RUN: %case %s %t
//
// limonEngine#91: walk nodes hold their neighbours, who hold them.
//
// CASE: bad
// ALIVE: MovementNode 2
// FINDS: shared-ptr-cycle MovementNode.neighbours_ -> MovementNode.neighbours_
// CASE: owner_and_raw_good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

class MovementNode : Counted<MovementNode> {
public:
#ifdef GOOD
  using Neighbour = MovementNode *;
#else
  using Neighbour = std::shared_ptr<MovementNode>;
#endif
  MovementNode() : neighbours_(8) {}
  void setNeighbour(unsigned direction, Neighbour node) {
    neighbours_[direction] = node;
  }

private:
  std::vector<Neighbour> neighbours_;
};

class WalkGrid {
public:
  void build() {
    auto left = std::make_shared<MovementNode>();
    auto right = std::make_shared<MovementNode>();
#ifdef GOOD
    left->setNeighbour(2, right.get());
    right->setNeighbour(6, left.get());
#else
    left->setNeighbour(2, right);
    right->setNeighbour(6, left);
#endif
    nodes_ = {left, right};
  }

private:
  std::vector<std::shared_ptr<MovementNode>> nodes_;
};

int main() { WalkGrid().build(); }
