// RUN: %case %s %t
//
// evpp#253: a timer that nobody holds keeps itself until it has fired or is cancelled.
// A report on the store alone would be wrong.
//
// CASE: fired_good
// CASE: cancelled_good -DCANCELLED
// CASE: cancel_forgets_bad -DCANCELLED -DFORGETS
// ALIVE: InvokeTimer 1
// FINDS: shared-ptr-cycle InvokeTimer.self_

//--- timer.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>

class InvokeTimer;
typedef std::shared_ptr<InvokeTimer> InvokeTimerPtr;

class InvokeTimer : Counted<InvokeTimer> {
public:
  static InvokeTimerPtr create(std::function<void()> functor);
  void cancel();
  void onTriggered();

private:
  explicit InvokeTimer(std::function<void()> functor)
      : functor_(std::move(functor)) {}
  std::function<void()> functor_;
  InvokeTimerPtr self_;
};

//--- timer.cpp
#include "timer.h"
InvokeTimerPtr InvokeTimer::create(std::function<void()> functor) {
  InvokeTimerPtr it(new InvokeTimer(std::move(functor)));
  it->self_ = it;
  return it;
}
void InvokeTimer::onTriggered() {
  functor_();
  functor_ = nullptr;
  self_.reset();
}
void InvokeTimer::cancel() {
  functor_ = nullptr;
#ifndef FORGETS
  self_.reset();
#endif
}

//--- main.cpp
#include "timer.h"
int main() {
  int fired = 0;
  auto timer = InvokeTimer::create([&fired] { ++fired; });
#ifdef CANCELLED
  timer->cancel();
#else
  timer->onTriggered();
#endif
}
