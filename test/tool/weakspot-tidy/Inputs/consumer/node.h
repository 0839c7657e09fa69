#include <memory>

struct Node {
  std::shared_ptr<Node> other;
};
void link(const std::shared_ptr<Node> &a, const std::shared_ptr<Node> &b);
