//===- weakref/hook.h - Objects that tell when they die ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// A hook makes the object that contains it observable: callbacks, finalizers
// and prompt container entries fire when the hook is destroyed. There are two
// ways to have one:
//
//   class Session {                      class Session
//     ...                                    : public weakref::enable<Session>
//     weakref::hook weakref_hook; // last
//   };
//
// As the last member it is destroyed first, so the order is: body of ~Session,
// callbacks, the other members. As a base class the order is: body, members,
// callbacks. Either way every weak_ptr to the object has already expired.
//
// The member must be called `weakref_hook`; it may be private if the class says
// `friend struct weakref::access;`. A hook costs one pointer until it is used.
// It belongs to one object: copying or assigning the object copies no callback.
//
// A hook may be used from several threads. It also fires for objects that no
// shared_ptr owns (see finalizer::on).
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_HOOK_H
#define WEAKREF_HOOK_H

#include <weakref/annotations.h>
#include <weakref/detail/watch.h>

#include <type_traits>

namespace weakref {

namespace detail {
struct hook_ops;
}

class WEAKSPOT_LAST_MEMBER hook {
public:
  constexpr hook() noexcept = default;
  hook(const hook &) noexcept {}
  hook &operator=(const hook &) noexcept { return *this; }
  ~hook() { fire(); }

private:
  friend struct detail::hook_ops;

  /// A callback of an object on the stack may register another.
  void fire() noexcept {
    while (detail::registry *R =
               Registry.exchange(nullptr, std::memory_order_acq_rel)) {
      R->fire();
      R->release();
    }
  }

  mutable std::atomic<detail::registry *> Registry{nullptr};
};

namespace detail {

/// What the library, but no user, may do with a hook.
struct hook_ops {
  static registry *peek(const hook &H) noexcept {
    return H.Registry.load(std::memory_order_acquire);
  }

  static registry &obtain(const hook &H) {
    if (registry *R = peek(H))
      return *R;
    auto *Fresh = new registry;
    registry *Expected = nullptr;
    if (H.Registry.compare_exchange_strong(Expected, Fresh,
                                           std::memory_order_acq_rel))
      return *Fresh;
    Fresh->release();
    return *Expected;
  }

  static void fire(hook &H) noexcept { H.fire(); }
};

/// Common to all enable<T>, so that a base pointer finds the hook of a derived
/// object.
class enable_base {
protected:
  enable_base() noexcept = default;
  enable_base(const enable_base &) noexcept = default;
  enable_base &operator=(const enable_base &) noexcept = default;
  ~enable_base() = default;

private:
  friend struct ::weakref::detail::hook_ops;
  template <class T> friend const hook *hook_of_base(const T &) noexcept;
  hook Hook;
};

} // namespace detail

/// Base class with a hook. T names the class that derives, for readers and for
/// symmetry with std::enable_shared_from_this.
template <class T> class WEAKSPOT_OPAQUE enable : public detail::enable_base {
protected:
  enable() noexcept = default;
  enable(const enable &) noexcept = default;
  enable &operator=(const enable &) noexcept = default;
  ~enable() = default;
};

/// Befriend this to keep `weakref_hook` private.
struct WEAKSPOT_OPAQUE access {
  template <class T>
  static auto member(const T &Object) noexcept
      -> decltype((Object.weakref_hook)) {
    return Object.weakref_hook;
  }
};

} // namespace weakref

#endif // WEAKREF_HOOK_H
