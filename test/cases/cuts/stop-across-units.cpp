// RUN: %case %s %t
//
// stop() is in one TU, its caller in another, the ring in a third.
//
// CASE: stopped_good
// CASE: not_stopped_bad -DNEVER
// ALIVE: Listener 1, Server 1
// FINDS: shared-ptr-cycle Listener.server_ -> Server.listener_

//--- server.h
#pragma once
#include "counted.h"
#include <memory>

class Listener;
class Server : public std::enable_shared_from_this<Server>, Counted<Server> {
public:
  ~Server();
  void start();
  void stop();

private:
  std::shared_ptr<Listener> listener_;
};

class Listener : Counted<Listener> {
public:
  explicit Listener(std::shared_ptr<Server> server);
  void close();

private:
  std::shared_ptr<Server> server_;
};

//--- listener.cpp
#include "server.h"
Listener::Listener(std::shared_ptr<Server> server)
    : server_(std::move(server)) {}
void Listener::close() { server_.reset(); }

//--- server.cpp
#include "server.h"
Server::~Server() { stop(); }
void Server::start() {
  listener_ = std::make_shared<Listener>(shared_from_this());
}
void Server::stop() {
  if (listener_)
    listener_->close();
}

//--- main.cpp
#include "server.h"
int main() {
  auto server = std::make_shared<Server>();
  server->start();
#ifndef NEVER
  server->stop();
#endif
}
