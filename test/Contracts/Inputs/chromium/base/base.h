//===- base.h - A miniature of Chromium's base -*- C++ -*-===//
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
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

template <typename T> class scoped_refptr {
public:
  scoped_refptr() = default;
  scoped_refptr(std::nullptr_t) {}
  scoped_refptr(T *P) : Ptr(P) {
    if (Ptr)
      Ptr->AddRef();
  }
  scoped_refptr(const scoped_refptr &O) : scoped_refptr(O.Ptr) {}
  scoped_refptr(scoped_refptr &&O) noexcept
      : Ptr(std::exchange(O.Ptr, nullptr)) {}
  scoped_refptr &operator=(scoped_refptr O) noexcept {
    std::swap(Ptr, O.Ptr);
    return *this;
  }
  ~scoped_refptr() {
    if (Ptr)
      Ptr->Release();
  }
  T *get() const { return Ptr; }
  T &operator*() const { return *Ptr; }
  T *operator->() const { return Ptr; }
  explicit operator bool() const { return Ptr != nullptr; }
  void reset() { *this = nullptr; }

private:
  T *Ptr = nullptr;
};

namespace base {

template <typename T> class RefCounted {
public:
  void AddRef() const { ++Count; }
  void Release() const {
    if (--Count == 0)
      delete static_cast<const T *>(this);
  }

protected:
  ~RefCounted() = default;

private:
  mutable int Count = 0;
};

template <typename T, typename... Args>
scoped_refptr<T> MakeRefCounted(Args &&...A) {
  return scoped_refptr<T>(new T(std::forward<Args>(A)...));
}
template <typename T> scoped_refptr<T> WrapRefCounted(T *P) {
  return scoped_refptr<T>(P);
}

template <typename T> class WeakPtr {
public:
  WeakPtr() = default;
  WeakPtr(T *P, std::shared_ptr<bool> Alive)
      : Ptr(P), Alive(std::move(Alive)) {}
  T *get() const { return Alive && *Alive ? Ptr : nullptr; }
  T *operator->() const { return get(); }
  T &operator*() const { return *get(); }
  explicit operator bool() const { return get() != nullptr; }

private:
  T *Ptr = nullptr;
  std::shared_ptr<bool> Alive;
};

template <typename T> class WeakPtrFactory {
public:
  explicit WeakPtrFactory(T *Owner)
      : Owner(Owner), Alive(std::make_shared<bool>(true)) {}
  ~WeakPtrFactory() { *Alive = false; }
  WeakPtr<T> GetWeakPtr() { return WeakPtr<T>(Owner, Alive); }

private:
  T *Owner;
  std::shared_ptr<bool> Alive;
};

namespace internal {
template <typename T> struct UnretainedWrapper {
  explicit UnretainedWrapper(T *P) : Ptr(P) {}
  T *Ptr;
};
template <typename T> T *unwrap(const UnretainedWrapper<T> &W) { return W.Ptr; }
template <typename T> const T &unwrap(const T &X) { return X; }

template <typename F, typename... Bound, typename... Rest>
void call(const F &Functor, const std::tuple<Bound...> &B, Rest &&...R) {
  std::apply(
      [&](const auto &...X) {
        if constexpr (std::is_member_function_pointer_v<F>)
          [&](const auto &Object, auto &&...More) {
            if constexpr (requires { static_cast<bool>(Object); }) {
              if (!Object)
                return;
            }
            ((*Object).*Functor)(std::forward<decltype(More)>(More)...);
          }(unwrap(X)..., std::forward<Rest>(R)...);
        else
          Functor(unwrap(X)..., std::forward<Rest>(R)...);
      },
      B);
}
} // namespace internal

template <typename T> internal::UnretainedWrapper<T> Unretained(T *P) {
  return internal::UnretainedWrapper<T>(P);
}

template <typename Signature> class RepeatingCallback;
template <typename... Args> class RepeatingCallback<void(Args...)> {
public:
  RepeatingCallback() = default;
  template <typename F>
    requires std::is_invocable_v<F, Args...>
  RepeatingCallback(F Functor) : Held(std::move(Functor)) {}
  void Run(Args... A) const { Held(A...); }
  void Reset() { Held = nullptr; }
  bool is_null() const { return !Held; }
  explicit operator bool() const { return !is_null(); }

private:
  std::function<void(Args...)> Held;
};
template <typename Signature>
class OnceCallback : public RepeatingCallback<Signature> {
public:
  using RepeatingCallback<Signature>::RepeatingCallback;
};
using OnceClosure = OnceCallback<void()>;
using RepeatingClosure = RepeatingCallback<void()>;

template <typename F, typename... Bound>
OnceClosure BindOnce(F Functor, Bound... B) {
  return OnceClosure(
      [Functor, Arguments = std::tuple<Bound...>(std::move(B)...)] {
        internal::call(Functor, Arguments);
      });
}
template <typename F, typename... Bound>
RepeatingClosure BindRepeating(F Functor, Bound... B) {
  return RepeatingClosure(
      [Functor, Arguments = std::tuple<Bound...>(std::move(B)...)] {
        internal::call(Functor, Arguments);
      });
}

struct Location {};
#define FROM_HERE ::base::Location()

/// Runs each task once.
class TaskRunner {
public:
  bool PostTask(const Location &, OnceClosure Task) {
    Tasks.push_back(std::move(Task));
    return true;
  }
  void RunAll() {
    while (!Tasks.empty()) {
      OnceClosure Task = std::move(Tasks.front());
      Tasks.erase(Tasks.begin());
      Task.Run();
    }
  }

private:
  std::vector<OnceClosure> Tasks;
};

class RepeatingTimer {
public:
  void Start(const Location &, int, RepeatingClosure Task) {
    User = std::move(Task);
  }
  void Stop() { User.Reset(); }

private:
  RepeatingClosure User;
};

} // namespace base
