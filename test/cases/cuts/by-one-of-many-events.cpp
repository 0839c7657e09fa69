// RUN: %case %s %t
//
// What is told by a list whose elements are not followed is no free choice: the
// event that ends things is in it.
//
// CASE: of_numbers_good -DOF_NUMBERS
// CASE: of_texts_good -DOF_TEXTS
// CASE: of_a_vector_good -DOF_A_VECTOR
// CASE: by_virtual_call_good -DBY_VIRTUAL_CALL
// CASE: queued_by_name_good -DQUEUED_BY_NAME
// CASE: no_event_ends_it_bad -DNO_EVENT_ENDS_IT
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.self
// CASE: made_by_an_event_bad -DMADE_BY_AN_EVENT
// ALIVE: Node 1
// FINDS: keepalive-never-reset Node.self
#include "counted.h"
#include <memory>
#include <queue>
#include <string>
#include <vector>

struct Handler {
  virtual ~Handler() = default;
  virtual void handle(int event) = 0;
};

struct Node : Counted<Node>, Handler, std::enable_shared_from_this<Node> {
  void handle(int event) override {
    if (event == 2)
      self.reset();
  }
  void handle(const std::string &event) {
    if (event == "quit")
      self.reset();
  }
  void count(int event) {
    if (event == 2)
      ++events;
  }
  void makeAt(int event) {
    if (event == 2)
      self = shared_from_this();
  }

  std::shared_ptr<Node> self;
  int events = 0;
};

struct Event {
  std::string kind;
};

inline std::shared_ptr<Node> made() {
  auto node = std::make_shared<Node>();
  node->self = node;
  return node;
}

#ifdef OF_NUMBERS
int main() {
  auto node = made();
  for (int event : {1, 2})
    node->handle(event);
}
#endif

#ifdef OF_TEXTS
int main() {
  auto node = made();
  for (auto event : {"go", "quit"})
    node->handle(event);
}
#endif

#ifdef OF_A_VECTOR
int main() {
  auto node = made();
  std::vector<std::string> events{"go", "quit"};
  for (const auto &event : events)
    node->handle(event);
}
#endif

#ifdef BY_VIRTUAL_CALL
int main() {
  std::shared_ptr<Handler> node = made();
  for (int event : {1, 2})
    node->handle(event);
}
#endif

#ifdef QUEUED_BY_NAME
int main() {
  auto node = made();
  std::queue<Event> events;
  events.push({"go"});
  events.push({"quit"});
  while (!events.empty()) {
    node->handle(events.front().kind);
    events.pop();
  }
}
#endif

#ifdef NO_EVENT_ENDS_IT
int main() {
  auto node = made();
  for (int event : {1, 2})
    node->count(event);
}
#endif

#ifdef MADE_BY_AN_EVENT
int main() {
  auto node = std::make_shared<Node>();
  for (int event : {1, 2})
    node->makeAt(event);
}
#endif
