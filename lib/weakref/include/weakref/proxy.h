//===- weakref/proxy.h - Use a weak reference like a pointer ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::proxy p(session);
//   p->send();                // throws reference_error if the session is dead
//
// `->` holds the object until the end of the full expression, so it cannot die
// in the middle of the call. `*` gives a plain reference, valid for as long as
// someone else owns the object. A proxy of a callable object is callable and
// holds the object during the call. `explicit operator bool` says whether the
// object is alive; it does not ask the object.
//
// try_proxy is the twin that never throws on its own: it reports a dead object
// through a std::error_code. Both have the size of a std::weak_ptr and its
// thread safety. Proxies are not hashable and not comparable: they stand for
// an object that may change. Use ref for keys.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_PROXY_H
#define WEAKREF_PROXY_H

#include <weakref/callback_ref.h>
#include <weakref/print.h>

#include <optional>

namespace weakref {

template <class T, class Callback = void> class WEAKSPOT_WATCHING proxy {
public:
  using element_type = T;

  proxy() noexcept = default;

  /// From whatever a ref is made from.
  template <class P, class = std::enable_if_t<
                         std::is_convertible_v<const P &, weakref::ref<T>>>>
  explicit proxy(const P &Pointer) noexcept : Ref(Pointer) {
    static_assert(std::is_void_v<Callback>,
                  "weakref: this proxy takes a callback too");
  }

  /// Calls back when the object dies; as ref<T, callback>.
  template <class U, class F,
            class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  proxy(const std::shared_ptr<U> &P, F &&Function)
      : Ref(P, std::forward<F>(Function)) {}

  /// A proxy that takes no callback leaves that of the other with it.
  template <class U, class C,
            class = std::enable_if_t<std::is_void_v<Callback> &&
                                     std::is_convertible_v<U *, T *>>>
  proxy(const proxy<U, C> &Other) noexcept : Ref(Other.reference()) {}

  /// The object for the rest of the full expression; throws reference_error.
  WEAKSPOT_EFFECT("lock result, this")
  WEAKSPOT_EFFECT("p = load result; x = isnull p; y = not x; assume y")
  std::shared_ptr<T> operator->() const { return strong(); }

  /// Throws reference_error. The reference does not keep the object alive.
  WEAKSPOT_EFFECT("result = deref this")
  T &operator*() const { return *strong(); }

  template <class... Args>
  WEAKSPOT_EFFECT("o = deref this")
  WEAKSPOT_EFFECT("result = invoke o (arg0...)") auto
  operator()(Args &&...A) const -> std::invoke_result_t<T &, Args...> {
    auto P = strong();
    return std::invoke(*P, std::forward<Args>(A)...);
  }

  WEAKSPOT_EFFECT("lock result, this")
  std::shared_ptr<T> lock() const noexcept { return Ref.lock(); }

  /// As lock(), but says why there is nothing.
  WEAKSPOT_EFFECT("lock result, this")
  std::shared_ptr<T> get(std::error_code &Error) const noexcept {
    auto P = Ref.lock();
    Error = P ? std::error_code() : make_error_code(errc::dead_reference);
    return P;
  }

  bool alive() const noexcept { return Ref.alive(); }
  explicit operator bool() const noexcept { return alive(); }
  WEAKSPOT_EFFECT("result = this")
  const ref<T, Callback> &reference() const noexcept { return Ref; }

  WEAKSPOT_EFFECT("result = &arg0")
  friend std::ostream &operator<<(std::ostream &Out, const proxy &P) {
    return detail::print_weak<T>(Out, "proxy", &P, P.Ref);
  }

private:
  std::shared_ptr<T> strong() const {
    auto P = Ref.lock();
    if (!P)
      detail::raise<reference_error>();
    return P;
  }

  ref<T, Callback> Ref;
};

template <class T> proxy(const std::shared_ptr<T> &) -> proxy<T>;
template <class T> proxy(const std::weak_ptr<T> &) -> proxy<T>;
template <class T> proxy(const ref<T> &) -> proxy<T>;
template <class T, class F>
proxy(const std::shared_ptr<T> &, F) -> proxy<T, callback>;

/// What a call through a try_proxy yields: nothing if the object was dead.
template <class R>
using call_result = std::conditional_t<
    std::is_void_v<R>, bool,
    std::conditional_t<
        std::is_reference_v<R>,
        std::optional<std::reference_wrapper<std::remove_reference_t<R>>>,
        std::optional<std::remove_cv_t<R>>>>;

namespace detail {

/// Invokes and wraps the result; a void function gives true.
template <class F, class... Args>
auto call_wrapped(F &&Function, Args &&...A)
    -> call_result<std::invoke_result_t<F, Args...>> {
  if constexpr (std::is_void_v<std::invoke_result_t<F, Args...>>) {
    std::invoke(std::forward<F>(Function), std::forward<Args>(A)...);
    return true;
  } else {
    return {std::invoke(std::forward<F>(Function), std::forward<Args>(A)...)};
  }
}

} // namespace detail

/// The proxy for code without exceptions.
template <class T> class WEAKSPOT_WEAK try_proxy {
public:
  using element_type = T;

  try_proxy() noexcept = default;
  template <class P, class = std::enable_if_t<
                         std::is_convertible_v<const P &, weakref::ref<T>>>>
  explicit try_proxy(const P &Pointer) noexcept : Ref(Pointer) {}
  template <class U, class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  try_proxy(const try_proxy<U> &Other) noexcept : Ref(Other.Ref) {}

  WEAKSPOT_EFFECT("lock result, this")
  std::shared_ptr<T> get(std::error_code &Error) const noexcept {
    auto P = Ref.lock();
    Error = P ? std::error_code() : make_error_code(errc::dead_reference);
    return P;
  }

  /// Calls Function(object, args...) with the object held, unless it is dead.
  template <class F, class... Args>
  WEAKSPOT_EFFECT("x = expired this; y = not x; when y; o = load this")
  WEAKSPOT_EFFECT(
      "v = invoke arg1 (o, arg2...); i = insert result, back move v")
      WEAKSPOT_EFFECT("done") auto invoke(std::error_code &Error, F &&Function,
                                          Args &&...A) const
      -> call_result<std::invoke_result_t<F, T &, Args...>> {
    auto P = get(Error);
    if (!P)
      return {};
    return detail::call_wrapped(std::forward<F>(Function), *P,
                                std::forward<Args>(A)...);
  }

  bool alive() const noexcept { return Ref.alive(); }
  explicit operator bool() const noexcept { return alive(); }

private:
  template <class> friend class try_proxy;

  ref<T> Ref;
};

template <class T> try_proxy(const std::shared_ptr<T> &) -> try_proxy<T>;
template <class T> try_proxy(const std::weak_ptr<T> &) -> try_proxy<T>;
template <class T> try_proxy(const ref<T> &) -> try_proxy<T>;

} // namespace weakref

#endif // WEAKREF_PROXY_H
