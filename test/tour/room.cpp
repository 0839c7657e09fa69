//===- room.cpp - A place where users talk --------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "room.h"
#include "transcript.h"
#include <utility>

Room::Room(std::string name) : name_(std::move(name)) {}

void Room::enter(const std::string &user) {
  users_.push_back(user);
  if (transcript_)
    transcript_->note(user + " enters " + name_);
}

void Room::record(const std::shared_ptr<Transcript> &transcript) {
  transcript_ = transcript;
}
