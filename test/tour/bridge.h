//===- bridge.h - A link to another server ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_BRIDGE_H
#define TOUR_BRIDGE_H

#include "census.h"
#include <functional>
#include <memory>
#include <string>

/// The wire: calls whoever wants to know what arrives.
class Uplink : public Census<Uplink> {
public:
  using Handler = std::function<void(const std::string &)>;

  void onData(Handler handler);
  void arrive(const std::string &data) const;

private:
  Handler onData_;
};

/// Hands what arrives from the other server to this one.
class Bridge : public std::enable_shared_from_this<Bridge>,
               public Census<Bridge> {
public:
  explicit Bridge(std::shared_ptr<Uplink> uplink);

  void start();
  unsigned received() const { return received_; }

private:
  std::shared_ptr<Uplink> uplink_;
  unsigned received_ = 0;
};

#endif // TOUR_BRIDGE_H
