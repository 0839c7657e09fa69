// RUN: %case %s %t
//
// IXWebSocket#241: a connection's state keeps a client whose subscribe callback captures
// the state.
//
// CASE: bad
// ALIVE: snake::ConnectionState 1, snake::RedisClient 1
// FINDS: capture-cycle snake::ConnectionState.redis_ -> snake::RedisClient.onMessage_ -> lambda.state
// CASE: weak_good -DWEAK
// CASE: stopped_good -DSTOPPED

//--- snake.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <string>

namespace snake {
class RedisClient : Counted<RedisClient> {
public:
  void subscribe(const std::string &channel,
                 const std::function<void(const std::string &)> &callback);
  void stop() { onMessage_ = nullptr; }

private:
  std::string channel_;
  std::function<void(const std::string &)> onMessage_;
};

class ConnectionState : Counted<ConnectionState> {
public:
  RedisClient &redis() { return *redis_; }
  void received() { ++messages_; }

private:
  std::unique_ptr<RedisClient> redis_ = std::make_unique<RedisClient>();
  int messages_ = 0;
};

void handleSubscribe(std::shared_ptr<ConnectionState> state);
} // namespace snake

//--- redis.cpp
#include "snake.h"
void snake::RedisClient::subscribe(
    const std::string &channel,
    const std::function<void(const std::string &)> &callback) {
  channel_ = channel;
  onMessage_ = callback;
}

//--- protocol.cpp
#include "snake.h"
void snake::handleSubscribe(std::shared_ptr<ConnectionState> state) {
#ifdef WEAK
  auto callback =
      [weak = std::weak_ptr<ConnectionState>(state)](const std::string &) {
        if (auto alive = weak.lock())
          alive->received();
      };
#else
  auto callback = [state](const std::string &) { state->received(); };
#endif
  state->redis().subscribe("updates", callback);
}

//--- main.cpp
#include "snake.h"
int main() {
  auto state = std::make_shared<snake::ConnectionState>();
  snake::handleSubscribe(state);
#ifdef STOPPED
  state->redis().stop();
#endif
}
