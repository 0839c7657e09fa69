// RUN: %case %s %t
//
// A side table from Foo to Bar that lives in the Foo itself. Its value owns its
// key, so the entry can never go.
//
// CASE: strong_value_bad
// ALIVE: Bar 1, Foo 1
// FINDS: shared-ptr-cycle Foo.bars_.second -> Bar.foo_
// CASE: strong_key_bad -DOWNS_KEY
// ALIVE: Bar 1, Foo 1
// FINDS: shared-ptr-cycle Foo.bars_.first
// CASE: weak_back_good -DWEAK_BACK
// CASE: erased_good -DERASED
#include "counted.h"
#include <map>
#include <memory>

class Bar;

class Foo : public std::enable_shared_from_this<Foo>, Counted<Foo> {
public:
  std::shared_ptr<Bar> bar();
  void forget() { bars_.clear(); }

private:
  std::map<std::shared_ptr<Foo>, std::shared_ptr<Bar>> bars_;
  friend class Bar;
};

class Bar : Counted<Bar> {
public:
#ifdef WEAK_BACK
  std::weak_ptr<Foo> foo_;
#else
  std::shared_ptr<Foo> foo_;
#endif
};

std::shared_ptr<Bar> Foo::bar() {
  auto made = std::make_shared<Bar>();
#ifdef OWNS_KEY
  bars_[shared_from_this()] = made;
#else
  made->foo_ = shared_from_this();
  bars_.emplace(nullptr, made);
#endif
  return made;
}

int main() {
  auto foo = std::make_shared<Foo>();
  auto bar = foo->bar();
#ifdef ERASED
  foo->forget();
#endif
}
