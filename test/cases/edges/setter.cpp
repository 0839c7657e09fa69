// RUN: %case %s %t
//
// Both edges through setters, in one function.
//
// CASE: both_bad
// ALIVE: Child 1, Parent 1
// FINDS: shared-ptr-cycle Child.parent_ -> Parent.child_
// CASE: weak_good -DWEAK
// CASE: one_good -DONE
#include "counted.h"
#include <memory>

class Parent;

class Child : Counted<Child> {
public:
  void setParent(const std::shared_ptr<Parent> &parent) { parent_ = parent; }

private:
#ifdef WEAK
  std::weak_ptr<Parent> parent_;
#else
  std::shared_ptr<Parent> parent_;
#endif
};

class Parent : Counted<Parent> {
public:
  void setChild(const std::shared_ptr<Child> &child) { child_ = child; }

private:
  std::shared_ptr<Child> child_;
};

int main() {
  auto parent = std::make_shared<Parent>();
  auto child = std::make_shared<Child>();
  parent->setChild(child);
#ifndef ONE
  child->setParent(parent);
#endif
}
