//===- owners.cpp - What owners own ---------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <atomic>
#include <memory>
#include <new>
#include <utility>
#include <vector>

using Shared = std::shared_ptr<Object>;

struct Self : Object, std::enable_shared_from_this<Self> {
  Self &operator=(const Self &Other) {
    enable_shared_from_this::operator=(Other);
    return *this;
  }
  std::shared_ptr<Self> me() { return shared_from_this(); }
  std::weak_ptr<Self> weak() { return weak_from_this(); }
};

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

SCENARIO(owners_of_nothing) {
  Shared Kept = std::make_shared<Object>(1);
  {
    Shared A(nullptr, [Kept](Object *) {});
    std::unique_ptr<Object> B(nullptr), C;
    C = nullptr;
    C.reset(nullptr);
    A.reset(static_cast<Object *>(nullptr));
    Kept.reset();
    probe();
  }
  probe();
}

SCENARIO(null_with_a_deleter_keeps_that) {
  Shared Kept = std::make_shared<Object>(1);
  Shared A(nullptr, [Kept](Object *) {});
  Kept.reset();
  probe();
  A.reset();
  probe();
}

SCENARIO(alias_of_null_owns) {
  Shared A = std::make_shared<Object>(1);
  Shared B(A, nullptr);
  A.reset();
  if (!B)
    probe();
}

SCENARIO(alias_takes_over) {
  Shared A = std::make_shared<Object>(1);
  Object Other(2);
  Shared B(std::move(A), &Other);
  if (!A)
    probe();
  B.reset();
  probe();
}

SCENARIO(unique_takes_part) {
  Shared A(std::make_unique<Object>(1)), B;
  B = std::make_unique<Object>(2);
  if (A.unique() && !A.owner_before(A))
    probe();
  B = nullptr;
  A.reset(new Object(3), [](Object *O) { delete O; });
  probe();
  A.reset(static_cast<Object *>(nullptr));
  A = {};
  probe();
}

SCENARIO(arrays) {
  std::shared_ptr<Shared[]> A(new Shared[2]);
  A[0] = std::make_shared<Object>(1);
  probe();
  A[0].reset();
  probe();
  std::unique_ptr<Shared[]> B = std::make_unique<Shared[]>(2);
  B[1] = std::make_shared<Object>(2);
  probe();
  B.reset();
  probe();
}

SCENARIO(allocated) {
  Shared A = std::allocate_shared<Object>(std::allocator<Object>(), 1);
  probe();
  A.reset();
  probe();
}

SCENARIO(weak_owners_change) {
  Shared A = std::make_shared<Object>(1), B = std::make_shared<Object>(2);
  std::weak_ptr<Object> W(A), V;
  V = B;
  V.swap(W);
  W = V;
  W.owner_before(V);
  if (W.use_count() == 1)
    A.reset();
  probe();
  if (W.expired())
    probe();
  V.reset();
  if (V.expired())
    B.reset();
  probe();
}

SCENARIO(weak_of_weak) {
  Shared A = std::make_shared<Object>(1);
  std::weak_ptr<Object> W(A), V(W), U(std::move(W));
  if (W.expired() && !U.expired())
    A.reset();
  probe();
}

SCENARIO(unique_with_a_deleter_of_its_own) {
  Shared Kept = std::make_shared<Object>(1);
  auto End = [Kept](Object *O) { delete O; };
  {
    std::unique_ptr<Object, decltype(End)> A(new Object(2), End);
    auto B(std::move(A));
    B.get_deleter();
    probe();
    if (B.get() && (*B).number() == 2)
      B.reset(new Object(3));
    probe();
  }
  probe();
}

SCENARIO(auto_owners) {
  std::auto_ptr<Object> A(new Object(1));
  probe();
  std::auto_ptr<Object> B(A);
  A.reset(new Object(2));
  A = B;
  probe();
  A.reset();
  probe();
}

SCENARIO(atomic_functions) {
  Shared A = std::make_shared<Object>(1), B;
  std::atomic_store(&B, A);
  std::atomic_is_lock_free(&B);
  A.reset();
  probe();
  Shared C = std::atomic_load(&B);
  B = nullptr;
  probe();
  C = std::atomic_exchange(&B, C);
  if (!C)
    probe();
  Shared Expected = B, D = std::make_shared<Object>(2);
  std::atomic_compare_exchange_strong(&B, &Expected, D);
  Expected.reset();
  D.reset();
  probe();
}

SCENARIO(atomic_pointers) {
  Shared A = std::make_shared<Object>(1);
  std::atomic<Object *> P(A.get()), Q;
  Q = P.load();
  Object *O = Q, *Null = nullptr;
  Q.exchange(nullptr);
  Q.compare_exchange_strong(Null, O);
  Q.store(O);
  if (O == A.get())
    A.reset();
  probe();
}

SCENARIO(addresses) {
  Shared A = std::make_shared<Object>(1);
  Shared B = std::move_if_noexcept(*std::addressof(A));
  if (!A)
    probe();
  Object *O = std::to_address(B), *P = std::to_address(O);
  if (std::launder(P)->number() == 1)
    B.reset();
  probe();
}

SCENARIO(assigned_objects_keep_their_owners) {
  auto A = std::make_shared<Self>(), B = std::make_shared<Self>();
  *A = *B;
  B.reset();
  probe();
  auto C = A->me();
  A.reset();
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

SCENARIO(elements_of_nothing) {
  std::vector<std::unique_ptr<Object>> V;
  V.emplace_back(nullptr);
  V.back() = std::make_unique<Object>(1);
  probe();
}
