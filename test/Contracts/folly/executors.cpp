// RUN: %miniature %s %t
//
// A function that is added to an executor is run once; one that is a member is kept.
//
// CASE: bad
// ALIVE: Client 1, Pool 1
// FINDS: capture-cycle Client.callback_ -> lambda.self
// FINDS: shared-ptr-cycle Pool.idle_
// CASE: good -DGOOD
#include "counted.h"
#include <folly/Folly.h>

class Client : public std::enable_shared_from_this<Client>, Counted<Client> {
public:
  void onDone(folly::Function<void()> callback) {
    callback_ = std::move(callback);
  }
  void listen() {
    onDone([self = shared_from_this()] { self->done(); });
  }
  void run(folly::EventBase &base) {
    base.runInEventBaseThread([self = shared_from_this(), &base] {
      self->done();
      base.add([self] { self->done(); });
    });
  }
  void forget() { callback_ = nullptr; }

private:
  void done() { ++calls_; }

  folly::Function<void()> callback_;
  int calls_ = 0;
};

struct Pool : Counted<Pool> {
  folly::Synchronized<std::vector<std::shared_ptr<Pool>>> idle_;
};

int main() {
  folly::EventBase base;
  auto client = std::make_shared<Client>();
  client->run(base);
  client->listen();
  auto pool = std::make_shared<Pool>();
  pool->idle_.wlock()->push_back(pool);
#ifdef GOOD
  client->forget();
  pool->idle_.withWLock([](auto &idle) { idle.clear(); });
#endif
  base.loop();
}
