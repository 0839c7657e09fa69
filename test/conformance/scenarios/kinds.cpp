//===- kinds.cpp - What annotated classes of one's own own ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A house's pointers and containers do what the members of their kind do, by
// the same names.
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <functional>
#include <memory>
#include <utility>
#include <weakref/annotations.h>

namespace house {

template <typename T> class WEAKSPOT_STRONG Ref {
public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T *P) : P(P) {}
  Ref(const Ref<T> &Owner, T *Part) : P(Owner.P, Part) {}
  Ref &operator=(std::nullptr_t) {
    P = nullptr;
    return *this;
  }
  Ref &operator=(T *Other) {
    P.reset(Other);
    return *this;
  }
  void reset() { P.reset(); }
  void reset(T *Other) { P.reset(Other); }
  T *get() const { return P.get(); }
  T &operator*() const { return *P; }
  T *operator->() const { return P.get(); }
  explicit operator bool() const { return P != nullptr; }
  bool operator!() const { return !P; }
  long use_count() const { return P.use_count(); }
  bool unique() const { return P.use_count() == 1; }
  void swap(Ref &Other) { P.swap(Other.P); }

private:
  template <typename> friend class Weak;
  std::shared_ptr<T> P;
};

template <typename T> class WEAKSPOT_UNIQUE Box {
public:
  Box() = default;
  explicit Box(T *P) : P(P) {}
  Box(Box &&) = default;
  Box &operator=(Box &&) = default;
  Box &operator=(T *Other) {
    P.reset(Other);
    return *this;
  }
  void reset() { P.reset(); }
  void reset(T *Other) { P.reset(Other); }
  T *release() { return P.release(); }
  T *get() const { return P.get(); }

private:
  std::unique_ptr<T> P;
};

template <typename T> class WEAKSPOT_WEAK Weak {
public:
  Weak() = default;
  Weak(const Ref<T> &Owner) : P(Owner.P) {}
  Weak &operator=(const Ref<T> &Owner) {
    P = Owner.P;
    return *this;
  }
  Ref<T> lock() const {
    Ref<T> Result;
    Result.P = P.lock();
    return Result;
  }
  bool expired() const { return P.expired(); }
  bool alive() const { return !P.expired(); }
  void reset() { P.reset(); }
  void swap(Weak &Other) { P.swap(Other.P); }

private:
  std::weak_ptr<T> P;
};

template <typename T> class WEAKSPOT_BORROW Ptr {
public:
  Ptr() = default;
  Ptr(T *P) : P(P) {}
  T *get() const { return P; }
  T &operator*() const { return *P; }
  T *operator->() const { return P; }
  explicit operator bool() const { return P; }
  Ptr &operator=(std::nullptr_t) {
    P = nullptr;
    return *this;
  }
  void reset() { P = nullptr; }

private:
  T *P = nullptr;
};

class WEAKSPOT_CALLABLE Callback {
public:
  Callback() = default;
  template <typename F> Callback(F Function) : Call(std::move(Function)) {}
  Callback &operator=(std::nullptr_t) {
    Call = nullptr;
    return *this;
  }
  void operator()() const { Call(); }
  explicit operator bool() const { return static_cast<bool>(Call); }
  void reset() { Call = nullptr; }
  void swap(Callback &Other) { Call.swap(Other.Call); }

private:
  std::function<void()> Call;
};

} // namespace house

using Owner = house::Ref<Object>;

SCENARIO(strong_shares) {
  Owner A(new Object(1)), B = A, C(A, A.get()), D(nullptr);
  A.reset();
  C = nullptr;
  probe();
  D = B;
  B.reset(new Object(2));
  probe();
  B.swap(D);
  if (B && !!D && B->number() == 1 && (*D).number() == 2)
    probe();
  if (B.use_count() == 1 && B.unique())
    probe();
  D = new Object(3);
  probe();
}

SCENARIO(unique_owns) {
  house::Box<Object> A(new Object(1)), B;
  B = std::move(A);
  house::Box<Object> C(std::move(B));
  probe();
  C = new Object(2);
  probe();
  C.reset(new Object(3));
  delete C.release();
  probe();
  C.reset();
}

SCENARIO(weak_observes) {
  Owner A(new Object(1));
  house::Weak<Object> W(A), V;
  V = A;
  V.swap(W);
  if (W.alive() && !W.expired())
    probe();
  if (Owner B = W.lock()) {
    A.reset();
    probe();
  }
  if (W.expired())
    probe();
  W.reset();
}

SCENARIO(borrow_points) {
  Owner A(new Object(1));
  house::Ptr<Object> P(A.get()), Q;
  Q = P;
  if (P && P->number() == 1 && (*P).number() == 1 && Q.get())
    probe();
  P = nullptr;
  Q.reset();
  if (!P)
    probe();
}

SCENARIO(callable_keeps_captures) {
  Owner A(new Object(1));
  house::Callback F([A] { probe(); }), G;
  A.reset();
  F();
  G.swap(F);
  if (G)
    probe();
  G.reset();
  probe();
  G = nullptr;
}

struct Node : Object {
  Owner next;
  house::Callback call;
};

SCENARIO(strong_ring_leaks) {
  house::Ref<Object> A(new Node);
  static_cast<Node *>(A.get())->next = A;
}

SCENARIO(callable_ring_leaks) {
  house::Ref<Node> A(new Node);
  A->call = house::Callback([A] {});
}

SCENARIO(callable_reset_frees) {
  house::Ref<Node> A(new Node);
  A->call = house::Callback([A] {});
  A->call.reset();
}
