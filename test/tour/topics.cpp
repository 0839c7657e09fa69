//===- topics.cpp - What rooms are about ----------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "topics.h"
#include <utility>

Topic::Topic(std::string name, Topic *parent)
    : name_(std::move(name)), parent_(parent) {}

std::shared_ptr<Topic> Topic::add(std::string name) {
  auto topic = std::make_shared<Topic>(std::move(name), this);
  subtopics_.push_back(topic);
  return topic;
}

std::string Topic::path() const {
  return parent_ ? parent_->path() + "/" + name_ : name_;
}
