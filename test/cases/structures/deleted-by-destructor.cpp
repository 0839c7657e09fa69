// RUN: %case %s %t
//
// An owner from before std::unique_ptr: a raw pointer that the destructor
// deletes. What it points to is owned as surely as by a smart pointer.
//
// CASE: bad
// ALIVE: Session 1
// ALIVE: SessionImpl 1
// FINDS: capture-cycle Session.impl_ -> SessionImpl.keepAlive -> lambda.self
// CASE: deleted_early_good -DDELETED_EARLY
// CASE: weak_capture_good -DWEAK
// CASE: not_the_owner_good -DNOT_THE_OWNER
#include "counted.h"
#include <functional>
#include <memory>

struct SessionImpl : Counted<SessionImpl> {
  std::function<void()> keepAlive;
};

class Session : public Counted<Session>,
                public std::enable_shared_from_this<Session> {
public:
#ifdef NOT_THE_OWNER
  explicit Session(SessionImpl *impl) : impl_(impl) {}
#else
  Session() : impl_(new SessionImpl) {}
  ~Session() {
    if (impl_)
      delete impl_;
  }
#endif
  Session(const Session &) = delete;

  void start() {
#ifdef WEAK
    impl_->keepAlive = [self = weak_from_this()] {
      if (auto strong = self.lock())
        strong->start();
    };
#else
    impl_->keepAlive = [self = shared_from_this()] { self->start(); };
#endif
  }

  void stop() {
    SessionImpl *impl = impl_;
    impl_ = nullptr;
    delete impl;
  }

private:
  SessionImpl *impl_;
};

int main() {
#ifdef NOT_THE_OWNER
  SessionImpl impl;
  auto session = std::make_shared<Session>(&impl);
#else
  auto session = std::make_shared<Session>();
#endif
  session->start();
#ifdef DELETED_EARLY
  session->stop();
#endif
}
