// RUN: %case %s %t
//
// monero#8540, arangodb#6160: a pending request has a timer as a member, and the timer's
// handler holds the request. A request that is answered has to cancel its timer.
//
// CASE: answered_bad
// ALIVE: levin::InvokeHandler 1
// FINDS: capture-cycle levin::InvokeHandler.timer_.impl_ -> levin::Timer::Impl.handler -> lambda.self
// CASE: cancelled_good -DCANCELLED
// CASE: weak_good -DWEAK

//--- timer.h
#pragma once
#include <functional>
#include <memory>

namespace levin {
/// Keeps its handler until it has expired or is cancelled.
class Timer {
public:
  Timer();
  ~Timer();
  void expiresAfter(int milliseconds);
  void asyncWait(std::function<void(bool cancelled)> handler);
  void cancel();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
} // namespace levin

//--- timer.cpp
#include "timer.h"
#include <utility>

namespace levin {
struct Timer::Impl {
  int milliseconds = 0;
  std::function<void(bool)> handler;
};

Timer::Timer() : impl_(new Impl) {}
Timer::~Timer() = default;
void Timer::expiresAfter(int milliseconds) {
  impl_->milliseconds = milliseconds;
}
void Timer::asyncWait(std::function<void(bool)> handler) {
  impl_->handler = std::move(handler);
}
void Timer::cancel() {
  if (auto handler = std::exchange(impl_->handler, {}))
    handler(true);
}
} // namespace levin

//--- handler.h
#pragma once
#include "counted.h"
#include "timer.h"
#include <string>

namespace levin {
struct HandlerBase {
  virtual ~HandlerBase() = default;
  virtual bool handle(const std::string &buffer) = 0;
};

class InvokeHandler : public HandlerBase,
                      public std::enable_shared_from_this<InvokeHandler>,
                      Counted<InvokeHandler> {
public:
  using Callback = std::function<void(const std::string &)>;
  static std::shared_ptr<InvokeHandler> create(Callback callback, int timeout);
  bool handle(const std::string &buffer) override;

private:
  explicit InvokeHandler(Callback callback) : callback_(std::move(callback)) {}
  void startTimer(int timeout);
  void onTimeout();

  Timer timer_;
  Callback callback_;
  bool answered_ = false;
};
} // namespace levin

//--- handler.cpp
#include "handler.h"

namespace levin {
std::shared_ptr<InvokeHandler> InvokeHandler::create(Callback callback,
                                                     int timeout) {
  std::shared_ptr<InvokeHandler> handler(
      new InvokeHandler(std::move(callback)));
  handler->startTimer(timeout);
  return handler;
}

void InvokeHandler::startTimer(int timeout) {
  timer_.expiresAfter(timeout);
#ifdef WEAK
  std::weak_ptr<InvokeHandler> self = weak_from_this();
  timer_.asyncWait([self](bool cancelled) {
    auto locked = self.lock();
    if (locked && !cancelled)
      locked->onTimeout();
  });
#else
  timer_.asyncWait([self = shared_from_this()](bool cancelled) {
    if (!cancelled)
      self->onTimeout();
  });
#endif
}

void InvokeHandler::onTimeout() { callback_("timeout"); }

bool InvokeHandler::handle(const std::string &buffer) {
  if (answered_)
    return false;
  answered_ = true;
#ifdef CANCELLED
  timer_.cancel();
#endif
  callback_(buffer);
  return true;
}
} // namespace levin

//--- main.cpp
#include "handler.h"
#include <list>

int main() {
  std::list<std::shared_ptr<levin::HandlerBase>> pending;
  std::string answer;
  pending.push_back(levin::InvokeHandler::create(
      [&answer](const std::string &text) { answer = text; }, 500));
  for (const auto &handler : pending)
    handler->handle("pong");
  pending.clear();
  return answer == "pong" ? 0 : 1;
}
