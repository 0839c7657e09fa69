//===- resolver.h - Finds a host's address ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TOUR_RESOLVER_H
#define TOUR_RESOLVER_H

#include "census.h"
#include <functional>
#include <memory>
#include <string>

/// Keeps itself alive by its callback while it is looking, and lets go of the
/// callback before it calls it.
class Resolver : public std::enable_shared_from_this<Resolver>,
                 public Census<Resolver> {
public:
  void lookUp(std::string host);
  void finish(const std::string &address);

  const std::string &address() const { return address_; }

private:
  std::function<void(const std::string &)> callback_;
  std::string host_, address_;
};

#endif // TOUR_RESOLVER_H
