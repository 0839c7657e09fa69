// RUN: %case %s %t
//
// A walk over a hash table visits each element of it, as over any other collection.
//
// CASE: map_good -DSTOP=stopMap()
// CASE: map_iterators_good -DSTOP=stopByIterators()
// CASE: set_good -DSTOP=stopSet()
// CASE: bucket_walk_is_not_called_bad -DSTOP=size()
// ALIVE: Hub 1, Port 1
// FINDS: shared-ptr-cycle Hub.ports_.second -> Port.hub
// FINDS: shared-ptr-cycle Hub.all_ -> Port.hub
#include "counted.h"
#include <memory>
#include <unordered_map>
#include <unordered_set>

class Hub;
struct Port : Counted<Port> {
  std::shared_ptr<Hub> hub;
};

class Hub : public std::enable_shared_from_this<Hub>, Counted<Hub> {
public:
  void add(int number) {
    auto port = std::make_shared<Port>();
    port->hub = shared_from_this();
    ports_[number] = port;
    all_.insert(port);
  }
  void stopMap() {
    for (auto &[number, port] : ports_)
      port->hub.reset();
  }
  void stopByIterators() {
    for (auto it = ports_.begin(); it != ports_.end(); ++it)
      it->second->hub = nullptr;
  }
  void stopSet() {
    for (const auto &port : all_)
      port->hub.reset();
  }
  std::size_t size() const { return ports_.size(); }

private:
  std::unordered_map<int, std::shared_ptr<Port>> ports_;
  std::unordered_set<std::shared_ptr<Port>> all_;
};

int main() {
  auto hub = std::make_shared<Hub>();
  hub->add(1);
  hub->STOP;
}
