// RUN: %case %s %t
//
// rmf_core#112: a node keeps observables, an observable keeps a wrapper of its
// subscription, and the wrapper keeps the node. All are made by templates.
//
// CASE: bad
// ALIVE: fleet::Node 1, fleet::Wrapper<fleet::DoorState> 1, fleet::Wrapper<fleet::LiftState> 1
// FINDS: shared-ptr-cycle fleet::Bridge<fleet::DoorState>.wrapper_ -> fleet::Wrapper<fleet::DoorState>.node_ -> fleet::Node.door_
// FINDS: shared-ptr-cycle fleet::Bridge<fleet::LiftState>.wrapper_ -> fleet::Wrapper<fleet::LiftState>.node_ -> fleet::Node.lift_
// CASE: weak_good -DGOOD

//--- bridge.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fleet {
class Node;
#ifdef GOOD
using NodeRef = std::weak_ptr<Node>;
#else
using NodeRef = std::shared_ptr<Node>;
#endif

template <typename Message> class Wrapper : Counted<Wrapper<Message>> {
public:
  Wrapper(std::shared_ptr<Node> node, std::string topic)
      : node_(std::move(node)), topic_(std::move(topic)) {}
  const std::string &topic() const { return topic_; }

private:
  NodeRef node_;
  std::string topic_;
};

/// An observable of the messages of a topic.
template <typename Message> class Bridge {
public:
  static std::shared_ptr<Bridge> make(const std::shared_ptr<Node> &node,
                                      const std::string &topic) {
    auto bridge = std::make_shared<Bridge>();
    bridge->wrapper_ = std::make_shared<Wrapper<Message>>(node, topic);
    return bridge;
  }
  void subscribe(std::function<void(const Message &)> f) {
    observers_.push_back(std::move(f));
  }
  void publish(const Message &message) {
    for (auto &observer : observers_)
      observer(message);
  }

private:
  std::shared_ptr<Wrapper<Message>> wrapper_;
  std::vector<std::function<void(const Message &)>> observers_;
};
} // namespace fleet

//--- node.h
#pragma once
#include "bridge.h"

namespace fleet {
struct DoorState {
  bool open;
};
struct LiftState {
  int floor;
};

class Node : public std::enable_shared_from_this<Node>, Counted<Node> {
public:
  static std::shared_ptr<Node> make();
  Bridge<DoorState> &door() { return *door_; }
  Bridge<LiftState> &lift() { return *lift_; }

private:
  std::shared_ptr<Bridge<DoorState>> door_;
  std::shared_ptr<Bridge<LiftState>> lift_;
};
} // namespace fleet

//--- node.cpp
#include "node.h"

namespace fleet {
std::shared_ptr<Node> Node::make() {
  auto node = std::make_shared<Node>();
  node->door_ = Bridge<DoorState>::make(node->shared_from_this(), "door");
  node->lift_ = Bridge<LiftState>::make(node, "lift");
  return node;
}
} // namespace fleet

//--- main.cpp
#include "node.h"

int main() {
  int floor = 0;
  auto node = fleet::Node::make();
  node->lift().subscribe(
      [&floor](const fleet::LiftState &state) { floor = state.floor; });
  node->lift().publish({3});
  return floor == 3 ? 0 : 1;
}
