// RUN: %case %s %t
//
// A CRTP base hands out the derived object's own pointer.
//
// CASE: bad
// ALIVE: Leaf 1, Owner 1
// FINDS: shared-ptr-cycle Leaf.owner -> Owner.leaf
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

template <typename Derived>
class Shared : public std::enable_shared_from_this<Derived> {
public:
  template <typename... Args>
  static std::shared_ptr<Derived> create(Args &&...args) {
    return std::make_shared<Derived>(std::forward<Args>(args)...);
  }
  std::shared_ptr<Derived> self() { return this->shared_from_this(); }
};

struct Leaf;
struct Owner : Shared<Owner>, Counted<Owner> {
  std::shared_ptr<Leaf> leaf;
  void grow();
};
struct Leaf : Shared<Leaf>, Counted<Leaf> {
  explicit Leaf(std::shared_ptr<Owner> given) : owner(std::move(given)) {}
  std::shared_ptr<Owner> owner;
};

void Owner::grow() {
#ifdef GOOD
  leaf = Leaf::create(nullptr);
#else
  leaf = Leaf::create(self());
#endif
}

int main() { Owner::create()->grow(); }
