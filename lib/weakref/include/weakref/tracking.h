//===- weakref/tracking.h - Finding the hook of an object -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Tier 0 is every std::shared_ptr: weak references, proxies and containers work
// and learn of a death when they look. Tier 1 objects announce their death.
// This header decides which tier an object is of and makes tier 1 objects of
// classes that cannot be edited:
//
//   auto p = weakref::make<Socket>(fd);        // like std::make_shared
//   auto q = weakref::adopt(std::move(owner)); // from a std::unique_ptr
//
// For those the order is: callbacks, ~Socket, its members. It costs a second
// allocation, and is found again from any shared_ptr to the object or a part
// of it. It needs RTTI: std::get_deleter finds nothing without.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_TRACKING_H
#define WEAKREF_TRACKING_H

#include <weakref/annotations.h>
#include <weakref/hook.h>

#include <memory>
#include <type_traits>

namespace weakref {

/// How objects seen through shared_ptr<T> can be tracked.
enum class trackability {
  member, ///< T has a weakref_hook
  base,   ///< T derives from enable
  maybe,  ///< only the object knows: a derived class or make() may have a hook
  never,  ///< no object of this type has one
};

/// Specialise as std::true_type to have every attempt to track a T rejected
/// when compiled rather than when run.
template <class T> struct WEAKSPOT_OPAQUE untrackable : std::false_type {};

namespace detail {

template <class T, class = void> struct has_hook_member : std::false_type {};
template <class T>
struct has_hook_member<
    T, std::void_t<decltype(access::member(std::declval<const T &>()))>>
    : std::is_same<decltype(access::member(std::declval<const T &>())),
                   const hook &> {};

template <class T> constexpr trackability trackability_of() {
  if constexpr (untrackable<T>::value) {
    return trackability::never;
  } else if constexpr (std::is_class_v<T>) {
    static_assert(sizeof(T) != 0, "weakref: the class must be complete here");
    if constexpr (has_hook_member<T>::value) {
      return trackability::member;
    } else if constexpr (std::is_base_of_v<enable_base, T>) {
      static_assert(std::is_convertible_v<T *, enable_base *>,
                    "weakref: enable<> must be a public, unambiguous base");
      return trackability::base;
    } else {
      return WEAKREF_HAS_RTTI ? trackability::maybe : trackability::never;
    }
  } else {
    return WEAKREF_HAS_RTTI ? trackability::maybe : trackability::never;
  }
}

template <class T> const hook *hook_of_base(const T &Object) noexcept {
  return &static_cast<const enable_base &>(Object).Hook;
}

/// The deleter of make() and adopt(). It is moved into its control block before
/// anybody can register, hence copying the hook as an empty one is right.
struct WEAKREF_EXPORTED tracking_deleter {
  hook Hook;

  template <class T> void operator()(T *Object) noexcept {
    hook_ops::fire(Hook);
    delete Object;
  }
};

} // namespace detail

template <class T>
inline constexpr trackability trackability_v =
    detail::trackability_of<std::remove_cv_t<T>>();

/// The hook of the object, or null if it has none. Constant time.
template <class T>
const hook *find_hook(const std::shared_ptr<T> &Object) noexcept {
  using object = std::remove_cv_t<T>;
  if (!Object)
    return nullptr;
  if constexpr (trackability_v<T> == trackability::member) {
    return &access::member(const_cast<const object &>(*Object));
  } else if constexpr (trackability_v<T> == trackability::base) {
    return detail::hook_of_base(const_cast<const object &>(*Object));
  } else if constexpr (trackability_v<T> == trackability::maybe) {
#if WEAKREF_HAS_RTTI
    if constexpr (std::is_polymorphic_v<T>) {
      auto *Raw = const_cast<const object *>(Object.get());
      if (auto *Base = dynamic_cast<const detail::enable_base *>(Raw))
        return detail::hook_of_base(*Base);
    }
    if (auto *Deleter = std::get_deleter<detail::tracking_deleter>(Object))
      return &Deleter->Hook;
#endif
    return nullptr;
  } else {
    return nullptr;
  }
}

/// Whether callbacks can be registered for the object.
template <class T>
bool is_trackable(const std::shared_ptr<T> &Object) noexcept {
  return find_hook(Object) != nullptr;
}

namespace detail {

template <class T> constexpr void assert_trackable() {
  static_assert(
      trackability_v<T> != trackability::never,
      "weakref: objects of this type cannot tell when they die. Give the class "
      "a last member 'weakref::hook weakref_hook', or derive it from "
      "weakref::enable<T>; weakref::make<T>() works too, but only with RTTI");
}

/// The hook, or not_trackable.
template <class T> const hook &require_hook(const std::shared_ptr<T> &Object) {
  assert_trackable<T>();
  const hook *H = find_hook(Object);
  if (!H)
    raise<not_trackable>();
  return *H;
}

template <class T>
inline constexpr bool has_static_hook =
    trackability_v<T> == trackability::member ||
    trackability_v<T> == trackability::base;

} // namespace detail

/// Takes over the object and makes it trackable.
template <class T>
WEAKSPOT_EFFECT("move result, arg0")
std::shared_ptr<T> adopt(std::unique_ptr<T> Object) {
  static_assert(!std::is_array_v<T>, "weakref: arrays cannot be adopted");
  if (!Object)
    return nullptr;
  if constexpr (detail::has_static_hook<T>) {
    return std::shared_ptr<T>(std::move(Object));
  } else {
    detail::assert_trackable<T>();
    // If the control block cannot be had, the constructor deletes the object.
    return std::shared_ptr<T>(Object.release(), detail::tracking_deleter());
  }
}

/// Creates a trackable object; like std::make_shared where T has a hook itself.
template <class T, class... Args>
WEAKSPOT_EFFECT("a = alloc result.pointee; construct a (arg0...)")
WEAKSPOT_EFFECT("adopt result, a") std::shared_ptr<T> make(Args &&...A) {
  if constexpr (detail::has_static_hook<T>)
    return std::make_shared<T>(std::forward<Args>(A)...);
  else
    return adopt(std::make_unique<T>(std::forward<Args>(A)...));
}

} // namespace weakref

#endif // WEAKREF_TRACKING_H
