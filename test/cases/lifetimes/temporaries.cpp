// RUN: %case %s %t
//
// The ring is made and lost within one full expression.
//
// CASE: bad
// ALIVE: Node 1
// FINDS: keepalive-never-reset Node.self
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Node : Counted<Node>, std::enable_shared_from_this<Node> {
  std::shared_ptr<Node> self;
  std::shared_ptr<Node> tie() {
#ifdef GOOD
    return shared_from_this();
#else
    return self = shared_from_this();
#endif
  }
};

int main() { std::make_shared<Node>()->tie()->tie(); }
