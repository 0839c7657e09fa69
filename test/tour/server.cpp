//===- server.cpp - Holds everything together -----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "server.h"
#include "room.h"
#include "session.h"
#include "transcript.h"
#include <utility>

Housekeeper::Housekeeper(std::shared_ptr<Server> server)
    : server_(std::move(server)) {}

void Server::start() {
  housekeeper_ = std::make_shared<Housekeeper>(shared_from_this());
}

void Server::stop() {
  housekeeper_.reset();
  sessions_.clear();
  rooms_.clear();
}

std::shared_ptr<Session> Server::accept(const std::string &user) {
  auto session = std::make_shared<Session>(user, shared_from_this());
  sessions_.push_back(session);
  return session;
}

std::shared_ptr<Room>
Server::openRecorded(const std::string &name,
                     const std::shared_ptr<Session> &author) {
  auto room = std::make_shared<Room>(name);
  auto transcript = std::make_shared<Transcript>();
  transcript->setAuthor(author);
  room->record(transcript);
  rooms_.emplace(name, room);
  return room;
}

void Server::deliver(const std::string &text) {
  if (!text.empty())
    ++delivered_;
}
