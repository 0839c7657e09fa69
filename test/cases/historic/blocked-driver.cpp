// RUN: %case %s %t
//
// velox#12609: what waits for a blocked operator's future holds the driver, the
// driver its operators, and the operator the promise: destroying it would keep
// the promise, but it is never destroyed.
//
// CASE: promise_dropped_bad
// ALIVE: exec::Driver 1, exec::Exchange 1
// FINDS: capture-cycle exec::Driver.operators_ -> exec::Exchange.promises_.core_ -> async::Core.then -> lambda.state -> exec::Blocking.driver
// CASE: promise_kept_good -DCLOSED
// CASE: weak_good -DWEAK

//--- future.h
#pragma once
#include <functional>
#include <memory>
#include <vector>

namespace async {
struct Core {
  std::vector<std::function<void()>> then;
  bool isReady = false;
};

class Future {
public:
  explicit Future(std::shared_ptr<Core> core = nullptr)
      : core_(std::move(core)) {}
  template <typename F> void then(F &&next) && {
    auto core = std::move(core_);
    if (core->isReady)
      next();
    else
      core->then.push_back(std::forward<F>(next));
  }

private:
  std::shared_ptr<Core> core_;
};

class Promise {
public:
  Future future() { return Future(core_); }
  void keep() {
    core_->isReady = true;
    auto all = std::move(core_->then);
    core_->then.clear();
    for (auto &next : all)
      next();
  }

private:
  std::shared_ptr<Core> core_ = std::make_shared<Core>();
};
} // namespace async

//--- exec.h
#pragma once
#include "counted.h"
#include "future.h"

namespace exec {
class Operator {
public:
  virtual ~Operator() = default;
  virtual bool isBlocked(async::Future &) { return false; }
  virtual void close() {}
};

class Exchange : public Operator, public Counted<Exchange> {
public:
  ~Exchange() override { Exchange::close(); }
  bool isBlocked(async::Future &until) override;
  void close() override;

private:
  std::vector<async::Promise> promises_;
};

class Driver : public std::enable_shared_from_this<Driver>,
               public Counted<Driver> {
public:
  void add(std::unique_ptr<Operator> added) {
    operators_.push_back(std::move(added));
  }
  void run();
  void close();
  void resume() { ++resumed_; }

private:
  std::vector<std::unique_ptr<Operator>> operators_;
  int resumed_ = 0;
};
} // namespace exec

//--- exec.cpp
#include "exec.h"

namespace exec {
bool Exchange::isBlocked(async::Future &until) {
  promises_.emplace_back();
  until = promises_.back().future();
  return true;
}

void Exchange::close() {
  for (auto &promise : promises_)
    promise.keep();
  promises_.clear();
}

struct Blocking {
  std::shared_ptr<Driver> driver;
  async::Future until;
};

static void resumeLater(const std::shared_ptr<Blocking> &state) {
#ifdef WEAK
  std::weak_ptr<Driver> driver = state->driver;
  std::move(state->until).then([driver] {
    if (auto held = driver.lock())
      held->resume();
  });
#else
  std::move(state->until).then([state] { state->driver->resume(); });
#endif
}

void Driver::run() {
  for (auto &each : operators_) {
    async::Future until;
    if (!each->isBlocked(until))
      continue;
    auto state = std::make_shared<Blocking>();
    state->driver = shared_from_this();
    state->until = std::move(until);
    resumeLater(state);
    return;
  }
}

void Driver::close() {
  for (auto &each : operators_)
    each->close();
}
} // namespace exec

//--- main.cpp
#include "exec.h"

int main() {
  auto driver = std::make_shared<exec::Driver>();
  driver->add(std::make_unique<exec::Operator>());
  driver->add(std::make_unique<exec::Exchange>());
  driver->run();
#ifdef CLOSED
  driver->close();
#endif
}
