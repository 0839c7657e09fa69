// RUN: %case %s %t
//
// websocketpp#310: a connection's read, write and init handlers are members that keep
// the connection. Some were reset on success, not all.
//
// CASE: never_reset_bad
// ALIVE: Connection 1
// FINDS: capture-cycle Connection.initHandler_ -> lambda.self
// FINDS: capture-cycle Connection.readHandler_ -> std::bind.arg1
// CASE: one_forgotten_bad -DRESET_READ
// ALIVE: Connection 1
// FINDS: capture-cycle Connection.initHandler_ -> lambda.self
// CASE: all_reset_good -DRESET_READ -DRESET_INIT

//--- connection.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>

using Handler = std::function<void(int)>;

class Connection : public std::enable_shared_from_this<Connection>,
                   Counted<Connection> {
public:
  void init(Handler handler);
  void asyncRead(Handler handler);
  void completed(int error);
  void start();

private:
  Handler initHandler_, readHandler_;
  int received_ = 0;
};

//--- transport.cpp
#include "connection.h"

void Connection::init(Handler handler) { initHandler_ = handler; }
void Connection::asyncRead(Handler handler) { readHandler_ = handler; }
void Connection::completed(int error) {
  if (initHandler_)
    initHandler_(error);
  if (readHandler_)
    readHandler_(error);
#ifdef RESET_INIT
  initHandler_ = Handler();
#endif
#ifdef RESET_READ
  readHandler_ = Handler();
#endif
}

//--- connection.cpp
#include "connection.h"

static void handleRead(const std::shared_ptr<Connection> &, int) {}

void Connection::start() {
  init([self = shared_from_this()](int error) { self->received_ += error; });
  asyncRead(std::bind(handleRead, shared_from_this(), std::placeholders::_1));
  completed(0);
}

int main() { std::make_shared<Connection>()->start(); }
