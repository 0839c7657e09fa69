// A weak-keyed map whose values own their keys keeps everything for ever. This
// is the one thing that reference counts cannot do for such a map, and the
// checker reports it (weak-key-cycle).
#include <weakref/weak_key_map.h>

#include <cassert>
#include <string>

struct Foo {
  std::string name;
};

/// Owns the key that it will be stored under.
struct OwningBar {
  std::shared_ptr<Foo> foo;
};

/// Refers to it weakly, which is enough where a Bar is only ever reached
/// through its Foo. Where a Bar alone must keep its Foo: see bar_mapping.cpp.
struct Bar {
  weakref::ref<Foo> foo;
};

int main() {
  auto foo = std::make_shared<Foo>(Foo{"kept"});
  std::weak_ptr<Foo> alive = foo;

  weakref::weak_key_map<Foo, OwningBar> leaking;
  leaking.insert_or_assign(foo, OwningBar{foo});
  foo.reset();
  leaking.purge();
  assert(!alive.expired()); // map -> value -> key: nobody can reach or free it
  leaking.clear();
  assert(alive.expired());

  foo = std::make_shared<Foo>(Foo{"freed"});
  alive = foo;
  weakref::weak_key_map<Foo, Bar> bdict;
  bdict.insert_or_assign(foo, Bar{foo});
  assert(bdict.at(foo).foo()->name == "freed");
  foo.reset();
  assert(alive.expired() && bdict.empty());
}
