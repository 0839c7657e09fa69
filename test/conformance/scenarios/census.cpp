//===- census.cpp - That who is counted lives no longer -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The census of the runtime library, which is compiled out elsewhere: its
// objects, tracers and graphs own nothing of what they speak of.
//
//===----------------------------------------------------------------------===//

#define WEAKREF_CENSUS
#include "probe.h"
#include <memory>
#include <weakref/weakref.h>

struct Session : Object, weakref::census::object<Session> {
  using Object::Object;
  std::shared_ptr<Session> other;
  void trace(weakref::census::tracer &T) const { T("other", other); }
};

SCENARIO(counted_objects_die) {
  auto A = std::make_shared<Session>(1);
  A->other = std::make_shared<Session>(2);
  auto Graph = weakref::census::take();
  probe();
  A.reset();
  probe();
}

SCENARIO(counted_ring_leaks) {
  auto A = std::make_shared<Session>(1);
  A->other = A;
  auto Graph = weakref::census::take();
  A.reset();
  probe();
}

SCENARIO(counted_copies_die) {
  auto A = std::make_shared<Session>(1);
  {
    auto B = std::make_shared<Session>(*A);
    B->other = A;
    A.reset();
    probe();
  }
  probe();
}
