// RUN: %case %s %t
//
// A one-shot callback that empties the slot it lies in, once it has run.
//
// CASE: fired_good
// CASE: never_fired_bad -DNEVER
// ALIVE: Download 1
// FINDS: capture-cycle Download.done_ -> lambda.self
#include "counted.h"
#include <functional>
#include <memory>

class Download : public std::enable_shared_from_this<Download>,
                 Counted<Download> {
public:
  void start() {
    done_ = [self = shared_from_this()] {
      self->finished_ = true;
      self->done_ = nullptr;
    };
  }
  void fire() {
    auto done = done_;
    done();
  }

private:
  std::function<void()> done_;
  bool finished_ = false;
};

int main() {
  auto download = std::make_shared<Download>();
  download->start();
#ifndef NEVER
  download->fire();
#endif
}
