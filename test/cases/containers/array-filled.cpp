// RUN: %case %s %t
//
// std::array::fill assigns every element: what they held is let go, and each
// holds what was given.
//
// CASE: emptied_by_callee_good -DEMPTIED
// CASE: filled_bad
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.peers
#include "counted.h"
#include <array>
#include <memory>

struct Node : Counted<Node> {
  std::array<std::shared_ptr<Node>, 2> peers;
};

static void connect(Node &node, const std::shared_ptr<Node> &peer) {
  node.peers.fill(peer);
}

static void disconnect(Node &node) { node.peers.fill(nullptr); }

int main() {
  auto node = std::make_shared<Node>();
  connect(*node, node);
#ifdef EMPTIED
  disconnect(*node);
#else
  (void)disconnect;
#endif
}
