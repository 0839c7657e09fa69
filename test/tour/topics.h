//===- topics.h - What rooms are about --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_TOPICS_H
#define TOUR_TOPICS_H

#include "census.h"
#include <memory>
#include <string>
#include <vector>

/// A tree: a topic owns its subtopics and knows its parent.
class Topic : public Census<Topic> {
public:
  explicit Topic(std::string name, Topic *parent = nullptr);

  std::shared_ptr<Topic> add(std::string name);
  std::string path() const;

private:
  std::string name_;
  Topic *parent_;
  std::vector<std::shared_ptr<Topic>> subtopics_;
};

#endif // TOUR_TOPICS_H
