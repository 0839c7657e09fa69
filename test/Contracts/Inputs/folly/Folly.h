//===- Folly.h - A miniature of Folly -*- C++ -*-===//
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
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace folly {

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
  R operator()(Args... A) { return Held(A...); }
  explicit operator bool() const { return static_cast<bool>(Held); }

private:
  std::function<R(Args...)> Held;
};

/// Runs each function once.
class Executor {
public:
  virtual ~Executor() = default;
  virtual void add(Function<void()> F) = 0;
};
class EventBase : public Executor {
public:
  void add(Function<void()> F) override { Pending.push_back(std::move(F)); }
  void runInEventBaseThread(Function<void()> F) { add(std::move(F)); }
  void loop() {
    while (!Pending.empty()) {
      auto Ready = std::move(Pending);
      Pending.clear();
      for (auto &F : Ready)
        F();
    }
  }

private:
  std::vector<Function<void()>> Pending;
};

template <typename T> std::weak_ptr<T> to_weak_ptr(std::shared_ptr<T> P) {
  return P;
}

template <typename T> class Synchronized;

/// Its lock is left out.
template <typename S> class LockedPtr;
template <typename T> class LockedPtr<const Synchronized<T>> {
public:
  explicit LockedPtr(const T *P) : Ptr(P) {}
  const T *operator->() const { return Ptr; }
  const T &operator*() const { return *Ptr; }

private:
  const T *Ptr;
};
template <typename T> class LockedPtr<Synchronized<T>> {
public:
  explicit LockedPtr(T *P) : Ptr(P) {}
  T *operator->() const { return Ptr; }
  T &operator*() const { return *Ptr; }

private:
  T *Ptr;
};

template <typename T> class Synchronized {
public:
  Synchronized() = default;
  Synchronized(T Value) : Value(std::move(Value)) {}
  LockedPtr<const Synchronized> rlock() const {
    return LockedPtr<const Synchronized>(&Value);
  }
  LockedPtr<Synchronized> wlock() { return LockedPtr<Synchronized>(&Value); }
  template <typename F> auto withWLock(F Functor) { return Functor(Value); }

private:
  T Value;
};

} // namespace folly
