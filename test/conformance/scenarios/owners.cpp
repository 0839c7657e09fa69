//===- owners.cpp - What owners own ---------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <atomic>
#include <memory>
#include <utility>

using Shared = std::shared_ptr<Object>;

SCENARIO(make_and_reset) {
  Shared A = std::make_shared<Object>(1);
  probe();
  A.reset();
  probe();
}

SCENARIO(adopt_a_pointer) {
  Shared A(new Object(1));
  A.reset(new Object(2));
  probe();
  A = nullptr;
  probe();
}

SCENARIO(copies_share) {
  Shared A = std::make_shared<Object>(1), B = A;
  A.reset();
  probe();
  B = Shared();
  probe();
}

SCENARIO(assignment_releases) {
  Shared A = std::make_shared<Object>(1), B = std::make_shared<Object>(2);
  A = B;
  probe();
}

SCENARIO(moves_leave_null) {
  Shared A = std::make_shared<Object>(1);
  Shared B = std::move(A);
  if (!A)
    probe();
  A = std::move(B);
  if (B == nullptr && A != nullptr)
    probe();
}

SCENARIO(swaps) {
  Shared A = std::make_shared<Object>(1), B;
  A.swap(B);
  if (!A)
    probe();
  std::swap(A, B);
  B.reset();
  probe();
}

SCENARIO(derived_to_base) {
  std::shared_ptr<Derived> D = std::make_shared<Derived>(1);
  Shared A = D;
  D.reset();
  probe();
  A = std::make_unique<Derived>(2);
  probe();
}

SCENARIO(aliasing) {
  Shared Owner = std::make_shared<Object>(1);
  Object Other(2);
  Shared A(Owner, &Other);
  Owner.reset();
  probe();
  A.reset();
  probe();
}

SCENARIO(aliasing_of_nothing) {
  Object Other(1);
  {
    Shared A(Shared(), &Other);
    if (A)
      probe();
  }
  probe();
}

SCENARIO(deleter_that_does_nothing) {
  Object Other(1);
  {
    Shared A(&Other, [](Object *) {});
  }
  probe();
}

SCENARIO(deleter_keeps_its_captures) {
  Object Other(1);
  Shared Kept = std::make_shared<Object>(2);
  Shared A(&Other, [Kept](Object *) {});
  Kept.reset();
  probe();
  A.reset();
  probe();
}

SCENARIO(deleter_deletes) {
  Shared A(new Object(1), [](Object *O) {
    probe();
    delete O;
  });
  A.reset();
  probe();
}

SCENARIO(casts) {
  Shared A = std::make_shared<Derived>(1);
  auto D = std::static_pointer_cast<Derived>(A);
  A.reset();
  probe();
  Shared C = std::const_pointer_cast<Object>(
      std::shared_ptr<const Object>(std::move(D)));
  if (!D)
    probe();
}

SCENARIO(dynamic_cast_that_fits) {
  Shared A = std::make_shared<Derived>(1);
  auto D = std::dynamic_pointer_cast<Derived>(A);
  A.reset();
  if (D)
    probe();
}

SCENARIO(dynamic_cast_that_fails) {
  Shared A = std::make_shared<Object>(1);
  auto D = std::dynamic_pointer_cast<Derived>(A);
  A.reset();
  if (!D)
    probe();
}

SCENARIO(void_pointers_own_too) {
  std::shared_ptr<void> V = std::make_shared<Object>(1);
  probe();
  V.reset();
  probe();
}

#ifdef __cpp_lib_atomic_shared_ptr
SCENARIO(atomic_shared) {
  std::atomic<Shared> A;
  A.store(std::make_shared<Object>(1));
  Shared B = A.load();
  probe();
  Shared Old = A.exchange(nullptr);
  B.reset();
  probe();
  Old.reset();
  probe();
}
#endif

SCENARIO(weak_owns_nothing) {
  std::weak_ptr<Object> W;
  {
    Shared A = std::make_shared<Object>(1);
    W = A;
    if (Shared L = W.lock())
      probe();
    if (!W.expired())
      probe();
  }
  probe();
  if (W.expired() && !W.lock())
    probe();
}

SCENARIO(locked_keeps_alive) {
  Shared A = std::make_shared<Object>(1);
  std::weak_ptr<Object> W = A, V = W;
  Shared L = V.lock();
  A.reset();
  probe();
  L.reset();
  if (W.expired())
    probe();
}

SCENARIO(use_counts) {
  Shared A = std::make_shared<Object>(1), B = A;
  if (A.use_count() == 2)
    probe();
  B.reset();
  if (A.use_count() == 1)
    probe();
}

struct Self : Object, std::enable_shared_from_this<Self> {
  std::shared_ptr<Self> me() { return shared_from_this(); }
  std::weak_ptr<Self> weak() { return weak_from_this(); }
};

SCENARIO(shared_from_this) {
  auto A = std::make_shared<Self>();
  auto B = A->me();
  auto W = B->weak();
  A.reset();
  probe();
  B.reset();
  probe();
  if (W.expired())
    probe();
}

SCENARIO(unique_owners) {
  std::unique_ptr<Object> A = std::make_unique<Object>(1);
  std::unique_ptr<Object> B = std::move(A);
  if (!A && B)
    probe();
  B = std::make_unique<Derived>(2);
  probe();
  B.reset();
  probe();
}

SCENARIO(unique_release) {
  auto A = std::make_unique<Object>(1);
  Object *Raw = A.release();
  if (!A)
    probe();
  delete Raw;
  probe();
  A.reset(new Object(2));
  A.swap(A);
  probe();
}

SCENARIO(unique_to_shared) {
  Shared A = std::make_unique<Object>(1);
  Shared B = A;
  A = nullptr;
  probe();
}

struct Deleter {
  void operator()(Object *O) const {
    probe();
    delete O;
  }
};

SCENARIO(unique_with_deleter) {
  std::unique_ptr<Object, Deleter> A(new Object(1));
  probe();
  A.reset();
  probe();
}

SCENARIO(exchange_gives_the_old) {
  Shared A = std::make_shared<Object>(1);
  Shared Old = std::exchange(A, std::make_shared<Object>(2));
  probe();
  std::exchange(A, nullptr);
  probe();
}
