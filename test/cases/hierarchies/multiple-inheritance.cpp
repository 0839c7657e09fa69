// RUN: %case %s %t
//
// The object is owned through its second base.
//
// CASE: bad
// ALIVE: Broker 1, Desk 1
// FINDS: shared-ptr-cycle Broker.desk -> Desk.listener
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Named {
  virtual ~Named() = default;
  int id = 0;
};
struct Listener {
  virtual ~Listener() = default;
  virtual void heard() = 0;
};
struct Desk : Counted<Desk> {
  std::shared_ptr<Listener> listener;
};
struct Broker : Named, Listener, Counted<Broker> {
  std::shared_ptr<Desk> desk = std::make_shared<Desk>();
  void heard() override { ++id; }
};

int main() {
  auto broker = std::make_shared<Broker>();
#ifndef GOOD
  broker->desk->listener = broker;
#endif
  broker->heard();
}
