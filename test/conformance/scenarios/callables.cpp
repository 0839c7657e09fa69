//===- callables.cpp - What callables keep --------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <any>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

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

SCENARIO(jthread_lets_go) {
  Shared A = std::make_shared<Object>(1);
  std::jthread T([A] {}), U;
  U = std::move(T);
  std::jthread V(std::move(U));
  V.join();
  A.reset();
  probe();
}

SCENARIO(bound_things_are_copied) {
  Shared A = std::make_shared<Object>(1);
  auto F = std::bind(take, A);
  auto G = F;
  F();
  auto H = std::bind_front(take, A);
  auto I = H;
  A.reset();
  I();
  auto Take = std::mem_fn(&Holder::take);
  auto Again = Take;
  Holder B;
  B.keep(std::make_shared<Object>(2));
  Again(B).reset();
  probe();
}

SCENARIO(references_are_bound_again) {
  Shared A = std::make_shared<Object>(1), B = std::make_shared<Object>(2);
  std::reference_wrapper<Shared> R(A), S(R);
  S.get().reset();
  probe();
  R = std::ref(B);
  std::ref(R).get().reset();
  probe();
  std::vector<std::reference_wrapper<Shared>> All;
  All.emplace_back(R);
  All.back().get() = std::make_shared<Object>(3);
  if (B)
    probe();
  auto F = [] { probe(); };
  std::reference_wrapper<decltype(F)> Call(F);
  Call();
}

SCENARIO(function_knows_its_target) {
  Shared A = std::make_shared<Object>(1);
  std::function<void()> F = Functor{A}, None(nullptr);
  A.reset();
  if (Functor *T = F.target<Functor>())
    T->Kept.reset();
  probe();
  if (!None)
    probe();
}

#ifdef __cpp_lib_move_only_function
SCENARIO(move_only_function_keeps_captures) {
  std::move_only_function<void()> F = [A = std::make_unique<Object>(1)] {
    probe();
  };
  std::move_only_function<void()> G(std::in_place_type<Functor>,
                                    Functor{std::make_shared<Object>(2)});
  F();
  F.swap(G);
  G = nullptr;
  probe();
  F();
  F = {};
  probe();
}
#endif

SCENARIO(task_keeps_captures) {
  Shared A = std::make_shared<Object>(1);
  std::packaged_task<void()> T([A] {}), U;
  A.reset();
  probe();
  U.swap(T);
  auto Future = U.get_future();
  if (U.valid() && !T.valid())
    probe();
  U();
  U.reset();
  probe();
  U = {};
  probe();
}

SCENARIO(async_lets_go) {
  Shared A = std::make_shared<Object>(1);
  std::async([A] {}).wait();
  std::async(std::launch::deferred, [A] {}).wait();
  A.reset();
  probe();
}

SCENARIO(async_gives) {
  Shared A =
      std::async([](const Shared &S) { return S; }, std::make_shared<Object>(1))
          .get();
  probe();
  A = std::async(std::launch::async, [] {
        return std::make_shared<Object>(2);
      }).get();
  probe();
  A.reset();
  probe();
}

SCENARIO(call_once_calls) {
  std::once_flag Once;
  Shared A = std::make_shared<Object>(1);
  std::call_once(Once, [&A](int) { A.reset(); }, 1);
  probe();
}

SCENARIO(conditions_are_waited_for) {
  std::condition_variable_any C;
  std::mutex M;
  Shared A = std::make_shared<Object>(1);
  std::unique_lock<std::mutex> L(M);
  std::thread T([&] {
    std::lock_guard<std::mutex> G(M);
    C.notify_one();
  });
  C.wait(L);
  C.wait(L, [A] { return true; });
  C.wait_for(L, std::chrono::seconds(9), [A] { return true; });
  L.unlock();
  T.join();
  A.reset();
  probe();
}

SCENARIO(stop_callback_keeps_captures) {
  Shared A = std::make_shared<Object>(1);
  std::stop_source Source;
  {
    std::stop_callback C(Source.get_token(), [A] {});
    A.reset();
    probe();
  }
  probe();
}
