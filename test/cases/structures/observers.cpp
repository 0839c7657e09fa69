// RUN: %case %s %t
//
// Observers held weakly by their subject, which they own.
//
// CASE: weak_good
// CASE: strong_bad -DSTRONG
// ALIVE: Display 1, Sensor 1
// FINDS: shared-ptr-cycle Display.sensor_ -> Sensor.observers_
#include "counted.h"
#include <memory>
#include <vector>

class Observer {
public:
  virtual ~Observer() = default;
  virtual void update(int value) = 0;
};

class Sensor : Counted<Sensor> {
public:
  void attach(const std::shared_ptr<Observer> &observer) {
    observers_.push_back(observer);
  }
  void measure(int value) {
    for (auto &entry : observers_) {
#ifdef STRONG
      entry->update(value);
#else
      if (auto observer = entry.lock())
        observer->update(value);
#endif
    }
  }

private:
#ifdef STRONG
  std::vector<std::shared_ptr<Observer>> observers_;
#else
  std::vector<std::weak_ptr<Observer>> observers_;
#endif
};

class Display : public Observer, Counted<Display> {
public:
  explicit Display(std::shared_ptr<Sensor> sensor)
      : sensor_(std::move(sensor)) {}
  void update(int value) override { shown_ = value; }

private:
  std::shared_ptr<Sensor> sensor_;
  int shown_ = 0;
};

int main() {
  auto sensor = std::make_shared<Sensor>();
  auto display = std::make_shared<Display>(sensor);
  sensor->attach(display);
  sensor->measure(7);
}
