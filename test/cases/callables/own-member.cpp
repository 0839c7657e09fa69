// RUN: %case %s %t
//
// An object keeps a callable whose capture keeps the object.
//
// CASE: shared_from_this_bad
// ALIVE: Button 1
// FINDS: capture-cycle Button.onClick_ -> lambda.self
// CASE: outside_bad -DOUTSIDE
// ALIVE: Button 1
// FINDS: capture-cycle Button.onClick_ -> lambda.button
// CASE: default_capture_bad -DDEFAULT_CAPTURE
// ALIVE: Button 1
// FINDS: capture-cycle Button.onClick_ -> lambda.button
// CASE: bind_bad -DBIND
// ALIVE: Button 1
// FINDS: capture-cycle Button.onClick_ -> std::bind.arg1
// CASE: weak_good -DWEAK
// CASE: this_good -DTHIS
// CASE: reference_good -DREFERENCE
// CASE: cleared_good -DCLEARED
// CASE: one_shot_good -DONE_SHOT
#include "counted.h"
#include <functional>
#include <memory>

class Button : public std::enable_shared_from_this<Button>, Counted<Button> {
public:
  void onClick(std::function<void()> handler) { onClick_ = std::move(handler); }
  void click() { ++clicks_; }
  void arm() {
#if defined(WEAK)
    onClick([weak = weak_from_this()] {
      if (auto self = weak.lock())
        self->click();
    });
#elif defined(THIS)
    onClick([this] { click(); });
#elif defined(BIND)
    onClick(std::bind(&Button::click, shared_from_this()));
#else
    onClick([self = shared_from_this()] { self->click(); });
#endif
  }
  void fire() {
    auto handler = std::move(onClick_);
    onClick_ = nullptr;
    if (handler)
      handler();
  }
  void disarm() { onClick_ = nullptr; }

private:
  std::function<void()> onClick_;
  int clicks_ = 0;
};

int main() {
  auto button = std::make_shared<Button>();
#if defined(OUTSIDE)
  button->onClick([button] { button->click(); });
#elif defined(DEFAULT_CAPTURE)
  button->onClick([=] { button->click(); });
#elif defined(REFERENCE)
  button->onClick([&button] { button->click(); });
#else
  button->arm();
#endif
#if defined(CLEARED)
  button->disarm();
#elif defined(ONE_SHOT)
  button->fire();
#endif
}
