// RUN: %case %s %t
//
// rsocket-cpp#281: start() ties connection and timer together, stop() does not untie them.
//
// CASE: stop_forgets_bad
// ALIVE: Connection 1, KeepaliveTimer 1
// FINDS: shared-ptr-cycle Connection.timer_ -> KeepaliveTimer.connection_
// CASE: stop_unties_good -DGOOD

//--- rsocket.h
#pragma once
#include "counted.h"
#include <memory>

class Connection;
class KeepaliveTimer : Counted<KeepaliveTimer> {
public:
  void start(const std::shared_ptr<Connection> &connection);
  void stop();

private:
  std::shared_ptr<Connection> connection_;
  bool running_ = false;
};

class Connection : public std::enable_shared_from_this<Connection>,
                   Counted<Connection> {
public:
  explicit Connection(std::unique_ptr<KeepaliveTimer> timer);
  ~Connection();
  void connect();
  void close();

private:
  std::unique_ptr<KeepaliveTimer> timer_;
};

//--- timer.cpp
#include "rsocket.h"
void KeepaliveTimer::start(const std::shared_ptr<Connection> &connection) {
  connection_ = connection;
  running_ = true;
}
void KeepaliveTimer::stop() {
  running_ = false;
#ifdef GOOD
  connection_ = nullptr;
#endif
}

//--- connection.cpp
#include "rsocket.h"
Connection::Connection(std::unique_ptr<KeepaliveTimer> timer)
    : timer_(std::move(timer)) {}
Connection::~Connection() = default;
void Connection::connect() { timer_->start(shared_from_this()); }
void Connection::close() { timer_->stop(); }

//--- main.cpp
#include "rsocket.h"
int main() {
  auto connection =
      std::make_shared<Connection>(std::make_unique<KeepaliveTimer>());
  connection->connect();
  connection->close();
}
