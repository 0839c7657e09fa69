// RUN: %case %s %t
//
// An edge in an optional, an edge in a variant.
//
// CASE: bad
// ALIVE: Left 1, Right 1
// FINDS: shared-ptr-cycle Left.right -> Right.left.2
// CASE: reset_good -DRESET
// CASE: to_itself_bad -DSELF
// ALIVE: Left 1, Right 1
// FINDS: shared-ptr-cycle Left.right -> Right.left.2
// CASE: other_alternative_good -DOTHER
#include "counted.h"
#include <memory>
#include <optional>
#include <variant>

struct Right;
struct Left : Counted<Left> {
  std::optional<std::shared_ptr<Right>> right;
};
struct Right : Counted<Right> {
  std::variant<std::monostate, int, std::shared_ptr<Left>> left;
};

int main() {
  auto left = std::make_shared<Left>();
  auto right = std::make_shared<Right>();
  left->right = right;
  right->left = left;
#if defined(RESET)
  left->right.reset();
#elif defined(OTHER)
  right->left = 3;
#elif defined(SELF)
  Right &same = *right;
  right->left = same.left;
  right->left = std::move(same.left);
  left->right = left->right;
#endif
}
