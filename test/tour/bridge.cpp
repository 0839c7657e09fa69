//===- bridge.cpp - A link to another server ------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bridge.h"
#include <utility>

void Uplink::onData(Handler handler) { onData_ = std::move(handler); }

void Uplink::arrive(const std::string &data) const {
  if (onData_)
    onData_(data);
}

Bridge::Bridge(std::shared_ptr<Uplink> uplink) : uplink_(std::move(uplink)) {}

void Bridge::start() {
  uplink_->onData(
      [self = shared_from_this()](const std::string &) { ++self->received_; });
}
