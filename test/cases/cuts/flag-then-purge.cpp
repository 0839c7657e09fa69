// RUN: %case %s %t
//
// A connection is taken back by a flag in the slot, which is reached through a weak pointer;
// a later purge drops all slots with the flag.
//
// CASE: removed_good -DSTOP=disconnect()
// CASE: loop_good -DSTOP=disconnect() -DLOOP
// CASE: kept_bad -DSTOP=count()
// ALIVE: Player 1, Signal 1
// FINDS: capture-cycle Player.signal_ -> Signal.slots_ -> Slot.call -> lambda.self
#include "counted.h"
#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

struct Slot {
  bool connected = true;
  std::function<void()> call;
};

class Signal : Counted<Signal> {
public:
  std::weak_ptr<Slot> connect(std::function<void()> call) {
    auto slot = std::make_shared<Slot>();
    slot->call = std::move(call);
    slots_.push_back(slot);
    return slot;
  }
  void purge() {
#ifdef LOOP
    for (auto it = slots_.begin(); it != slots_.end();)
      it = (*it)->connected ? std::next(it) : slots_.erase(it);
#else
    slots_.erase(
        std::remove_if(slots_.begin(), slots_.end(),
                       [](const auto &slot) { return !slot->connected; }),
        slots_.end());
#endif
  }

private:
  std::vector<std::shared_ptr<Slot>> slots_;
};

class Player : public std::enable_shared_from_this<Player>, Counted<Player> {
public:
  void start() {
    slot_ = signal_->connect([self = shared_from_this()] { ++self->played_; });
  }
  void disconnect() {
    if (auto slot = slot_.lock())
      slot->connected = false;
    signal_->purge();
  }
  int count() const { return played_; }

private:
  std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
  std::weak_ptr<Slot> slot_;
  int played_ = 0;
};

int main() {
  auto player = std::make_shared<Player>();
  player->start();
  player->STOP;
}
