// RUN: %case %s %t
//
// Who holds a Foo must have its Bar, and who holds a Bar must have its Foo: so
// each owns the other, and both leak. A weak edge would not do: it would let one
// side die under its user. What works is an inner object: the part that Foo keeps is
// a class without a reference to Foo, and Bar is a light handle that holds both.
//
// CASE: direct_bad
// ALIVE: Bar 1, Foo 1
// FINDS: shared-ptr-cycle Foo.bar_ -> Bar.foo_
// CASE: inner_good -DINNER
#include "counted.h"
#include <cassert>
#include <memory>

#ifdef INNER
class BarState : Counted<BarState> {
public:
  int uses = 0;
};

class Foo : Counted<Foo> {
public:
  std::shared_ptr<BarState> state_ = std::make_shared<BarState>();
};

class Bar : Counted<Bar> {
public:
  explicit Bar(std::shared_ptr<Foo> foo)
      : foo_(std::move(foo)), state_(foo_->state_) {}
  int use() { return ++state_->uses; }

private:
  std::shared_ptr<Foo> foo_;
  std::shared_ptr<BarState> state_;
};

static std::shared_ptr<Bar> barOf(const std::shared_ptr<Foo> &foo) {
  return std::make_shared<Bar>(foo);
}
#else
class Bar;

class Foo : Counted<Foo> {
public:
  std::shared_ptr<Bar> bar_;
};

class Bar : Counted<Bar> {
public:
  explicit Bar(std::shared_ptr<Foo> foo) : foo_(std::move(foo)) {}
  int use() { return ++uses_; }

private:
  std::shared_ptr<Foo> foo_;
  int uses_ = 0;
};

static std::shared_ptr<Bar> barOf(const std::shared_ptr<Foo> &foo) {
  if (!foo->bar_)
    foo->bar_ = std::make_shared<Bar>(foo);
  return foo->bar_;
}
#endif

int main() {
  auto foo = std::make_shared<Foo>();
  auto bar = barOf(foo);
  foo.reset();
  assert(bar->use() == 1);
}
