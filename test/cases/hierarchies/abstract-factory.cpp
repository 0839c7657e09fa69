// RUN: %case %s %t
//
// Only the class that the factory really makes matters.
//
// CASE: bad
// ALIVE: Monitor 1, Strong 1
// FINDS: shared-ptr-cycle Monitor.probe -> Strong.monitor
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Monitor;
struct Probe {
  virtual ~Probe() = default;
  virtual void watch(const std::shared_ptr<Monitor> &monitor) = 0;
};
struct Monitor : Counted<Monitor> {
  std::shared_ptr<Probe> probe;
};
struct Strong : Probe, Counted<Strong> {
  std::shared_ptr<Monitor> monitor;
  void watch(const std::shared_ptr<Monitor> &given) override {
    monitor = given;
  }
};
struct Weak : Probe, Counted<Weak> {
  std::weak_ptr<Monitor> monitor;
  void watch(const std::shared_ptr<Monitor> &given) override {
    monitor = given;
  }
};

struct Factory {
  virtual ~Factory() = default;
  virtual std::shared_ptr<Probe> make() const = 0;
};
template <typename T> struct FactoryOf : Factory {
  std::shared_ptr<Probe> make() const override { return std::make_shared<T>(); }
};

static void run(const Factory &factory) {
  auto monitor = std::make_shared<Monitor>();
  monitor->probe = factory.make();
  monitor->probe->watch(monitor);
}

int main() {
#ifdef GOOD
  run(FactoryOf<Weak>());
#else
  run(FactoryOf<Strong>());
#endif
}
