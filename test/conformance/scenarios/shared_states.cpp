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

SCENARIO(promises_are_moved) {
  std::promise<Shared> P, Q(std::move(P)),
      R(std::allocator_arg, std::allocator<int>());
  std::future<Shared> F = Q.get_future(), G;
  Q.set_value(std::make_shared<Object>(1));
  R.swap(Q);
  Q = {};
  probe();
  G = std::move(F);
  R = {};
  probe();
  std::future<Shared> H(std::move(G));
  if (H.valid() && !G.valid())
    H.wait();
  H = {};
  probe();
}

SCENARIO(shared_futures_keep) {
  std::promise<Shared> P;
  P.set_value(std::make_shared<Object>(1));
  std::shared_future<Shared> F = P.get_future().share(), G(F);
  P = {};
  Shared A = F.get();
  F = {};
  A.reset();
  probe();
  G = {};
  probe();
}

SCENARIO(promises_of_nothing) {
  std::promise<void> P;
  P.set_value();
  std::promise<Shared> Q;
  std::future<Shared> F = Q.get_future();
  Q.set_exception(std::make_exception_ptr(1));
  probe();
}
