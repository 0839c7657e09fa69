// RUN: %case %s %t
//
// The numbers of subscriptions are kept in a list, and a loop over it ends them.
//
// CASE: all_ended_good -DEND
// CASE: none_ended_bad
// ALIVE: Core 1, View 1
// FINDS: capture-cycle View.core -> Core.handlers.second -> lambda.self
#include "counted.h"
#include <functional>
#include <list>
#include <map>
#include <memory>

struct Core : Counted<Core> {
  std::map<int, std::function<void()>> handlers;
  int next = 0;
  int subscribe(std::function<void()> f) {
    handlers[++next] = std::move(f);
    return next;
  }
  void unsubscribe(int id) { handlers.erase(id); }
};

struct View : Counted<View>, std::enable_shared_from_this<View> {
  std::shared_ptr<Core> core;
  std::list<int> ids;
  void open() {
    ids.push_back(core->subscribe([self = shared_from_this()] {}));
  }
  void close() {
    for (int id : ids)
      core->unsubscribe(id);
    ids.clear();
  }
};

int main() {
  auto view = std::make_shared<View>();
  view->core = std::make_shared<Core>();
  view->open();
#ifdef END
  view->close();
#endif
}
