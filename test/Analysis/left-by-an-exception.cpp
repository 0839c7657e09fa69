// The proof of a ring that only an exception leaves behind says so.
// RUN: %exits 1 %weakspot check %s -- -std=c++17 2>&1 | FileCheck %s
// CHECK: error: 'Node' and 'Node' own each other through 'Node::other' and
// CHECK: note: when an exception leaves 'pair_bad(int)', no owner outside the
// CHECK-NOT: ends, no owner
#include <memory>
#include <stdexcept>

struct Node {
  std::shared_ptr<Node> other;
};

void pair_bad(int count) {
  auto first = std::make_shared<Node>(), second = std::make_shared<Node>();
  first->other = second;
  second->other = first;
  if (count > 3)
    throw std::runtime_error("too many");
  first->other.reset();
}

void pair_good(int count) {
  auto first = std::make_shared<Node>(), second = std::make_shared<Node>();
  if (count > 3)
    throw std::runtime_error("too many");
  first->other = second;
  second->other = first;
  first->other.reset();
}

int main(int count, char **) {
  try {
    pair_bad(count);
    pair_good(count);
  } catch (const std::exception &) {
    return 1;
  }
}
