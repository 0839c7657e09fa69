// REQUIRES: boost
// RUN: %case %s %t
//
// A signal keeps its slots until they are disconnected or it dies.
//
// CASE: bad
// ALIVE: Button<1> 1, Button<2> 1, Button<3> 1, Button<4> 1, Button<5> 1
// FINDS: capture-cycle Button<1>.clicked_ -> lambda.self
// FINDS: capture-cycle Button<2>.clicked_ -> std::bind.arg1
// FINDS: capture-cycle Button<3>.clicked_ -> lambda.self
// FINDS: capture-cycle Button<4>.connection_ -> lambda.self
// FINDS: capture-cycle Button<5>.clicked_ -> std::bind.arg1
// CASE: good -DGOOD
#include "counted.h"
#include <boost/make_shared.hpp>
#include <boost/signals2.hpp>
#include <functional>
#include <memory>

template <int Number>
class Button : public std::enable_shared_from_this<Button<Number>>,
               Counted<Button<Number>> {
public:
  using Clicked = boost::signals2::signal<void(int)>;

  void capture() {
    plain_ = clicked_.connect(
        [self = this->shared_from_this()](int x) { self->click(x); });
  }
  void bind() {
    clicked_.connect(std::bind(&Button::click, this->shared_from_this(),
                               std::placeholders::_1));
  }
  void makeSlot() {
    typename Clicked::slot_type slot(
        [self = this->shared_from_this()](int x) { self->click(x); });
    clicked_.connect(slot);
  }
  void scope() {
    connection_ = clicked_.connect(
        [self = this->shared_from_this()](int x) { self->click(x); });
  }
  void track() {
    boost::shared_ptr<int> alive = boost::make_shared<int>(1);
    clicked_.connect(
        typename Clicked::slot_type([this](int x) { click(x); }).track(alive));
  }
  void trackForeign() {
    using Slot = typename Clicked::slot_type;
    clicked_.connect(Slot(&Button::click, this, boost::placeholders::_1)
                         .track_foreign(this->shared_from_this()));
  }
  void captureWeakly() {
    clicked_.connect([weak = this->weak_from_this()](int x) {
      if (auto self = weak.lock())
        self->click(x);
    });
  }
  void stop() { plain_.disconnect(); }
  void stopAll() { clicked_.disconnect_all_slots(); }
  void click(int x) { clicks_ += x; }
  void press() { clicked_(1); }
  Clicked &clicked() { return clicked_; }

private:
  Clicked clicked_;
  boost::signals2::connection plain_;
  boost::signals2::scoped_connection connection_;
  int clicks_ = 0;
};

#ifdef GOOD
/// Listens to a button that it owns, until it dies.
class View {
public:
  explicit View(const std::shared_ptr<Button<6>> &button) : button_(button) {
    connection_ =
        button->clicked().connect([button](int x) { button->click(x); });
  }

private:
  std::shared_ptr<Button<6>> button_;
  boost::signals2::scoped_connection connection_;
};

int main() {
  std::make_shared<Button<1>>()->track();
  std::make_shared<Button<2>>()->trackForeign();
  std::make_shared<Button<3>>()->captureWeakly();
  auto stopped = std::make_shared<Button<4>>();
  stopped->capture();
  stopped->press();
  stopped->stop();
  auto emptied = std::make_shared<Button<5>>();
  emptied->bind();
  emptied->stopAll();
  View view(std::make_shared<Button<6>>());
}
#else
int main() {
  auto pressed = std::make_shared<Button<1>>();
  pressed->capture();
  pressed->press();
  std::make_shared<Button<2>>()->bind();
  std::make_shared<Button<3>>()->makeSlot();
  auto scoped = std::make_shared<Button<4>>();
  scoped->scope();
  scoped->press();
  auto again = std::make_shared<Button<5>>();
  again->capture();
  again->stop();
  again->press();
  again->bind();
}
#endif
