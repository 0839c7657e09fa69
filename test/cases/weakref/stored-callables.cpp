// RUN: %case %s %t
//
// bind_weak is what to store instead of a closure that owns its object.
//
// CASE: strong_capture_bad
// ALIVE: Session 1
// FINDS: capture-cycle Session.on_tick_ -> lambda.self
// CASE: bound_strong_argument_bad -DARGUMENT
// ALIVE: Session 1
// FINDS: capture-cycle Session.on_tick_ -> weakref::bind_weak.arg2
// FINDS: weak-self-bypassed
// CASE: bind_weak_good -DBIND
// CASE: weak_method_good -DMETHOD
// CASE: it_is_called_good -DCALLS
#include "counted.h"
#include <functional>
#include <weakref/weakref.h>

class Session : public std::enable_shared_from_this<Session>, Counted<Session> {
public:
  void start() {
#if defined(ARGUMENT)
    on_tick_ = weakref::bind_weak(&Session::tell, shared_from_this(),
                                  shared_from_this());
#elif defined(BIND)
    on_tick_ = weakref::bind_weak(&Session::ping, shared_from_this());
#elif defined(METHOD)
    on_tick_ = weakref::weak_method(shared_from_this(), &Session::ping);
#elif defined(CALLS)
    self_ = shared_from_this();
    on_tick_ = weakref::bind_weak(&Session::stop, shared_from_this());
    on_tick_();
#else
    on_tick_ = [self = shared_from_this()] { self->ping(); };
#endif
  }
  void ping() {}
  void stop() { self_.reset(); }
  void tell(const std::shared_ptr<Session> &) {}

private:
  std::function<void()> on_tick_;
  std::shared_ptr<Session> self_;
};

int main() {
  auto session = std::make_shared<Session>();
  session->start();
}
