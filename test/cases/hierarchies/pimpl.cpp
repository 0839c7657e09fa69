// RUN: %case %s %t
//
// The edge is in the implementation that one TU alone can see.
//
// CASE: bad
// ALIVE: Client::Impl 1, Link 1
// FINDS: shared-ptr-cycle Client::Impl.link -> Link.peer_
// CASE: good -DGOOD

//--- client.h
#pragma once
#include <memory>

class Link;
class Client {
public:
  Client();
  ~Client();
  void connect();

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

//--- client.cpp
#include "client.h"
#include "counted.h"

class Link : Counted<Link> {
public:
  void bind(std::shared_ptr<void> peer) { peer_ = std::move(peer); }

private:
  std::shared_ptr<void> peer_;
};

struct Client::Impl : Counted<Client::Impl> {
  std::shared_ptr<Link> link;
};

Client::Client() : impl_(std::make_shared<Impl>()) {}
Client::~Client() = default;

void Client::connect() {
  impl_->link = std::make_shared<Link>();
#ifdef GOOD
  impl_->link->bind(nullptr);
#else
  impl_->link->bind(impl_);
#endif
}

//--- main.cpp
#include "client.h"

int main() {
  Client client;
  client.connect();
}
