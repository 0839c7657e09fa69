// RUN: %case %s %t
//
// A container is handed over as a whole: every element arrives, not only one.
//
// CASE: first_bad -DFIRST
// ALIVE: Hub 1, Port 2
// FINDS: shared-ptr-cycle Port.hub -> Hub.ports_
// CASE: second_bad -DSECOND
// ALIVE: Hub 1, Port 2
// FINDS: shared-ptr-cycle Port.hub -> Hub.ports_
// CASE: replaced_good -DFIRST -DSECOND -DREPLACED
// CASE: none_good
// CASE: of_callbacks_bad -DCALLBACKS
// ALIVE: Feed 1
// FINDS: capture-cycle Feed.handlers_ -> lambda.self
#include "counted.h"
#include <functional>
#include <memory>
#include <utility>
#include <vector>

struct Port;

class Hub : Counted<Hub> {
public:
  void setPorts(std::vector<std::shared_ptr<Port>> ports) {
    ports_ = std::move(ports);
  }

private:
  std::vector<std::shared_ptr<Port>> ports_;
};

struct Port : Counted<Port> {
  std::shared_ptr<Hub> hub;
};

struct Feed : Counted<Feed> {
  void setHandlers(std::vector<std::function<void()>> handlers) {
    handlers_ = handlers;
  }
  std::vector<std::function<void()>> handlers_;
};

int main() {
#ifdef CALLBACKS
  auto feed = std::make_shared<Feed>();
  std::vector<std::function<void()>> handlers;
  handlers.push_back([] {});
  handlers.push_back([self = feed] { self->handlers_.clear(); });
  feed->setHandlers(handlers);
#else
  auto hub = std::make_shared<Hub>();
  auto one = std::make_shared<Port>();
  auto two = std::make_shared<Port>();
#ifdef FIRST
  one->hub = hub;
#endif
#ifdef SECOND
  two->hub = hub;
#endif
  hub->setPorts({one, two});
#ifdef REPLACED
  hub->setPorts({});
#endif
#endif
}
