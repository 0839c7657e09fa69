//===- weakref/keys.h - What makes two weak keys the same -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// weak_key_map and weak_set compare keys by identity unless told otherwise:
// same owner and same address. Identity never changes, runs no user code, and
// a dead entry cannot be mistaken for a new object at the old address. Lookups
// take a shared_ptr, weak_ptr or ref, or a plain pointer to a live object.
//
// With by_value, or any hash and equality over the key type, keys compare as
// the objects do. The hash is taken once, on insertion, and equality is only
// ever asked about two live objects; an object that changes its value while it
// is a key is not found any more. Lookups take a shared_ptr or, if both
// functors are transparent, whatever those accept.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_KEYS_H
#define WEAKREF_KEYS_H

#include <weakref/detail/container_base.h>

namespace weakref {

/// The functors that stand for comparison by identity. They also serve as
/// hash and equality of standard containers of refs and shared pointers.
struct WEAKSPOT_OPAQUE identity_hash {
  using is_transparent = void;
  template <class P> std::size_t operator()(const P &Pointer) const noexcept {
    return detail::hash_address(address_of(Pointer));
  }

  template <class T>
  static const void *address_of(const std::shared_ptr<T> &P) noexcept {
    return P.get();
  }
  template <class T>
  static const void *address_of(const std::weak_ptr<T> &P) noexcept {
    return detail::weak_address(P);
  }
  template <class T> static const void *address_of(const ref<T> &P) noexcept {
    return P.address();
  }
};

struct WEAKSPOT_OPAQUE identity_equal {
  using is_transparent = void;
  template <class P, class Q>
  bool operator()(const P &A, const Q &B) const noexcept {
    return identity_hash::address_of(A) == identity_hash::address_of(B) &&
           detail::same_owner(A, B);
  }
};

namespace detail {

/// What the nodes of containers with weak keys carry beside the weak pointer.
template <class K, class Mapped> struct keyed {
  template <class... Args>
  explicit keyed(const K *At, Args &&...A)
      : Address(At), Value(std::forward<Args>(A)...) {}
  const K *Address;
  Mapped Value;
};

/// How a container finds a weak key. The primary template compares by value.
template <class K, class Hash, class Equal> struct key_policy {
  static constexpr bool UserCode = true;
  Hash HashOf{};
  Equal EqualTo{};

  template <class U> std::size_t hash(const std::shared_ptr<U> &P) const {
    return HashOf(static_cast<const K &>(*P));
  }
  template <class Q> std::size_t hash(const Q &Query) const {
    return HashOf(key_of(Query));
  }

  template <class Node, class U>
  bool matches(const Node &N, const std::shared_ptr<U> &P) const {
    if (N.Value.Address == static_cast<const K *>(P.get()) &&
        same_owner(N.Target, P))
      return true;
    auto Held = N.Target.lock();
    return Held && EqualTo(*Held, static_cast<const K &>(*P));
  }
  template <class Node, class Q>
  bool matches(const Node &N, const Q &Query) const {
    auto Held = N.Target.lock();
    return Held && EqualTo(*Held, key_of(Query));
  }

private:
  /// What hash and equality are asked about: as with standard containers, a key
  /// unless they take anything.
  template <class Q> static decltype(auto) key_of(const Q &Query) {
    if constexpr (is_transparent<Hash>::value && is_transparent<Equal>::value) {
      return Query;
    } else if constexpr (std::is_base_of_v<K, Q>) {
      return static_cast<const K &>(Query);
    } else {
      static_assert(std::is_convertible_v<const Q &, K>,
                    "weakref: look up by shared_ptr or by what converts to the "
                    "key, or give the container a transparent hash and "
                    "equality");
      return static_cast<K>(Query);
    }
  }
};

template <class K> struct key_policy<K, identity_hash, identity_equal> {
  static constexpr bool UserCode = false;
  identity_hash HashOf;
  identity_equal EqualTo;

  /// The plain address: the table spreads it itself.
  template <class Q> std::size_t hash(const Q &Query) const noexcept {
    return reinterpret_cast<std::uintptr_t>(address(Query));
  }
  template <class Node, class Q>
  bool matches(const Node &N, const Q &Query) const noexcept {
    if (N.Value.Address != address(Query))
      return false;
    if constexpr (std::is_pointer_v<Q>)
      return !N.Target.expired();
    else
      return same_owner(N.Target, Query);
  }

private:
  template <class U>
  static const K *address(const std::shared_ptr<U> &P) noexcept {
    return P.get();
  }
  static const K *address(const K *P) noexcept { return P; }
  template <class U>
  static const void *address(const std::weak_ptr<U> &P) noexcept {
    if constexpr (std::is_same_v<std::remove_cv_t<U>, std::remove_cv_t<K>>)
      return weak_address(P);
    else
      return weak_address(std::weak_ptr<K>(P));
  }
  template <class U> static const void *address(const ref<U> &R) noexcept {
    return address(R.weak());
  }
};

template <class Q> struct is_shared : std::false_type {};
template <class T> struct is_shared<std::shared_ptr<T>> : std::true_type {};

/// Whether a lookup argument is a pointer to nothing.
template <class Q> bool is_null(const Q &Query) noexcept {
  if constexpr (is_shared<Q>::value || std::is_pointer_v<Q>)
    return !Query;
  else
    return false;
}

} // namespace detail

} // namespace weakref

#endif // WEAKREF_KEYS_H
