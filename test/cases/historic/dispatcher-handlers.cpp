// RUN: %case %s %t
//
// medooze media-server#172 and its like: a client registers handlers by message type
// with the channel that it owns, through a helper that binds whatever it is given.
//
// CASE: bad
// ALIVE: chat::Client 1
// FINDS: capture-cycle chat::Client.channel_ -> chat::Channel.handlers_.second -> lambda.self
// FINDS: capture-cycle chat::Client.channel_ -> chat::Channel.handlers_.second -> std::bind.arg1
// CASE: unregistered_good -DUNREGISTER
// CASE: one_forgotten_bad -DUNREGISTER -DFORGETS
// ALIVE: chat::Client 1
// FINDS: capture-cycle chat::Client.channel_ -> chat::Channel.handlers_.second -> std::bind.arg1

//--- channel.h
#pragma once
#include <functional>
#include <map>
#include <string>

namespace chat {
enum class Kind { Text, Join, Leave };
struct Message {
  Kind kind;
  std::string text;
};

class Channel {
public:
  using Handler = std::function<void(const Message &)>;
  void on(Kind kind, Handler handler);
  void off(Kind kind);
  void dispatch(const Message &message) const;

private:
  std::map<Kind, Handler> handlers_;
};
} // namespace chat

//--- channel.cpp
#include "channel.h"
#include <utility>

namespace chat {
void Channel::on(Kind kind, Handler handler) {
  handlers_[kind] = std::move(handler);
}
void Channel::off(Kind kind) { handlers_.erase(kind); }
void Channel::dispatch(const Message &message) const {
  auto it = handlers_.find(message.kind);
  if (it != handlers_.end() && it->second)
    it->second(message);
}
} // namespace chat

//--- client.h
#pragma once
#include "channel.h"
#include "counted.h"
#include <memory>

namespace chat {
class Client : public std::enable_shared_from_this<Client>, Counted<Client> {
public:
  explicit Client(std::shared_ptr<Channel> channel)
      : channel_(std::move(channel)) {}
  void connect();
  void disconnect();
  int seen() const { return seen_; }

private:
  void onJoin(const Message &message);
  void onText(const Message &message);

  std::shared_ptr<Channel> channel_;
  int seen_ = 0;
};
} // namespace chat

//--- client.cpp
#include "client.h"

namespace chat {
void Client::connect() {
  channel_->on(Kind::Join, std::bind(&Client::onJoin, shared_from_this(),
                                     std::placeholders::_1));
  auto self(shared_from_this());
  channel_->on(Kind::Text,
               [this, self](const Message &message) { onText(message); });
}

void Client::disconnect() {
  channel_->off(Kind::Text);
#ifndef FORGETS
  channel_->off(Kind::Join);
#endif
}

void Client::onJoin(const Message &) { ++seen_; }
void Client::onText(const Message &message) {
  seen_ += static_cast<int>(message.text.size());
}
} // namespace chat

//--- main.cpp
#include "client.h"

int main() {
  auto channel = std::make_shared<chat::Channel>();
  auto client = std::make_shared<chat::Client>(channel);
  client->connect();
  channel->dispatch({chat::Kind::Text, "hello"});
#ifdef UNREGISTER
  client->disconnect();
#endif
  return client->seen() == 5 ? 0 : 1;
}
