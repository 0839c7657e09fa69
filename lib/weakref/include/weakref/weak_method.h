//===- weakref/weak_method.h - Callables that let go ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// A callable stored somewhere long-lived should not keep its object alive.
//
//   timer.on_tick(weakref::bind_weak(&Session::ping, session));
//   timer.on_tick(weakref::bind_weak([](Session &s) { s.ping(); }, session));
//
// The object is locked for each call and held during it. Once it is gone the
// call does nothing: it yields false for a void function, else an empty
// optional (of a reference_wrapper if a reference is returned). Arguments given
// to bind_weak come first and are kept by value; they are strong if they are
// shared pointers.
//
// weak_method is the same pair of object and member without bound arguments. It
// compares equal to one of the same object and member, hashes, and can call
// back when the object dies: weak_method(session, &Session::ping, [] {...}).
//
// Thread safety is that of std::weak_ptr and of the callable.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_WEAK_METHOD_H
#define WEAKREF_WEAK_METHOD_H

#include <weakref/proxy.h>

#include <tuple>

namespace weakref {

/// What weak_method::lock gives: the method of an object that it keeps alive.
template <class T, class F>
class WEAKSPOT_RECORD WEAKSPOT_PARTS("object: strong T0, function: T1")
    strong_method {
public:
  strong_method() noexcept = default;
  strong_method(std::shared_ptr<T> Object, F Method)
      : Strong(std::move(Object)), Function(std::move(Method)) {}

  WEAKSPOT_EFFECT("o = field this, object; p = load o; n = isnull p")
  WEAKSPOT_EFFECT("result = not n")
  explicit operator bool() const noexcept { return Strong != nullptr; }

  /// Requires that there is an object.
  template <class... Args>
  WEAKSPOT_EFFECT("o = field this, object; f = field this, function")
  WEAKSPOT_EFFECT("p = deref o; result = invoke f (p, arg0...)") auto
  operator()(Args &&...A) const
      -> std::invoke_result_t<const F &, T &, Args...> {
    return std::invoke(*Function, *Strong, std::forward<Args>(A)...);
  }

private:
  std::shared_ptr<T> Strong;
  std::optional<F> Function; // a lambda has no default
};

template <class T, class F, class Callback = void>
class WEAKSPOT_RECORD WEAKSPOT_PARTS("object: weak T0, function: T1")
    weak_method {
public:
  weak_method() noexcept = default;

  template <class U, class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  WEAKSPOT_EFFECT("o = field this, object; copy o, arg0")
  WEAKSPOT_EFFECT("f = field this, function; construct f (arg1)")
      weak_method(const std::shared_ptr<U> &Object, F Method)
      : Ref(Object), Function(std::move(Method)) {}

  template <class U, class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  WEAKSPOT_EFFECT("o = field this, object; copy o, arg0")
  WEAKSPOT_EFFECT("f = field this, function; construct f (arg1)")
      weak_method(const std::weak_ptr<U> &Object, F Method)
      : Ref(Object), Function(std::move(Method)) {}

  template <class U, class G,
            class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  WEAKSPOT_EFFECT("o = field this, object; copy o, arg0")
  WEAKSPOT_EFFECT("f = field this, function; construct f (arg1)")
      WEAKSPOT_EFFECT("p = load arg0; retain p, forward arg2, holder")
          weak_method(const std::shared_ptr<U> &Object, F Method, G &&OnDeath)
      : Ref(Object, std::forward<G>(OnDeath)), Function(std::move(Method)) {}

  /// The bound method, or an empty one.
  WEAKSPOT_EFFECT("o = field this, object; s = field result, object")
  WEAKSPOT_EFFECT("lock s, o; f = field this, function")
  WEAKSPOT_EFFECT("g = field result, function; construct g (f)")
  strong_method<T, F> lock() const {
    if (auto P = Ref.lock())
      return {std::move(P), Function};
    return {};
  }

  template <class... Args>
  WEAKSPOT_EFFECT("o = field this, object; f = field this, function")
  WEAKSPOT_EFFECT("x = expired o; y = not x; when y; p = load o")
      WEAKSPOT_EFFECT(
          "v = invoke f (p, arg0...); i = insert result, back move v")
          WEAKSPOT_EFFECT("done") auto operator()(Args &&...A) const
      -> call_result<std::invoke_result_t<const F &, T &, Args...>> {
    auto P = Ref.lock();
    if (!P)
      return {};
    return detail::call_wrapped(Function, *P, std::forward<Args>(A)...);
  }

  WEAKSPOT_EFFECT("o = field this, object; x = expired o; result = not x")
  bool alive() const noexcept { return Ref.alive(); }
  WEAKSPOT_EFFECT("o = field this, object; x = expired o; result = not x")
  explicit operator bool() const noexcept { return alive(); }
  WEAKSPOT_EFFECT("result = field this, object")
  const ref<T, Callback> &object() const noexcept { return Ref; }
  WEAKSPOT_EFFECT("result = field this, function")
  const F &method() const noexcept { return Function; }

  WEAKSPOT_EFFECT("")
  friend bool operator==(const weak_method &A, const weak_method &B) {
    return A.Ref == B.Ref && A.Function == B.Function;
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const weak_method &A, const weak_method &B) {
    return !(A == B);
  }

private:
  ref<T, Callback> Ref;
  F Function{};
};

template <class T, class F>
weak_method(const std::shared_ptr<T> &, F) -> weak_method<T, F>;
template <class T, class F>
weak_method(const std::weak_ptr<T> &, F) -> weak_method<T, F>;
template <class T, class F, class G>
weak_method(const std::shared_ptr<T> &, F, G) -> weak_method<T, F, callback>;

namespace detail {

template <class T, class F, class... Bound> class WEAKSPOT_CALLABLE weak_bound {
public:
  template <class G, class... Args>
  explicit weak_bound(std::weak_ptr<T> To, G &&Called, Args &&...A)
      : Object(std::move(To)), Function(std::forward<G>(Called)),
        Arguments(std::forward<Args>(A)...) {}

  template <class... Args>
  auto operator()(Args &&...A)
      -> call_result<std::invoke_result_t<F &, T &, Bound &..., Args...>> {
    return call(*this, std::forward<Args>(A)...);
  }
  template <class... Args>
  auto operator()(Args &&...A) const -> call_result<
      std::invoke_result_t<const F &, T &, const Bound &..., Args...>> {
    return call(*this, std::forward<Args>(A)...);
  }

private:
  template <class Self, class... Args> static auto call(Self &S, Args &&...A) {
    auto P = S.Object.lock();
    return std::apply(
        [&](auto &...Front) {
          using result = decltype(call_wrapped(S.Function, *P, Front...,
                                               std::forward<Args>(A)...));
          return P ? call_wrapped(S.Function, *P, Front...,
                                  std::forward<Args>(A)...)
                   : result{};
        },
        S.Arguments);
  }

  std::weak_ptr<T> Object;
  F Function;
  std::tuple<Bound...> Arguments;
};

} // namespace detail

/// Function is anything invocable with a T & and the arguments: a pointer to a
/// member, a lambda.
template <class F, class T, class... Args>
WEAKSPOT_EFFECT("bind_weak result (arg0, arg1, arg2...)")
auto bind_weak(F &&Function, const std::weak_ptr<T> &Object, Args &&...A) {
  return detail::weak_bound<T, std::decay_t<F>, std::decay_t<Args>...>(
      Object, std::forward<F>(Function), std::forward<Args>(A)...);
}

template <class F, class T, class... Args>
WEAKSPOT_EFFECT("bind_weak result (arg0, arg1, arg2...)")
auto bind_weak(F &&Function, const std::shared_ptr<T> &Object, Args &&...A) {
  return bind_weak(std::forward<F>(Function), std::weak_ptr<T>(Object),
                   std::forward<Args>(A)...);
}

template <class F, class T, class... Args>
WEAKSPOT_EFFECT("bind_weak result (arg0, arg1, arg2...)")
auto bind_weak(F &&Function, const ref<T> &Object, Args &&...A) {
  return bind_weak(std::forward<F>(Function), Object.weak(),
                   std::forward<Args>(A)...);
}

} // namespace weakref

/// By object: pointers to members have no portable hash.
template <class T, class F, class Callback>
struct std::hash<weakref::weak_method<T, F, Callback>> {
  std::size_t
  operator()(const weakref::weak_method<T, F, Callback> &M) const noexcept {
    return M.object().hash();
  }
};

#endif // WEAKREF_WEAK_METHOD_H
