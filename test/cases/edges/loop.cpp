// RUN: %case %s %t
//
// Each child of a loop is tied to its parent both ways.
//
// CASE: bad
// ALIVE: Parent 1, Child 3
// FINDS: shared-ptr-cycle Child.parent -> Parent.children
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

struct Parent;
struct Child : Counted<Child> {
#ifdef GOOD
  Parent *parent = nullptr;
#else
  std::shared_ptr<Parent> parent;
#endif
};
struct Parent : Counted<Parent> {
  std::vector<std::shared_ptr<Child>> children;
};

int main() {
  auto parent = std::make_shared<Parent>();
  for (int i = 0; i < 3; ++i) {
    auto child = std::make_shared<Child>();
#ifdef GOOD
    child->parent = parent.get();
#else
    child->parent = parent;
#endif
    parent->children.push_back(child);
  }
}
