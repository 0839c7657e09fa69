// RUN: %case %s %t
//
// restbed#85: the service binds a session into one of the session's own members.
//
// CASE: bad
// ALIVE: rest::Session 1
// FINDS: capture-cycle rest::Session.impl_ -> rest::SessionImpl.error -> std::bind.bound1
// CASE: argument_good -DGOOD

//--- session.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>

namespace rest {
class Session;
using ErrorHandler = std::function<void(int, const std::shared_ptr<Session> &)>;

struct SessionImpl {
  std::function<void(int)> error;
  ErrorHandler errorWithSession;
};

class Session : Counted<Session> {
public:
  Session();
  ~Session();
  std::unique_ptr<SessionImpl> impl_;
};

class Service {
public:
  void createSession();
  void setError(ErrorHandler handler) { error_ = std::move(handler); }

private:
  ErrorHandler error_;
};
} // namespace rest

//--- session.cpp
#include "session.h"
rest::Session::Session() : impl_(new SessionImpl) {}
rest::Session::~Session() = default;

//--- service.cpp
#include "session.h"
void rest::Service::createSession() {
  auto session = std::make_shared<Session>();
#ifdef GOOD
  session->impl_->errorWithSession = error_;
#else
  session->impl_->error = std::bind(error_, std::placeholders::_1, session);
#endif
}

int main() {
  rest::Service service;
  service.setError([](int, const std::shared_ptr<rest::Session> &) {});
  service.createSession();
}
