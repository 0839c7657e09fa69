// RUN: %case %s %t
//
// A local object by value is no counted owner: when it ends, its members end.
//
// CASE: stack_owner_good
// CASE: members_ring_bad -DRING
// ALIVE: Left 1, Right 1
// FINDS: shared-ptr-cycle Left.right -> Right.left
#include "counted.h"
#include <memory>

struct Host;
struct Right;
struct Left : Counted<Left> {
  std::shared_ptr<Right> right;
  Host *host = nullptr;
};
struct Right : Counted<Right> {
  std::shared_ptr<Left> left;
};
struct Host {
  std::shared_ptr<Left> left = std::make_shared<Left>();
  std::shared_ptr<Right> right = std::make_shared<Right>();
};

int main() {
  Host host;
  host.left->host = &host;
  host.left->right = host.right;
#ifdef RING
  host.right->left = host.left;
#endif
}
