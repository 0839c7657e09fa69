// RUN: %case %s %t
//
// What waits for an object's death must not own the object. (At exit finalizers
// run in any case, unless told otherwise.)
//
// CASE: finalizer_captures_bad
// ALIVE: Session 1
// FINDS: finalizer-owns-referent the finalizer of 'Session' -> lambda.session
// CASE: bound_argument_bad -DBOUND
// ALIVE: Session 1
// FINDS: finalizer-owns-referent the finalizer of 'Session' -> weakref::finalizer::finalizer.arg1
// CASE: other_object_good -DOTHER
// CASE: weak_capture_good -DWEAK
// CASE: detached_good -DDETACHED
// CASE: called_good -DCALLED
#include "counted.h"
#include <weakref/weakref.h>

struct Session : Counted<Session> {
  int open = 0;
  weakref::hook weakref_hook;
};

void closed(const std::shared_ptr<Session> &session) { session->open = 0; }

int main() {
  auto session = std::make_shared<Session>();
#if defined(BOUND)
  weakref::finalizer f(session, closed, session);
#elif defined(OTHER)
  auto other = std::make_shared<Session>();
  weakref::finalizer f(session, [other] { other->open = 0; });
#elif defined(WEAK)
  weakref::finalizer f(session, [weak = std::weak_ptr(session)] {
    if (auto session = weak.lock())
      session->open = 0;
  });
#else
  weakref::finalizer f(session, [session] { session->open = 0; });
#endif
  f.set_atexit(false);
#ifdef DETACHED
  f.detach();
#endif
#ifdef CALLED
  f();
#endif
}
