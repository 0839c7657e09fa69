//===- shared_states.cpp - Promises and futures ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <future>
#include <memory>

using Shared = std::shared_ptr<Object>;

SCENARIO(promise_keeps_until_it_is_got) {
  std::promise<Shared> P;
  std::future<Shared> F = P.get_future();
  P.set_value(std::make_shared<Object>(1));
  probe();
  Shared A = F.get();
  probe();
  A.reset();
  probe();
}

SCENARIO(promise_not_asked) {
  {
    std::promise<Shared> P;
    P.set_value(std::make_shared<Object>(1));
    probe();
  }
  probe();
}
