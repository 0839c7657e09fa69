// RUN: %case %s %t
//
// A server with one clone per poller also listens itself, and enters itself in the map of its
// clones beside them: the one entry that nothing takes out.
//
// CASE: bad
// ALIVE: net::Server 3
// FINDS: shared-ptr-cycle net::Server.clones_.second
// CASE: fallback_good -DGOOD

//--- server.h
#pragma once
#include "counted.h"
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

namespace net {
struct Poller {
  int id;
};

class Server : public std::enable_shared_from_this<Server>, Counted<Server> {
public:
  using Ptr = std::shared_ptr<Server>;
  explicit Server(const Poller *own) : own_(own) {}
  virtual ~Server() = default;
  void start(const Poller *begin, const Poller *end);
  Ptr serverOf(const Poller *poller) const;

protected:
  virtual Ptr makeClone(const Poller *poller) const;
  virtual void cloneFrom(const Server &that);

private:
  const Server *parent_ = nullptr;
  const Poller *own_;
  std::unordered_map<const Poller *, Ptr> clones_;
};
} // namespace net

//--- server.cpp
#include "server.h"

namespace net {
namespace {
template <typename F>
void eachPoller(const Poller *begin, const Poller *end, F &&f) {
  for (; begin != end; ++begin)
    f(begin);
}
} // namespace

Server::Ptr Server::makeClone(const Poller *poller) const {
  return std::make_shared<Server>(poller);
}
void Server::cloneFrom(const Server &that) { parent_ = &that; }

void Server::start(const Poller *begin, const Poller *end) {
  eachPoller(begin, end, [&](const Poller *poller) {
    if (poller == own_)
      return;
    auto &clone = clones_[poller];
    if (!clone)
      clone = makeClone(poller);
    if (clone)
      clone->cloneFrom(*this);
  });
#ifndef GOOD
  clones_[own_] = std::static_pointer_cast<Server>(shared_from_this());
#endif
}

Server::Ptr Server::serverOf(const Poller *poller) const {
  auto &all = parent_ ? parent_->clones_ : clones_;
  auto at = all.find(poller);
  if (at != all.end())
    return at->second;
  return std::const_pointer_cast<Server>(parent_ ? parent_->shared_from_this()
                                                 : shared_from_this());
}
} // namespace net

//--- main.cpp
#include "server.h"

int main() {
  net::Poller pollers[3] = {{0}, {1}, {2}};
  auto server = std::make_shared<net::Server>(&pollers[0]);
  server->start(pollers, pollers + 3);
  int served = 0;
  for (auto &poller : pollers)
    served += server->serverOf(&poller) != nullptr;
  return served == 3 ? 0 : 1;
}
