//===- wtf.h - A miniature of WebKit's WTF -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Our own few lines with the names and the lives of objects of the real ones.
//
//===----------------------------------------------------------------------===//

#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace WTF {

template <typename T> class RefCounted {
public:
  void ref() const { ++Count; }
  void deref() const {
    if (--Count == 0)
      delete static_cast<const T *>(this);
  }

private:
  mutable unsigned Count = 1;
};

template <typename T> class Ref;

template <typename T> class RefPtr {
public:
  RefPtr() = default;
  RefPtr(std::nullptr_t) {}
  RefPtr(T *P) : Ptr(P) {
    if (Ptr)
      Ptr->ref();
  }
  RefPtr(const RefPtr &O) : RefPtr(O.Ptr) {}
  RefPtr(RefPtr &&O) noexcept : Ptr(O.leakRef()) {}
  RefPtr(Ref<T> &&O) noexcept : Ptr(O.leakRef()) {}
  RefPtr &operator=(RefPtr O) noexcept {
    std::swap(Ptr, O.Ptr);
    return *this;
  }
  ~RefPtr() {
    if (T *P = std::exchange(Ptr, nullptr))
      P->deref();
  }
  T *get() const { return Ptr; }
  T *operator->() const { return Ptr; }
  T &operator*() const { return *Ptr; }
  explicit operator bool() const { return Ptr; }
  T *leakRef() { return std::exchange(Ptr, nullptr); }

private:
  T *Ptr = nullptr;
};

template <typename T> class Ref {
public:
  Ref(T &Object) : Ptr(&Object) { Ptr->ref(); }
  Ref(const Ref &O) : Ref(*O.Ptr) {}
  Ref(Ref &&O) noexcept : Ptr(std::exchange(O.Ptr, nullptr)) {}
  ~Ref() {
    if (Ptr)
      Ptr->deref();
  }
  T &get() const { return *Ptr; }
  T *ptr() const { return Ptr; }
  T *operator->() const { return Ptr; }
  T *leakRef() { return std::exchange(Ptr, nullptr); }

  struct Adopt {};
  Ref(T &Object, Adopt) : Ptr(&Object) {}

private:
  T *Ptr;
};

template <typename T> Ref<T> adoptRef(T &Object) {
  return Ref<T>(Object, typename Ref<T>::Adopt());
}

template <typename T> class CanMakeWeakPtr {
public:
  CanMakeWeakPtr() : Alive(std::make_shared<bool>(true)) {}
  ~CanMakeWeakPtr() { *Alive = false; }
  std::shared_ptr<bool> Alive;
};

template <typename T> class WeakPtr {
public:
  WeakPtr() = default;
  WeakPtr(T &Object) : Ptr(&Object), Alive(Object.Alive) {}
  T *get() const { return Alive && *Alive ? Ptr : nullptr; }
  T *operator->() const { return get(); }
  explicit operator bool() const { return get(); }

private:
  T *Ptr = nullptr;
  std::shared_ptr<bool> Alive;
};

template <typename T> class ThreadSafeRefCountedAndCanMakeThreadSafeWeakPtr {
public:
  void ref() const { ++Count; }
  void deref() const {
    if (--Count == 0) {
      *Alive = false;
      delete static_cast<const T *>(this);
    }
  }
  std::shared_ptr<bool> Alive = std::make_shared<bool>(true);

private:
  mutable unsigned Count = 1;
};

/// get() keeps the object, if it is there.
template <typename T> class ThreadSafeWeakPtr {
public:
  ThreadSafeWeakPtr() = default;
  ThreadSafeWeakPtr(const T &Object)
      : Ptr(const_cast<T *>(&Object)), Alive(Object.Alive) {}
  ThreadSafeWeakPtr(const RefPtr<T> &Object) : ThreadSafeWeakPtr(*Object) {}
  RefPtr<T> get() const { return RefPtr<T>(Alive && *Alive ? Ptr : nullptr); }

private:
  T *Ptr = nullptr;
  std::shared_ptr<bool> Alive;
};

template <typename Signature> class Function;
template <typename R, typename... Args> class Function<R(Args...)> {
public:
  Function() = default;
  Function(std::nullptr_t) {}
  template <typename F>
    requires std::is_invocable_r_v<R, F, Args...>
  Function(F Functor) : Held(std::move(Functor)) {}
  Function(Function &&) = default;
  Function &operator=(Function &&) = default;
  R operator()(Args... A) const { return Held(A...); }
  explicit operator bool() const { return static_cast<bool>(Held); }

private:
  std::function<R(Args...)> Held;
};

/// Runs each function once.
class RunLoop {
public:
  void dispatch(Function<void()> F) { Pending.push_back(std::move(F)); }
  void run() {
    std::vector<Function<void()>> Ready = std::move(Pending);
    for (auto &F : Ready)
      F();
  }

private:
  std::vector<Function<void()>> Pending;
};

} // namespace WTF

using WTF::adoptRef;
using WTF::Function;
using WTF::Ref;
using WTF::RefCounted;
using WTF::RefPtr;
using WTF::RunLoop;
using WTF::ThreadSafeWeakPtr;
using WTF::WeakPtr;
