//===- resolver.cpp - Finds a host's address ------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resolver.h"
#include <utility>

void Resolver::lookUp(std::string host) {
  host_ = std::move(host);
  callback_ = [self = shared_from_this()](const std::string &address) {
    self->address_ = address;
  };
}

void Resolver::finish(const std::string &address) {
  auto callback = std::exchange(callback_, nullptr);
  if (callback)
    callback(address);
}
