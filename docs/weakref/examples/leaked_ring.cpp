// A census finds the ring that leaked and prints it.
#define WEAKREF_CENSUS
#include <weakref/census.h>

#include <cassert>
#include <iostream>
#include <memory>

struct Channel;

struct Session : weakref::census::object<Session> {
  std::shared_ptr<Channel> channel;
  void trace(weakref::census::tracer &t) const { t("channel", channel); }
};
struct Channel : weakref::census::object<Channel> {
  std::shared_ptr<Session> owner;
  void trace(weakref::census::tracer &t) const { t("owner", owner); }
};

int main() {
  auto session = std::make_shared<Session>();
  session->channel = std::make_shared<Channel>();
  session->channel->owner = session;
  assert(weakref::census::take().leaked_rings().empty()); // we still hold it

  std::weak_ptr<Session> lost = session;
  session.reset();
  auto graph = weakref::census::take();
  assert(graph.leaked_rings().size() == 1);
  std::cout << graph << '\n';

  lost.lock()->channel.reset(); // cut it, so that this program does not leak
}
