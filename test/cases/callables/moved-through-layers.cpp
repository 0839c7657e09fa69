// RUN: %case %s %t
//
// The callable is moved through three layers before anybody keeps it.
//
// CASE: bad
// ALIVE: (anonymous namespace)::Channel 1, Transport 1
// FINDS: capture-cycle (anonymous namespace)::Channel.transport_ -> Transport.handler_ -> lambda.self
// FINDS: capture-cycle (anonymous namespace)::Channel.connection_.transport_ -> Transport.handler_ -> lambda.self
// CASE: good -DGOOD

//--- transport.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>

using Handler = std::function<void(int)>;

class Transport : Counted<Transport> {
public:
  void setHandler(Handler handler);

private:
  Handler handler_;
};

class Connection {
public:
  explicit Connection(std::shared_ptr<Transport> transport);
  void receive(Handler handler);

private:
  std::shared_ptr<Transport> transport_;
};

//--- transport.cpp
#include "transport.h"

void Transport::setHandler(Handler handler) { handler_ = std::move(handler); }

Connection::Connection(std::shared_ptr<Transport> transport)
    : transport_(std::move(transport)) {}

void Connection::receive(Handler handler) {
  transport_->setHandler(std::move(handler));
}

//--- channel.cpp
#include "transport.h"

namespace {
class Channel : public std::enable_shared_from_this<Channel>, Counted<Channel> {
public:
  Channel()
      : transport_(std::make_shared<Transport>()), connection_(transport_) {}
  void start() {
#ifdef GOOD
    listen([weak = weak_from_this()](int bytes) {
      if (auto self = weak.lock())
        self->received_ += bytes;
    });
#else
    listen(
        [self = shared_from_this()](int bytes) { self->received_ += bytes; });
#endif
  }

private:
  template <typename F> void listen(F &&callback) {
    connection_.receive(std::forward<F>(callback));
  }

  std::shared_ptr<Transport> transport_;
  Connection connection_;
  int received_ = 0;
};
} // namespace

int main() { std::make_shared<Channel>()->start(); }
