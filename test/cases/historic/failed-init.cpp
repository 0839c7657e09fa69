// RUN: %case %s %t
//
// websocketpp#333: after a failed socket initialisation the handler that keeps the
// connection is not reset.
//
// CASE: missed_on_error_bad
// ALIVE: Connection 1
// FINDS: capture-cycle Connection.onWrite_ -> lambda.self
// CASE: reset_on_error_good -DGOOD
#include "counted.h"
#include <functional>
#include <memory>

class Connection : public std::enable_shared_from_this<Connection>,
                   Counted<Connection> {
public:
  bool create() {
    onWrite_ = [self = shared_from_this()] { self->written_ = true; };
    if (int error = initSocket()) {
      lastError_ = error;
#ifdef GOOD
      onWrite_ = nullptr;
#endif
      return false;
    }
    finish();
    return true;
  }
  void finish() {
    onWrite_();
    onWrite_ = nullptr;
  }

private:
  static int initSocket() { return counted::yes() ? 5 : 0; }
  std::function<void()> onWrite_;
  int lastError_ = 0;
  bool written_ = false;
};

int main() { std::make_shared<Connection>()->create(); }
