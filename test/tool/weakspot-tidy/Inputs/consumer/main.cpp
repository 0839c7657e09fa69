#include "node.h"

std::weak_ptr<Node> last;
bool isLinked() { return last.lock()->other != nullptr; }

int main() {
  auto a = std::make_shared<Node>();
  auto b = std::make_shared<Node>();
  link(a, b);
  link(b, a);
}
