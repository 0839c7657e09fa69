// RUN: %case %s %t
//
// The slot is written through the reference that an accessor returns.
//
// CASE: bad
// ALIVE: Inner 1, Outer 1
// FINDS: shared-ptr-cycle Inner.outer_ -> Outer.inner_
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

class Outer;
class Inner : Counted<Inner> {
public:
  std::shared_ptr<Outer> &outer() { return outer_; }

private:
  std::shared_ptr<Outer> outer_;
};

class Outer : Counted<Outer> {
public:
  Outer() : inner_(std::make_shared<Inner>()) {}
  const std::shared_ptr<Inner> &inner() const { return inner_; }

private:
  std::shared_ptr<Inner> inner_;
};

int main() {
  auto outer = std::make_shared<Outer>();
#ifdef GOOD
  outer->inner()->outer() = std::make_shared<Outer>();
#else
  outer->inner()->outer() = outer;
#endif
}
