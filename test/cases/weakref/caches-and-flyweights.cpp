// RUN: %case %s %t
//
// A cache holds its values weakly, but what its factory captured strongly; the
// inner data of a per_instance must not own its outer object.
//
// CASE: factory_owns_cache_bad
// ALIVE: Fonts 1
// FINDS: capture-cycle Fonts.cache -> what the library keeps with 'container' -> lambda.self
// CASE: weak_factory_good -DWEAK
// CASE: factory_of_the_call_good -DCALL
// CASE: inner_owns_outer_bad -DINNER
// ALIVE: Foo 1, Inner 1
// FINDS: weak-key-cycle Inner.foo -> the entry for 'Foo' in 'inners'
// CASE: handle_in_a_local_good -DHANDLE
#include "counted.h"
#include <string>
#include <weakref/weakref.h>

struct Font : Counted<Font> {};

struct Fonts : std::enable_shared_from_this<Fonts>, Counted<Fonts> {
  using Cache = weakref::cache<int, Font>;
  std::unique_ptr<Cache> cache;

  void open() {
#if defined(WEAK)
    cache = std::make_unique<Cache>(
        [weak = weak_from_this()](int) { return std::make_shared<Font>(); });
#elif defined(CALL)
    cache = std::make_unique<Cache>();
    auto font = cache->get(
        1, [self = shared_from_this()] { return std::make_shared<Font>(); });
#else
    cache = std::make_unique<Cache>(
        [self = shared_from_this()](int) { return std::make_shared<Font>(); });
#endif
  }
};

struct Foo : Counted<Foo> {};

struct Inner : Counted<Inner> {
  std::shared_ptr<Foo> foo;
};

weakref::per_instance<Foo, Inner> &inners =
    *new weakref::per_instance<Foo, Inner>;

int main() {
#if defined(INNER)
  auto foo = std::make_shared<Foo>();
  auto bar = inners.get(foo);
  bar->foo = foo;
#elif defined(HANDLE)
  auto foo = std::make_shared<Foo>();
  auto bar = inners.get(foo);
  auto again = inners.get(bar.outer());
  bar = {};
  again = {};
  foo.reset();
  inners.purge();
#else
  auto fonts = std::make_shared<Fonts>();
  fonts->open();
#endif
}
