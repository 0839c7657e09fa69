// RUN: %case %s %t
//
// An object calls a callback of its own, which comes back into the function that calls it.
//
// CASE: lets_go_at_the_end_good -DEND=next_=nullptr
// CASE: never_lets_go_bad -DEND=++ends_
// ALIVE: Sequence 1
// FINDS: capture-cycle Sequence.next_ -> lambda.self
#include "counted.h"
#include <functional>
#include <memory>

class Sequence : public std::enable_shared_from_this<Sequence>,
                 Counted<Sequence> {
public:
  explicit Sequence(int steps) : left_(steps) {}
  int ends() const { return ends_; }
  void start() {
    next_ = [self = shared_from_this()] { self->advance(); };
    advance();
  }

private:
  void advance() {
    if (left_-- == 0) {
      END;
      return;
    }
    auto next = next_;
    next();
  }
  std::function<void()> next_;
  int left_, ends_ = 0;
};

int main() { std::make_shared<Sequence>(2)->start(); }
