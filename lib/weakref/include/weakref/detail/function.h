//===- weakref/detail/function.h - A move-only function ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// R() that owns a callable which may be move-only, as std::move_only_function
// does from C++23 on. Moving does not throw.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_FUNCTION_H
#define WEAKREF_DETAIL_FUNCTION_H

#include <weakref/annotations.h>

#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace weakref {

template <class R> class WEAKSPOT_CALLABLE unique_function {
  struct base {
    virtual ~base() = default;
    virtual R call() = 0;
  };

  template <class F> struct holder final : base {
    explicit holder(F &&Made) : Function(std::move(Made)) {}
    R call() override { return static_cast<R>(Function()); }
    F Function;
  };

public:
  unique_function() noexcept = default;

  template <class F, class = std::enable_if_t<
                         !std::is_same_v<std::decay_t<F>, unique_function>>>
  explicit unique_function(F Function)
      : Target(std::make_unique<holder<F>>(std::move(Function))) {}

  explicit operator bool() const noexcept { return Target != nullptr; }
  R operator()() { return Target->call(); }
  void reset() noexcept { Target.reset(); }

private:
  std::unique_ptr<base> Target;
};

namespace detail {

/// A callable with its arguments, which are handed over as rvalues: it is
/// called once.
template <class R, class F, class... Args>
unique_function<R> bind_once(F &&Function, Args &&...A) {
  return unique_function<R>([F2 = std::decay_t<F>(std::forward<F>(Function)),
                             Bound = std::tuple<std::decay_t<Args>...>(
                                 std::forward<Args>(A)...)]() mutable -> R {
    return static_cast<R>(std::apply(std::move(F2), std::move(Bound)));
  });
}

/// What Create makes of the argument, or of nothing where it takes none: a
/// shared_ptr, a unique_ptr, or a T by value.
template <class T, class F, class Arg>
std::shared_ptr<T> make_shared_by(F &&Create, Arg &A) {
  if constexpr (!std::is_invocable_v<F, Arg &>) {
    auto Ignoring = [&](Arg &) -> decltype(auto) {
      return std::invoke(std::forward<F>(Create));
    };
    return make_shared_by<T>(Ignoring, A);
  } else if constexpr (std::is_convertible_v<std::invoke_result_t<F, Arg &>,
                                             std::shared_ptr<T>>) {
    return std::invoke(std::forward<F>(Create), A);
  } else {
    return std::make_shared<T>(std::invoke(std::forward<F>(Create), A));
  }
}

/// For a factory that make_shared_by() takes, though Factory does not.
template <class F, class Factory, class Arg>
using if_maker = std::enable_if_t<!std::is_convertible_v<F, Factory> &&
                                  (std::is_invocable_v<F &, Arg> ||
                                   std::is_invocable_v<F &>)>;

} // namespace detail

} // namespace weakref

#endif // WEAKREF_DETAIL_FUNCTION_H
