// RUN: %case %s %t
//
// What a callback would do is done where something calls it.
//
// CASE: local_good -DLOCAL
// CASE: handed_over_good -DUSE=ignore
// CASE: stored_good -DUSE=store
// CASE: called_bad -DUSE=callNow
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: stored_and_called_bad -DUSE=store -DRUN
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: through_another_bad -DUSE=wrap
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

struct Node : Counted<Node> {
  std::shared_ptr<Node> next;
};

using Callback = std::function<void()>;
struct Hub {
  std::vector<Callback> later;
#ifdef RUN
  void run() {
    for (auto &callback : later)
      callback();
    later.clear();
  }
#endif
};
void ignore(Hub &, const Callback &) {}
void store(Hub &hub, Callback callback) {
  hub.later.push_back(std::move(callback));
}
void callNow(Hub &, const Callback &callback) { callback(); }
void wrap(Hub &hub, Callback callback) {
  callNow(hub, [callback] { callback(); });
}

int main() {
  Hub hub;
  auto node = std::make_shared<Node>();
#ifdef LOCAL
  Callback close = [node] { node->next = node; };
#else
  USE(hub, [node] { node->next = node; });
#endif
#ifdef RUN
  hub.run();
#endif
}
