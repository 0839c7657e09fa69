// RUN: %case %s %t
//
// A closure that is run in its maker's frame hooks an object to itself, and the
// maker then puts another closure in that one's place.
//
// CASE: replaced_good -DREPLACE
// CASE: in_a_function_good -DREPLACE -DFUNCTION
// CASE: kept_bad
// ALIVE: Conn 1
// FINDS: capture-cycle Conn.onRead -> lambda.c
// CASE: by_function_kept_bad -DFUNCTION
// ALIVE: Conn 1
// FINDS: capture-cycle Conn.onRead -> lambda.c
// CASE: replaced_before_bad -DBEFORE
// ALIVE: Conn 1
// FINDS: capture-cycle Conn.onRead -> lambda.c
#include "counted.h"
#include <functional>
#include <memory>

struct Conn : Counted<Conn> {
  std::function<void()> onRead;
};

void atOnce(const std::function<void()> &f) { f(); }

void hook(std::shared_ptr<Conn> &c) {
  c->onRead = [c] { (void)c; };
}

int main() {
  auto c = std::make_shared<Conn>();
#ifdef BEFORE
  c->onRead = [] {};
#endif
#ifdef FUNCTION
  hook(c);
#else
  atOnce([&] { c->onRead = [c] { (void)c; }; });
#endif
#ifdef REPLACE
  auto other = std::make_shared<Conn>();
  c->onRead = [other] { (void)other; };
#endif
}
