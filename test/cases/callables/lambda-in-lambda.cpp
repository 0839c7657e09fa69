// RUN: %case %s %t
//
// The inner lambda's capture is what keeps the object: the outer one is gone after its call.
//
// CASE: inner_stored_bad
// ALIVE: Stream 1
// FINDS: capture-cycle Stream.next_ -> lambda.self
// CASE: outer_only_good -DGOOD
#include "counted.h"
#include <functional>
#include <memory>

class Stream : public std::enable_shared_from_this<Stream>, Counted<Stream> {
public:
  void read() {
    auto self = shared_from_this();
    auto begin = [self] {
#ifdef GOOD
      auto step = [self] { ++self->reads_; };
      step();
#else
      self->next_ = [self] { ++self->reads_; };
#endif
    };
    begin();
  }

private:
  std::function<void()> next_;
  int reads_ = 0;
};

int main() { std::make_shared<Stream>()->read(); }
