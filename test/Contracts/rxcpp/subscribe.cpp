// RUN: %miniature %s %t
//
// What is subscribed is kept by the source until it completes or the subscription is given up.
//
// CASE: bad
// ALIVE: Model 1
// FINDS: capture-cycle Model.changes_ -> the container -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <rxcpp/rx.hpp>

class Model : public std::enable_shared_from_this<Model>, Counted<Model> {
public:
  void capture() {
    subscription_ = changes_.get_observable().subscribe(
        [self = shared_from_this()](int x) { self->value_ += x; });
  }
  void captureWeakly() {
    changes_.get_observable().subscribe([weak = weak_from_this()](int x) {
      if (auto self = weak.lock())
        self->value_ += x;
    });
  }
#ifdef GOOD
  void stop() { subscription_.unsubscribe(); }
  void complete() { changes_.get_subscriber().on_completed(); }
#endif
  void change(int x) { changes_.get_subscriber().on_next(x); }

private:
  rxcpp::subjects::subject<int> changes_;
  rxcpp::composite_subscription subscription_;
  int value_ = 0;
};

int main() {
  auto model = std::make_shared<Model>();
#ifdef GOOD
  model->captureWeakly();
  auto stopped = std::make_shared<Model>();
  stopped->capture();
  stopped->change(1);
  stopped->stop();
  auto completed = std::make_shared<Model>();
  completed->capture();
  completed->complete();
#else
  model->capture();
  model->change(1);
#endif
}
