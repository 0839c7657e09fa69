// The flyweight: a Foo that always gives the same Bar, a Bar that keeps its Foo
// alive, and no ring between them.
//
// Written directly, Foo would own its Bars and each Bar its Foo: a leak. If
// either pointer is weak, somebody who holds only that side loses the other.
// Here Bar is a handle: it holds the Foo and the Bar's data, and the data,
// which the Foo keeps, knows of neither.
#include <weakref/per_instance.h>

#include <cassert>
#include <map>
#include <string>

class Foo;

/// What a Bar remembers. It must not refer to its Foo.
struct BarData {
  int visits = 0;
};

/// All Bars of one Foo, made as they are asked for.
struct BarMapping {
  std::map<std::string, std::shared_ptr<BarData>> bars;
};

/// Light, copied at will; equal if it is the same Bar.
using Bar = weakref::handle<Foo, BarData>;

class Foo : public std::enable_shared_from_this<Foo> {
public:
  explicit Foo(std::string n) : name(std::move(n)) {}

  Bar bar(const std::string &key) {
    auto mapping = mappings().get(shared_from_this());
    auto &slot = mapping->bars[key];
    if (!slot)
      slot = std::make_shared<BarData>();
    return mapping.part(slot);
  }

  const std::string name;

private:
  using all_mappings = weakref::per_instance<Foo, BarMapping, weakref::prompt>;
  static all_mappings &mappings() {
    static all_mappings instance;
    return instance;
  }

  weakref::hook weakref_hook; // last, so that the data goes while Foo dies
  friend struct weakref::access;
};

int main() {
  auto foo = std::make_shared<Foo>("foo");
  foo->bar("x")->visits = 1;
  assert(foo->bar("x")->visits == 1); // the Foo keeps the data of its Bars
  assert(foo->bar("x") == foo->bar("x"));
  assert(foo->bar("x") != foo->bar("y"));

  Bar bar = foo->bar("x");
  std::weak_ptr<Foo> fooAlive = foo;
  std::weak_ptr<BarData> dataAlive = bar.inner();
  foo.reset();
  assert(bar.outer()->name == "foo"); // the Bar keeps its Foo
  assert(bar.outer()->bar("x") == bar);

  bar = {};
  assert(fooAlive.expired() && dataAlive.expired()); // and nothing leaks
}
