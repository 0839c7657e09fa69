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
#include <map>
#include <memory>
#include <utility>
#include <vector>
#include <weakref/weakref.h>

namespace house {

template <typename T> class Box;
template <typename T> class Weak;

template <typename T> class WEAKSPOT_STRONG Ref {
public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T *P) : P(P) {}
  Ref(const Ref<T> &Owner, T *Part) : P(Owner.P, Part) {}
  Ref(T *P, bool /*IsNew*/) : P(P) {}
  template <typename D> Ref(T *P, D Deleter) : P(P, std::move(Deleter)) {}
  explicit Ref(const Weak<T> &Observer) : P(Observer.P.lock()) {}
  explicit Ref(Box<T> &&Owner) : P(Owner.release()) {}
  Ref &operator=(Box<T> &&Owner) {
    P.reset(Owner.release());
    return *this;
  }
  Ref &operator=(std::nullptr_t) {
    P = nullptr;
    return *this;
  }
  Ref &operator=(T *Other) {
    P.reset(Other);
    return *this;
  }
  void reset() { P.reset(); }
  void reset(std::nullptr_t) { P.reset(); }
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
  friend class Weak<T>;
  template <typename> friend class Watch;
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
  Weak(std::nullptr_t) {}
  Weak(const Ref<T> &Owner) : P(Owner.P) {}
  Weak &operator=(std::nullptr_t) {
    P.reset();
    return *this;
  }
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
  long use_count() const { return P.use_count(); }
  bool alive() const { return !P.expired(); }
  void reset() { P.reset(); }
  void swap(Weak &Other) { P.swap(Other.P); }

private:
  friend class Ref<T>;
  std::weak_ptr<T> P;
};

template <typename T> class WEAKSPOT_BORROW Ptr {
public:
  Ptr() = default;
  Ptr(std::nullptr_t) {}
  Ptr(T *P) : P(P) {}
  Ptr(T &Object) : P(&Object) {}
  Ptr(const Ptr &Other) : P(Other.P) {}
  template <typename U> Ptr(const Ptr<U> &Other) : P(Other.get()) {}
  Ptr(const Ref<T> &Owner) : P(Owner.get()) {}
  Ptr &operator=(const Ptr &Other) = default;
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

/// Its shape alone says what it is: it has to be locked for an owner.
template <typename T> class Watch {
public:
  Watch() = default;
  Watch(const Ref<T> &Owner) : P(new std::weak_ptr<T>(Owner.P)) {}
  Watch(const Watch &Other) : P(new std::weak_ptr<T>(*Other.P)) {}
  template <typename U>
  Watch(const Watch<U> &Other) : P(new std::weak_ptr<T>(*Other.P)) {}
  Watch &operator=(const Watch &Other) {
    *P = *Other.P;
    return *this;
  }
  template <typename U> Watch &operator=(const Watch<U> &Other) {
    *P = *Other.P;
    return *this;
  }
  Watch &operator=(const Ref<T> &Owner) {
    *P = Owner.P;
    return *this;
  }
  ~Watch() { delete P; }
  Ref<T> lock() const {
    Ref<T> Result;
    Result.P = P->lock();
    return Result;
  }
  bool expired() const { return P->expired(); }
  T *operator->() const { return P->lock().get(); }
  T &operator*() const { return *P->lock(); }

private:
  template <typename> friend class Watch;
  std::weak_ptr<T> *P = new std::weak_ptr<T>;
};

class WEAKSPOT_CALLABLE Callback {
public:
  Callback() = default;
  Callback(std::nullptr_t) {}
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

template <typename T> class WEAKSPOT_STRONG Handle {
public:
  explicit Handle(T *P) : P(P) {}
  operator T *() const { return P.get(); }

private:
  std::shared_ptr<T> P;
};

template <typename First, typename Second>
class WEAKSPOT_RECORD WEAKSPOT_PARTS("first: T0, second: T1") Both {
public:
  Both() = default;
  Both(const Both &) = default;
  Both(First A, Second B) : first(std::move(A)), second(std::move(B)) {}
  Both &operator=(const Both &) = default;
  void swap(Both &Other) {
    std::swap(first, Other.first);
    std::swap(second, Other.second);
  }

private:
  First first;
  Second second;
};

template <typename Key, typename T> class WEAKSPOT_WEAK_VALUED Table {
public:
  std::weak_ptr<T> &operator[](const Key &K) { return Values[K]; }

private:
  std::map<Key, std::weak_ptr<T>> Values;
};

class WEAKSPOT_FINALIZER Ending {
public:
  Ending() = default;
  template <typename T, typename F>
  Ending(const std::shared_ptr<T> &Object, F Function)
      : Inside(Object, std::move(Function)) {}
  void detach() { Inside.detach(); }
  bool alive() const { return Inside.alive(); }
  void swap(Ending &Other) { std::swap(Inside, Other.Inside); }

private:
  weakref::finalizer<> Inside;
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

SCENARIO(observer_owns_when_locked) {
  Owner A(new Object(1));
  house::Watch<Object> W(A), V, Copy(W);
  if (V.expired() && !V.lock())
    probe();
  V = W;
  if (V->number() == 1 && (*V).number() == 1 && !Copy.expired())
    probe();
  if (Owner B = V.lock()) {
    A.reset();
    probe();
  }
  probe();
  house::Ref<Derived> D(new Derived(2));
  house::Watch<Derived> OfDerived(D);
  house::Watch<Object> OfBase(OfDerived);
  V = OfDerived;
  if (OfBase->number() == 2 && V->number() == 2)
    probe();
  Owner C(new Object(3));
  V = C;
  if (V->number() == 3)
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

SCENARIO(strong_takes_over) {
  Owner A(new Object(1), true);
  probe();
  Owner B(new Object(2), [](Object *O) { delete O; });
  probe();
  B.reset(nullptr);
  probe();
  house::Weak<Object> W(A), None(nullptr);
  if (W.use_count() == 1 && None.expired()) {
    Owner C(W);
    A.reset();
    probe();
  }
  probe();
  A = house::Box<Object>(new Object(3));
  Owner D(house::Box<Object>(new Object(4)));
  probe();
  W = A;
  W = nullptr;
  if (!W.lock())
    probe();
}

SCENARIO(strong_converts) {
  house::Handle<Object> A(new Object(1));
  Object *O = A;
  if (O->number() == 1)
    probe();
}

SCENARIO(borrow_of_what_there_is) {
  Owner A(new Object(1));
  Object Other(2);
  house::Ptr<Object> P(nullptr), Q(A), R(Other), S(Q);
  house::Ptr<const Object> Read(Q);
  std::vector<house::Ptr<Object>> All;
  All.emplace_back(Q);
  if (!P && Q && R->number() == 2 && S.get() == A.get() && Read->number() == 1)
    A.reset();
  probe();
}

SCENARIO(callable_of_nothing) {
  Owner A(new Object(1));
  house::Callback F(nullptr), G([A] {});
  if (!F)
    A.reset();
  probe();
  G = F;
  probe();
}

SCENARIO(record_holds_its_parts) {
  Owner A(new Object(1));
  house::Both<int, Owner> B(1, A), C(B), D;
  A.reset();
  B = D;
  probe();
  D.swap(C);
  C = B;
  probe();
  D = B;
  probe();
}

SCENARIO(table_keeps_no_values) {
  house::Table<int, Object> T;
  auto A = std::make_shared<Object>(1);
  T[1] = A;
  if (T[1].lock())
    A.reset();
  probe();
}

struct Hooked : Object {
  using Object::Object;
  weakref::hook weakref_hook;
};

SCENARIO(endings_change) {
  auto A = std::make_shared<Hooked>(1), B = std::make_shared<Hooked>(2);
  house::Ending E(A, [B] {}), F, G;
  B.reset();
  G = E;
  F.swap(E);
  if (F.alive() && G.alive())
    probe();
  F.detach();
  probe();
}
