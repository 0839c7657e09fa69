// REQUIRES: glibmm
// RUN: %glibmm %s %t
//
// Glib::RefPtr owns. A timeout keeps its slot until it returns false, an idle handler that is
// connected once until it was called.
//
// CASE: bad
// ALIVE: Item 2
// FINDS: shared-ptr-cycle Item.next_ -> Item.next_
// CASE: good -DGOOD
#include "counted.h"
#include <glibmm.h>
#include <memory>

class Item : public Glib::Object, Counted<Item> {
public:
  static Glib::RefPtr<Item> create() { return Glib::RefPtr<Item>(new Item); }
  void link(const Glib::RefPtr<Item> &next) { next_ = next; }

private:
  Item() = default;
  Glib::RefPtr<Item> next_;
};

class Clock : public std::enable_shared_from_this<Clock>, Counted<Clock> {
public:
  void start() {
    Glib::signal_timeout().connect(
        [self = shared_from_this()] { return ++self->ticks_ < 3; }, 1);
    Glib::signal_idle().connect_once(
        [self = shared_from_this()] { ++self->ticks_; });
  }

private:
  int ticks_ = 0;
};

int main() {
  Glib::init();
  auto first = Item::create();
  auto second = Item::create();
  first->link(second);
#ifndef GOOD
  second->link(first);
#else
  std::weak_ptr<Clock> watched;
  {
    auto clock = std::make_shared<Clock>();
    clock->start();
    watched = clock;
  }
  while (!watched.expired())
    Glib::MainContext::get_default()->iteration(true);
#endif
}
