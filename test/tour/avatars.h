//===- avatars.h - Pictures of users, loaded once ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_AVATARS_H
#define TOUR_AVATARS_H

#include "census.h"
#include <map>
#include <memory>
#include <string>

struct Avatar : public Census<Avatar> {
  std::string pixels;
};

/// Keeps a picture as long as somebody uses it, and not longer.
class AvatarCache : public Census<AvatarCache> {
public:
  std::shared_ptr<Avatar> find(const std::string &user);

private:
  std::map<std::string, std::weak_ptr<Avatar>> loaded_;
};

#endif // TOUR_AVATARS_H
