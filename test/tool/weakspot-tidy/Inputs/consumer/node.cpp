#include "node.h"

void link(const std::shared_ptr<Node> &a, const std::shared_ptr<Node> &b) {
  a->other = b;
}
