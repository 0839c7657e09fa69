// RUN: %case %s %t
//
// stlab#134: detach() ties a future's state to its own continuation, so that it lives
// until the promise is kept; when the promise is broken nothing cuts the tie.
//
// CASE: broken_bad
// ALIVE: task::State 1
// FINDS: capture-cycle task::State.then_ -> lambda.state
// CASE: kept_good -DKEPT
// CASE: broken_is_told_good -DTOLD

//--- future.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace task {
struct State : Counted<State> {
  std::optional<int> value;
  std::function<void(int)> then_;
};

class Future {
public:
  explicit Future(std::shared_ptr<State> state) : p_(std::move(state)) {}
  Future then(std::function<int(int)> f) &&;
  void detach() &&;

private:
  std::shared_ptr<State> p_;
};

class Promise {
public:
  Promise() = default;
  Promise(Promise &&) = default;
  ~Promise();
  Future future();
  void set(int value);

private:
  std::weak_ptr<State> p_;
};
} // namespace task

//--- future.cpp
#include "future.h"

namespace task {
static void resolve(const std::shared_ptr<State> &state, int value) {
  state->value = value;
  // What a continuation keeps goes when it has run.
  if (auto then = std::exchange(state->then_, nullptr))
    then(value);
}

Future Future::then(std::function<int(int)> f) && {
  auto next = std::make_shared<State>();
  auto state = std::move(p_);
  auto *from = state.get();
  from->then_ = [next, f = std::move(f)](int value) {
    resolve(next, f(value));
  };
  return Future(std::move(state));
}

void Future::detach() && {
  auto state = std::move(p_);
  if (state->value)
    return;
  auto before = std::move(state->then_);
  state->then_ = [state, before](int value) {
    if (before)
      before(value);
  };
}

Future Promise::future() {
  auto state = std::make_shared<State>();
  p_ = state;
  return Future(state);
}

void Promise::set(int value) {
  if (auto state = p_.lock())
    resolve(state, value);
}

Promise::~Promise() {
#ifdef TOLD
  if (auto state = p_.lock())
    state->then_ = nullptr;
#endif
}
} // namespace task

//--- main.cpp
#include "future.h"

int main() {
  task::Promise promise;
  promise.future().detach();
#ifdef KEPT
  promise.set(42);
#endif
}
