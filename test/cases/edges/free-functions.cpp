// RUN: %case %s %t
//
// Each edge is some free functions away.
//
// CASE: bad
// ALIVE: Left 1, Right 1
// FINDS: shared-ptr-cycle Left.right -> Right.left
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <utility>

struct Right;
struct Left : Counted<Left> {
  std::shared_ptr<Right> right;
};
struct Right : Counted<Right> {
  std::shared_ptr<Left> left;
};

namespace {

void attach(Left &left, std::shared_ptr<Right> right) {
  left.right = std::move(right);
}

void attach(Right *right, const std::shared_ptr<Left> &left) {
  right->left = left;
}

void join(const std::shared_ptr<Left> &left,
          const std::shared_ptr<Right> &right) {
  attach(*left, right);
#ifndef GOOD
  attach(right.get(), left);
#else
  attach(right.get(), nullptr);
#endif
}

std::pair<std::shared_ptr<Left>, std::shared_ptr<Right>> makePair() {
  return {std::make_shared<Left>(), std::make_shared<Right>()};
}

void build() {
  auto both = makePair();
  join(both.first, both.second);
}

} // namespace

int main() { build(); }
