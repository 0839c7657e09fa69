// RUN: %case %s %t
//
// dir_monitor#33: a service's work, bound to the service's own pointer, is stored in a
// queue that the service has as a member.
//
// CASE: bad
// ALIVE: Monitor 1
// FINDS: capture-cycle Monitor.queue_.posted_ -> std::bind.arg1
// CASE: raw_good -DGOOD
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

class WorkQueue {
public:
  template <typename F> void post(F work) { posted_.push_back(work); }

private:
  std::vector<std::function<void()>> posted_;
};

class Monitor : public std::enable_shared_from_this<Monitor>, Counted<Monitor> {
public:
  void begin() {
#ifdef GOOD
    queue_.post(std::bind(&Monitor::readEvents, this));
#else
    queue_.post(std::bind(&Monitor::readEvents, shared_from_this()));
#endif
  }
  void readEvents() {}

private:
  WorkQueue queue_;
};

int main() { std::make_shared<Monitor>()->begin(); }
