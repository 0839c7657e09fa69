//===- room.h - A place where users talk ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_ROOM_H
#define TOUR_ROOM_H

#include "census.h"
#include <memory>
#include <string>
#include <vector>

class Transcript;

class Room : public Census<Room> {
public:
  explicit Room(std::string name);

  void enter(const std::string &user);
  /// From now on what is said goes to the transcript.
  void record(const std::shared_ptr<Transcript> &transcript);

private:
  std::string name_;
  std::vector<std::string> users_;
  std::shared_ptr<Transcript> transcript_;
};

#endif // TOUR_ROOM_H
