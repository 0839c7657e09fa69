//===- callables.cpp - What callables keep --------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <any>
#include <functional>
#include <memory>
#include <thread>

using Shared = std::shared_ptr<Object>;

SCENARIO(function_keeps_captures) {
  std::function<void()> F;
  {
    Shared A = std::make_shared<Object>(1);
    F = [A] { probe(); };
  }
  F();
  F = nullptr;
  probe();
}

SCENARIO(function_copies_and_moves) {
  Shared A = std::make_shared<Object>(1);
  std::function<void()> F = [A] {};
  A.reset();
  std::function<void()> G = F;
  F = nullptr;
  probe();
  F = std::move(G);
  if (!G)
    probe();
  F.swap(G);
  G = {};
  probe();
}

SCENARIO(arguments_and_results) {
  std::function<Shared(Shared)> F = [](Shared S) { return S; };
  Shared A = F(std::make_shared<Object>(1));
  probe();
  A.reset();
  probe();
}

struct Holder {
  Shared Kept;
  void keep(const Shared &S) { Kept = S; }
  Shared take() { return std::move(Kept); }
};

struct Functor {
  Shared Kept;
  void operator()() const { probe(); }
};

SCENARIO(functor) {
  std::function<void()> F = Functor{std::make_shared<Object>(1)};
  F();
  F = nullptr;
  probe();
}

void take(const Shared &) { probe(); }

SCENARIO(bind_keeps_its_arguments) {
  Shared A = std::make_shared<Object>(1);
  std::function<void()> F = std::bind(take, A);
  A.reset();
  F();
  F = nullptr;
  probe();
}

SCENARIO(bind_a_method) {
  auto H = std::make_shared<Holder>();
  std::function<void(Shared)> F =
      std::bind(&Holder::keep, H, std::placeholders::_1);
  F(std::make_shared<Object>(1));
  probe();
  H.reset();
  probe();
  F = nullptr;
  probe();
}

SCENARIO(bind_by_reference) {
  Holder H;
  std::function<void(Shared)> F =
      std::bind(&Holder::keep, std::ref(H), std::placeholders::_1);
  F(std::make_shared<Object>(1));
  F = nullptr;
  probe();
}

SCENARIO(bind_front_and_mem_fn) {
  Holder H;
  auto F = std::bind_front(&Holder::keep, &H);
  F(std::make_shared<Object>(1));
  probe();
  auto Take = std::mem_fn(&Holder::take);
  Shared A = Take(H);
  probe();
  A.reset();
  probe();
}

template <typename F, typename... Args>
static std::function<void()> later(F &&Function, Args &&...Arguments) {
  return std::bind(std::forward<F>(Function), std::forward<Args>(Arguments)...);
}

SCENARIO(bind_what_is_forwarded) {
  auto H = std::make_shared<Holder>();
  std::function<void()> F =
      later(&Holder::keep, H, std::make_shared<Object>(1));
  F();
  F = nullptr;
  probe();
  H.reset();
  probe();
}

template <typename F> static Shared call(F Function, Holder &H) {
  return std::invoke(Function, H);
}

SCENARIO(invoke_what_is_passed) {
  Holder H;
  H.keep(std::make_shared<Object>(1));
  Shared A = call(&Holder::take, H);
  A.reset();
  probe();
}

SCENARIO(invoke) {
  Holder H;
  std::invoke(&Holder::keep, H, std::make_shared<Object>(1));
  probe();
  std::invoke(&Holder::Kept, H).reset();
  probe();
  std::invoke([](const Shared &) { probe(); }, std::make_shared<Object>(2));
}

SCENARIO(reference_wrapper) {
  Shared A = std::make_shared<Object>(1);
  std::reference_wrapper<Shared> R = A;
  R.get().reset();
  probe();
}

SCENARIO(any_holds) {
  std::any A = std::make_shared<Object>(1);
  std::any B = A;
  A.reset();
  probe();
  Shared C = std::any_cast<Shared>(B);
  B = 3;
  probe();
  C.reset();
  probe();
}

SCENARIO(thread_lets_go) {
  Shared A = std::make_shared<Object>(1);
  std::thread T([A] {});
  T.join();
  A.reset();
  probe();
}
