// RUN: %case %s %t
//
// A shared pointer to a part of an object need not own the object: with a deleter that does nothing,
// or beside an owner that is empty, it keeps nothing alive, also after it went through a function.
//
// CASE: no_deleter_good "-DVIEW=std::shared_ptr<Gauge>(&gauge, [](Gauge *) {})"
// CASE: empty_owner_good "-DVIEW=std::shared_ptr<Gauge>(std::shared_ptr<void>(), &gauge)"
// CASE: alias_bad "-DVIEW=std::shared_ptr<Gauge>(shared_from_this(), &gauge)"
// ALIVE: Engine 1, Panel 1
// FINDS: shared-ptr-cycle Engine.panel -> Panel.gauges
#include "counted.h"
#include <memory>
#include <vector>

struct Gauge {
  int value = 0;
};
struct Panel : Counted<Panel> {
  std::vector<std::shared_ptr<Gauge>> gauges;
  void show(std::shared_ptr<Gauge> gauge) { gauges.push_back(gauge); }
};
struct Engine : Counted<Engine>, std::enable_shared_from_this<Engine> {
  Gauge gauge;
  std::shared_ptr<Panel> panel;
  explicit Engine(std::shared_ptr<Panel> to) : panel(std::move(to)) {}
  void attach() { panel->show(VIEW); }
};

int main() {
  auto engine = std::make_shared<Engine>(std::make_shared<Panel>());
  engine->attach();
}
