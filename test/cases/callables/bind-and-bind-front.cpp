// RUN: %case %s %t
//
// std::bind copies the pointer it is given, wherever it stands.
//
// CASE: bind_argument_bad
// ALIVE: Timer 1
// FINDS: capture-cycle Timer.expired_ -> std::bind.arg1
// CASE: bind_front_bad -DFRONT
// ALIVE: Timer 1
// FINDS: capture-cycle Timer.expired_ -> std::bind_front.arg1
// CASE: raw_good -DRAW
// CASE: ref_good -DREF
#include "counted.h"
#include <functional>
#include <memory>

class Timer : Counted<Timer> {
public:
  void onExpiry(std::function<void(int)> callback) {
    expired_ = std::move(callback);
  }
  int ticks = 0;

private:
  std::function<void(int)> expired_;
};

[[maybe_unused]] static void tick(const std::shared_ptr<Timer> &timer,
                                  int count) {
  timer->ticks += count;
}

int main() {
  auto timer = std::make_shared<Timer>();
#if defined(FRONT)
  timer->onExpiry(std::bind_front(tick, timer));
#elif defined(REF)
  timer->onExpiry(std::bind(tick, std::ref(timer), std::placeholders::_1));
#elif defined(RAW)
  timer->onExpiry(std::bind([](Timer *raw, int count) { raw->ticks += count; },
                            timer.get(), std::placeholders::_1));
#else
  timer->onExpiry(std::bind(tick, timer, std::placeholders::_1));
#endif
}
