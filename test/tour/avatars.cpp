//===- avatars.cpp - Pictures of users, loaded once -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "avatars.h"

std::shared_ptr<Avatar> AvatarCache::find(const std::string &user) {
  if (auto known = loaded_[user].lock())
    return known;
  std::erase_if(loaded_,
                [](const auto &entry) { return entry.second.expired(); });
  auto avatar = std::make_shared<Avatar>();
  avatar->pixels = "pixels of " + user;
  loaded_[user] = avatar;
  return avatar;
}
