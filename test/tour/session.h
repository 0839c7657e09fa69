//===- session.h - One user's connection ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_SESSION_H
#define TOUR_SESSION_H

#include "avatars.h"
#include "census.h"
#include <memory>
#include <string>

class Room;
class Server;

/// A line that waits to be sent. The queue is a list: each message owns the
/// next.
struct Message : public Census<Message> {
  std::string text;
  std::shared_ptr<Message> next;
};

class Session : public Census<Session> {
public:
  Session(std::string user, const std::shared_ptr<Server> &server);

  void join(std::shared_ptr<Room> room);
  void send(std::string text);
  void flush();

  const std::string &user() const { return user_; }

private:
  std::string user_;
  std::weak_ptr<Server> server_;
  std::shared_ptr<Avatar> avatar_;
  std::shared_ptr<Room> room_;
  std::shared_ptr<Message> first_, last_;
};

#endif // TOUR_SESSION_H
