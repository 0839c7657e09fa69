// RUN: %case %s %t
//
// Two TUs have a class of the same name in an anonymous namespace: they are two
// classes, and only one of them makes a ring.
//
// CASE: bad
// ALIVE: (anonymous namespace)::Impl 1, Api 1
// FINDS: shared-ptr-cycle (anonymous namespace)::Impl.api -> Api.impl_
// CASE: good -DGOOD

//--- api.h
#pragma once
#include "counted.h"
#include <memory>

struct Base {
  virtual ~Base() = default;
};

class Api : public std::enable_shared_from_this<Api>, Counted<Api> {
public:
  void init();
  void other();

private:
  std::shared_ptr<Base> impl_;
};

//--- one.cpp
#include "api.h"
namespace {
struct Impl : Base, Counted<Impl> {
#ifdef GOOD
  std::weak_ptr<Api> api;
#else
  std::shared_ptr<Api> api;
#endif
};
} // namespace

void Api::init() {
  auto impl = std::make_shared<Impl>();
  impl->api = shared_from_this();
  impl_ = impl;
}

//--- two.cpp
#include "api.h"
namespace {
struct Impl : Base, Counted<Impl> {
  std::shared_ptr<int> api;
};
} // namespace

void Api::other() {
  auto impl = std::make_shared<Impl>();
  impl->api = std::make_shared<int>(1);
  impl_ = impl;
}

//--- main.cpp
#include "api.h"

int main() {
  auto first = std::make_shared<Api>();
  first->init();
  auto second = std::make_shared<Api>();
  second->other();
}
