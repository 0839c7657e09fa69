// RUN: %case %s %t
//
// A custom deleter that captures what it waits for: it would run when the last
// owner goes, but it is itself an owner.
//
// CASE: deleter_bad
// ALIVE: Connection 1, Pool 1
// FINDS: shared-ptr-cycle Pool.idle_ -> Connection.pool
// CASE: capture_bad -DCAPTURE
// ALIVE: Connection 1, Pool 1
// FINDS: finalizer-owns-referent Pool.idle_ -> deleter of Connection -> lambda.pool
// CASE: weak_capture_good -DWEAK_CAPTURE
#include "counted.h"
#include <memory>

class Pool;

struct Connection : Counted<Connection> {
  std::shared_ptr<Pool> pool;
};

class Pool : public std::enable_shared_from_this<Pool>, Counted<Pool> {
public:
  void open();
  void giveBack(Connection *connection) { delete connection; }

private:
  std::shared_ptr<Connection> idle_;
};

void Pool::open() {
#if defined(CAPTURE)
  idle_ = std::shared_ptr<Connection>(
      new Connection, [pool = shared_from_this()](Connection *connection) {
        pool->giveBack(connection);
      });
#elif defined(WEAK_CAPTURE)
  idle_ = std::shared_ptr<Connection>(
      new Connection, [weak = weak_from_this()](Connection *connection) {
        if (auto pool = weak.lock())
          pool->giveBack(connection);
        else
          delete connection;
      });
#else
  idle_ =
      std::shared_ptr<Connection>(new Connection, [](Connection *connection) {
        connection->pool->giveBack(connection);
      });
  idle_->pool = shared_from_this();
#endif
}

int main() {
  auto pool = std::make_shared<Pool>();
  pool->open();
}
