//===- session.cpp - One user's connection --------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "session.h"
#include "room.h"
#include "server.h"
#include <utility>

Session::Session(std::string user, const std::shared_ptr<Server> &server)
    : user_(std::move(user)), server_(server),
      avatar_(server->avatars().find(user_)) {}

void Session::join(std::shared_ptr<Room> room) {
  room_ = std::move(room);
  room_->enter(user_);
}

void Session::send(std::string text) {
  auto message = std::make_shared<Message>();
  message->text = std::move(text);
  if (last_)
    last_->next = message;
  else
    first_ = message;
  last_ = message;
}

void Session::flush() {
  auto server = server_.lock();
  if (!server)
    return;
  while (first_) {
    server->deliver(first_->text);
    first_ = first_->next;
  }
  last_.reset();
}
