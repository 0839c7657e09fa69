// RUN: %case %s %t
//
// rclcpp#449: a node keeps its services, and the deleter of a service's handle captures
// the node, which it needs to finish the handle.
//
// CASE: bad
// ALIVE: Node 1, Service 1
// FINDS: finalizer-owns-referent Node.services_ -> Service.handle_ -> deleter of Handle -> lambda.node
// CASE: weak_good -DGOOD

//--- node.h
#pragma once
#include "counted.h"
#include <memory>
#include <vector>

struct Handle {
  int id;
};
class Node;
class Service : Counted<Service> {
public:
  Service(const std::shared_ptr<Node> &node, int id);

private:
  std::shared_ptr<Handle> handle_;
};

class Node : public std::enable_shared_from_this<Node>, Counted<Node> {
public:
  void createService();
  void finish(Handle *handle);

private:
  std::vector<std::shared_ptr<Service>> services_;
};

//--- service.cpp
#include "node.h"
Service::Service(const std::shared_ptr<Node> &node, int id) {
#ifdef GOOD
  handle_ = std::shared_ptr<Handle>(
      new Handle{id}, [weak = std::weak_ptr<Node>(node)](Handle *handle) {
        if (auto node = weak.lock())
          node->finish(handle);
        delete handle;
      });
#else
  handle_ = std::shared_ptr<Handle>(new Handle{id}, [node](Handle *handle) {
    node->finish(handle);
    delete handle;
  });
#endif
}

//--- node.cpp
#include "node.h"
void Node::createService() {
  services_.push_back(std::make_shared<Service>(shared_from_this(), 1));
}
void Node::finish(Handle *handle) { handle->id = 0; }

//--- main.cpp
#include "node.h"
int main() { std::make_shared<Node>()->createService(); }
