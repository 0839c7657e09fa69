// RUN: %case %s %t
//
// HttpFilteringEngine#136: a bridge between client and server keeps itself in what it
// starts. Here the handlers are members of the sockets that it owns, as with an
// asynchronous layer that keeps the current operation.
//
// CASE: pending_bad
// ALIVE: net::Bridge 1
// FINDS: capture-cycle net::Bridge.upstream_ -> net::Socket.pending_ -> lambda.self
// FINDS: capture-cycle net::Bridge.downstream_ -> net::Socket.pending_ -> std::bind.arg1
// CASE: closed_good -DCLOSED
// CASE: one_closed_bad -DCLOSED -DFORGETS
// ALIVE: net::Bridge 1
// FINDS: capture-cycle net::Bridge.downstream_ -> net::Socket.pending_ -> std::bind.arg1

//--- socket.h
#pragma once
#include <functional>
#include <memory>
#include <system_error>

namespace net {
using ReadHandler = std::function<void(const std::error_code &, std::size_t)>;

class Socket {
public:
  void asyncRead(ReadHandler handler);
  void complete(std::size_t bytes);
  void close();

private:
  ReadHandler pending_;
};
} // namespace net

//--- socket.cpp
#include "socket.h"
#include <utility>

namespace net {
void Socket::asyncRead(ReadHandler handler) { pending_ = std::move(handler); }

void Socket::complete(std::size_t bytes) {
  auto handler = std::exchange(pending_, nullptr);
  if (handler)
    handler(std::error_code(), bytes);
}

void Socket::close() { pending_ = nullptr; }
} // namespace net

//--- bridge.h
#pragma once
#include "counted.h"
#include "socket.h"

namespace net {
class Bridge : public std::enable_shared_from_this<Bridge>, Counted<Bridge> {
public:
  Bridge(std::unique_ptr<Socket> down, std::unique_ptr<Socket> up)
      : downstream_(std::move(down)), upstream_(std::move(up)) {}
  void start();
  void stop();
  Socket &downstream() { return *downstream_; }

private:
  void onDownstream(const std::error_code &ec, std::size_t bytes);
  void onUpstream(const std::error_code &ec, std::size_t bytes);
  void readDownstream();
  void readUpstream();

  std::unique_ptr<Socket> downstream_, upstream_;
  std::size_t total_ = 0;
};
} // namespace net

//--- bridge.cpp
#include "bridge.h"

namespace net {
using namespace std::placeholders;

void Bridge::start() {
  readDownstream();
  readUpstream();
}

void Bridge::readDownstream() {
  downstream_->asyncRead(
      std::bind(&Bridge::onDownstream, shared_from_this(), _1, _2));
}

void Bridge::readUpstream() {
  auto self = shared_from_this();
  upstream_->asyncRead([this, self](const std::error_code &ec, std::size_t n) {
    onUpstream(ec, n);
  });
}

void Bridge::onDownstream(const std::error_code &ec, std::size_t bytes) {
  if (ec)
    return;
  total_ += bytes;
  readDownstream();
}

void Bridge::onUpstream(const std::error_code &ec, std::size_t bytes) {
  if (ec)
    return;
  total_ += bytes;
  readUpstream();
}

void Bridge::stop() {
#ifndef FORGETS
  downstream_->close();
#endif
  upstream_->close();
}
} // namespace net

//--- main.cpp
#include "bridge.h"

static void serve() {
  auto bridge = std::make_shared<net::Bridge>(std::make_unique<net::Socket>(),
                                              std::make_unique<net::Socket>());
  bridge->start();
  bridge->downstream().complete(12);
#ifdef CLOSED
  bridge->stop();
#endif
}

int main() { serve(); }
