//===- server.h - Holds everything together ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_SERVER_H
#define TOUR_SERVER_H

#include "avatars.h"
#include "census.h"
#include "topics.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

class Room;
class Server;
class Session;

/// Looks after a server as long as it runs. The two own each other until
/// Server::stop().
class Housekeeper : public Census<Housekeeper> {
public:
  explicit Housekeeper(std::shared_ptr<Server> server);

private:
  std::shared_ptr<Server> server_;
};

class Server : public std::enable_shared_from_this<Server>,
               public Census<Server> {
public:
  void start();
  void stop();

  std::shared_ptr<Session> accept(const std::string &user);
  /// A recorded room, and whoever asked for the record is its author.
  std::shared_ptr<Room> openRecorded(const std::string &name,
                                     const std::shared_ptr<Session> &author);
  void deliver(const std::string &text);

  AvatarCache &avatars() { return avatars_; }
  Topic &topics() { return *topics_; }

private:
  AvatarCache avatars_;
  std::shared_ptr<Topic> topics_ = std::make_shared<Topic>("all");
  std::shared_ptr<Housekeeper> housekeeper_;
  std::vector<std::shared_ptr<Session>> sessions_;
  std::map<std::string, std::shared_ptr<Room>> rooms_;
  unsigned delivered_ = 0;
};

#endif // TOUR_SERVER_H
