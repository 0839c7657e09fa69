// RUN: %case %s %t
//
// rclcpp#2497, #906: a context keeps what its parts share by the type of it, as
// shared_ptr<void>; the listener of a node's graph is such a part, and its
// guard keeps the context.
//
// CASE: bad
// ALIVE: ros::Context 1, ros::GraphListener 1
// FINDS: shared-ptr-cycle ros::Context.parts_.second -> ros::GraphListener.guard_.context_
// CASE: weak_good -DGOOD

//--- context.h
#pragma once
#include "counted.h"
#include <memory>
#include <typeindex>
#include <unordered_map>

namespace ros {
class Context : public Counted<Context> {
public:
  template <typename Part, typename... Args>
  std::shared_ptr<Part> part(Args &&...args) {
    std::type_index type(typeid(Part));
    auto it = parts_.find(type);
    if (it != parts_.end())
      return std::static_pointer_cast<Part>(it->second);
    std::shared_ptr<Part> made(new Part(std::forward<Args>(args)...),
                               [](Part *part) { delete part; });
    parts_[type] = made;
    return made;
  }
  void shutDown() { valid_ = false; }

private:
  std::unordered_map<std::type_index, std::shared_ptr<void>> parts_;
  bool valid_ = true;
};
} // namespace ros

//--- listener.h
#pragma once
#include "context.h"

namespace ros {
class Guard {
public:
  explicit Guard(const std::shared_ptr<Context> &context) : context_(context) {}

private:
#ifdef GOOD
  std::weak_ptr<Context> context_;
#else
  std::shared_ptr<Context> context_;
#endif
};

class GraphListener : public Counted<GraphListener> {
public:
  explicit GraphListener(const std::shared_ptr<Context> &context)
      : guard_(context) {}

private:
  Guard guard_;
};
} // namespace ros

//--- node.h
#pragma once
#include "context.h"

namespace ros {
class GraphListener;

class Node {
public:
  explicit Node(std::shared_ptr<Context> context);

private:
  std::shared_ptr<Context> context_;
  std::shared_ptr<GraphListener> listener_;
};
} // namespace ros

//--- node.cpp
#include "listener.h"
#include "node.h"

namespace ros {
Node::Node(std::shared_ptr<Context> context)
    : context_(context), listener_(context->part<GraphListener>(context)) {}
} // namespace ros

//--- main.cpp
#include "node.h"

int main() {
  auto context = std::make_shared<ros::Context>();
  {
    ros::Node talker(context), other(context);
  }
  context->shutDown();
}
