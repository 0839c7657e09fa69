// REQUIRES: sigc
// RUN: %sigc %s %t
//
// A signal keeps its slots; what mem_fun is called on is not owned, what a lambda or bind captured
// is.
//
// CASE: bad
// ALIVE: Entry<1> 1, Entry<2> 1, Entry<3> 1
// FINDS: capture-cycle Entry<1>.changed_ -> lambda.self
// FINDS: capture-cycle Entry<2>.changed_ -> sigc::bind.bound1
// FINDS: capture-cycle Entry<3>.onChange_ -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <sigc++/sigc++.h>

template <int Number>
class Entry : public std::enable_shared_from_this<Entry<Number>>,
              public sigc::trackable,
              Counted<Entry<Number>> {
public:
  void capture() {
    connection_ = changed_.connect(
        [self = this->shared_from_this()](int x) { self->update(x); });
  }
  void bind() {
    changed_.connect(sigc::bind(sigc::ptr_fun(&Entry::updateOther),
                                this->shared_from_this()));
  }
  void keepSlot() {
    onChange_ = [self = this->shared_from_this()](int x) { self->update(x); };
    changed_.connect(sigc::ptr_fun(&Entry::ignore));
  }
  void call() { changed_.connect(sigc::mem_fun(*this, &Entry::update)); }
  void callByPointer() {
    changed_.connect(sigc::mem_fun(this, &Entry::update));
  }
  void captureWeakly() {
    changed_.connect([weak = this->weak_from_this()](int x) {
      if (auto self = weak.lock())
        self->update(x);
    });
  }
  void stop() { connection_.disconnect(); }
  void clear() { changed_.clear(); }
  void change(int x) { changed_.emit(x); }

private:
  void update(int x) { value_ += x; }
  static void updateOther(int x, const std::shared_ptr<Entry> &other) {
    other->value_ += x;
  }
  static void ignore(int) {}

  sigc::signal<void, int> changed_;
  sigc::slot<void, int> onChange_;
  sigc::connection connection_;
  int value_ = 0;
};

#ifdef GOOD
int main() {
  auto called = std::make_shared<Entry<1>>();
  called->call();
  called->change(1);
  std::make_shared<Entry<2>>()->callByPointer();
  std::make_shared<Entry<3>>()->captureWeakly();
  auto stopped = std::make_shared<Entry<4>>();
  stopped->capture();
  stopped->stop();
  auto cleared = std::make_shared<Entry<5>>();
  cleared->bind();
  cleared->clear();
}
#else
int main() {
  auto captured = std::make_shared<Entry<1>>();
  captured->capture();
  captured->change(1);
  std::make_shared<Entry<2>>()->bind();
  std::make_shared<Entry<3>>()->keepSlot();
}
#endif
