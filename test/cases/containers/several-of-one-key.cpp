// RUN: %case %s %t
//
// Subscribers by a number that several may have: what is looked for by its
// number is found, what is taken out to get another number comes back.
//
// CASE: bad
// ALIVE: Broker 1, Subscriber 2
// FINDS: shared-ptr-cycle Broker.subscribers.second -> Subscriber.broker
// CASE: renamed_bad -DRENAME
// ALIVE: Broker 1, Subscriber 2
// FINDS: shared-ptr-cycle Broker.subscribers.second -> Subscriber.broker
// CASE: another_bad -DANOTHER
// ALIVE: Broker 1, Subscriber 2
// FINDS: shared-ptr-cycle Broker.subscribers.second -> Subscriber.broker
// CASE: found_good -DFIND
// CASE: counted_good -DCOUNT
// CASE: lower_bound_good -DLOWER
// CASE: range_good -DRANGE
#include "counted.h"
#include <map>
#include <memory>

struct Broker;
struct Subscriber : Counted<Subscriber> {
  explicit Subscriber(std::shared_ptr<Broker> broker)
      : broker(std::move(broker)) {}
  std::shared_ptr<Broker> broker;
};
struct Broker : Counted<Broker> {
  std::multimap<int, std::shared_ptr<Subscriber>> subscribers;
  void rename(int from, int to) {
    auto node = subscribers.extract(from);
    if (!node)
      return;
    node.key() = to;
    subscribers.insert(std::move(node));
  }
  void find(int number) {
    auto at = subscribers.find(number);
    if (at != subscribers.end())
      subscribers.erase(at);
  }
  void lowerBound(int number) {
    auto at = subscribers.lower_bound(number);
    if (at != subscribers.end() && at->first == number)
      at->second->broker.reset();
    subscribers.erase(number);
  }
};

int main() {
  auto broker = std::make_shared<Broker>();
  broker->subscribers.emplace(5, std::make_shared<Subscriber>(broker));
  broker->subscribers.insert({5, std::make_shared<Subscriber>(broker)});
#if defined(RENAME)
  broker->rename(5, 7);
#elif defined(ANOTHER)
  broker->find(6);
#elif defined(FIND)
  broker->find(5);
  broker->find(5);
#elif defined(COUNT)
  if (broker->subscribers.count(5) > 0)
    broker->subscribers.erase(5);
#elif defined(LOWER)
  broker->lowerBound(5);
#elif defined(RANGE)
  auto [from, to] = broker->subscribers.equal_range(5);
  for (auto at = from; at != to; ++at)
    at->second->broker.reset();
#endif
}
