// RUN: %case %s %t
//
// A callback of a weak reference belongs to the reference. Kept in the object
// that it waits for, it must not own that.
//
// CASE: callback_owns_bad
// ALIVE: Session 1
// FINDS: finalizer-owns-referent the finalizer of 'Session' -> lambda.self
// CASE: local_reference_good -DLOCAL
// CASE: weak_capture_good -DWEAK
// CASE: cancelled_good -DCANCELLED
#include "counted.h"
#include <weakref/weakref.h>

class Session : public std::enable_shared_from_this<Session>, Counted<Session> {
public:
  void watch() {
#if defined(LOCAL)
    weakref::ref r(shared_from_this(), [self = shared_from_this()]{});
#elif defined(WEAK)
    watch_ = weakref::ref(shared_from_this(), [self = weak_from_this()]{});
#else
    watch_ = weakref::ref(shared_from_this(), [self = shared_from_this()] {});
#endif
#ifdef CANCELLED
    watch_.cancel();
#endif
  }

private:
  weakref::callback_ref<Session> watch_;

public:
  weakref::hook weakref_hook;
};

int main() {
  auto session = std::make_shared<Session>();
  session->watch();
}
