//===- weakref/ref.h - A weak reference -------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// ref<T> observes an object owned by std::shared_ptr without keeping it alive:
//
//   weakref::ref r(session);
//   if (auto s = r())        // or r.lock(): a shared_ptr, null when dead
//     s->send();
//
// It is a std::weak_ptr with what that lacks: equality and a hash. Both are of
// the referent's identity (owner and address) and never change, so a ref is a
// sound key of any hash table, dead or alive. Refs to two parts of one object
// differ; `owner_equal` compares owners alone. Refs have no order: use
// `owner_less` where a std::map wants one. For comparison by value see
// value_ref.
//
// Same size and cost as std::weak_ptr, same thread safety: distinct refs may be
// used from any thread, one ref by several threads only to read. Nothing
// throws. Derive from it to add data. ref<T, callback> also hears of the death;
// see callback_ref.h.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_REF_H
#define WEAKREF_REF_H

#include <weakref/annotations.h>
#include <weakref/detail/identity.h>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace weakref {

/// Selects the ref, proxy or method that calls back when its referent dies.
struct WEAKSPOT_OPAQUE callback {};

template <class T, class Callback = void> class WEAKSPOT_WEAK ref;

template <class T> class WEAKSPOT_WEAK ref<T, void> {
  template <class U>
  using enable_from = std::enable_if_t<std::is_convertible_v<U *, T *>>;

public:
  using element_type = T;

  constexpr ref() noexcept = default;
  constexpr ref(std::nullptr_t) noexcept {}

  template <class U, class = enable_from<U>>
  ref(const std::shared_ptr<U> &P) noexcept : Weak(P) {}

  template <class U, class = enable_from<U>>
  ref(const std::weak_ptr<U> &P) noexcept : Weak(P) {}

  template <class U, class = enable_from<U>>
  ref(std::weak_ptr<U> &&P) noexcept : Weak(std::move(P)) {}

  /// Not here: a ref with a callback is another type. Write
  /// `weakref::ref r(pointer, function)`, or ref<T, callback>.
  template <class U, class F, class = enable_from<U>>
  ref(const std::shared_ptr<U> &P, F &&Function) = delete;

  /// A dead ref converted to another type keeps its owner but may lose its
  /// address: where T is a base of U, only a live object can tell it.
  template <class U, class = enable_from<U>>
  ref(const ref<U> &R) noexcept : Weak(R.weak()) {}

  /// The referent, held for as long as the result lives; null if dead.
  std::shared_ptr<T> lock() const noexcept { return Weak.lock(); }
  WEAKSPOT_EFFECT("lock result, this")
  std::shared_ptr<T> operator()() const noexcept { return Weak.lock(); }

  /// May be outdated when it returns true: another thread can drop the last
  /// owner. To use the object, lock and check.
  bool alive() const noexcept { return !Weak.expired(); }
  bool expired() const noexcept { return Weak.expired(); }
  explicit operator bool() const noexcept { return alive(); }

  WEAKSPOT_EFFECT("result = this")
  const std::weak_ptr<T> &weak() const noexcept { return Weak; }

  template <class U, class = std::enable_if_t<std::is_convertible_v<T *, U *>>>
  WEAKSPOT_EFFECT("copy result, this")
  operator std::weak_ptr<U>() const noexcept {
    return Weak;
  }

  /// Where the referent is or was. For printing and hashing only.
  WEAKSPOT_EFFECT("")
  const void *address() const noexcept { return detail::weak_address(Weak); }

  WEAKSPOT_EFFECT("")
  std::size_t hash() const noexcept { return detail::hash_address(address()); }

  template <class U>
  WEAKSPOT_EFFECT("")
  bool owner_before(const ref<U> &R) const noexcept {
    return Weak.owner_before(R.weak());
  }
  template <class P>
  WEAKSPOT_EFFECT("")
  bool owner_before(const P &Pointer) const noexcept {
    return Weak.owner_before(Pointer);
  }

  void reset() noexcept { Weak.reset(); }
  void swap(ref &Other) noexcept { Weak.swap(Other.Weak); }
  WEAKSPOT_EFFECT("swap arg0, arg1")
  friend void swap(ref &A, ref &B) noexcept { A.swap(B); }

  WEAKSPOT_EFFECT("")
  friend bool operator==(const ref &A, const ref &B) noexcept {
    return A.address() == B.address() && detail::same_owner(A.Weak, B.Weak);
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const ref &A, const ref &B) noexcept {
    return !(A == B);
  }

private:
  std::weak_ptr<T> Weak;
};

template <class T> ref(const std::shared_ptr<T> &) -> ref<T>;
template <class T> ref(const std::weak_ptr<T> &) -> ref<T>;

/// Strict weak order by owner, for ordered containers: of refs, and of
/// whatever else a ref is made from.
struct WEAKSPOT_OPAQUE owner_less {
  using is_transparent = void;
  template <class P, class Q>
  bool operator()(const P &A, const Q &B) const noexcept {
    return detail::standard_pointer<P>::of(A).owner_before(
        detail::standard_pointer<Q>::of(B));
  }
};

/// Whether two pointers or refs belong to one owner, whatever they point to.
template <class P, class Q>
WEAKSPOT_EFFECT("")
bool owner_equal(const P &A, const Q &B) noexcept {
  return detail::same_owner(A, B);
}

/// A ref that compares and hashes like the object it refers to. The hash is
/// taken once, when the ref is made. Equality is the referents' while both
/// live, identity afterwards; a lookup with a live object thus never meets a
/// dead one.
template <class T, class Hash = std::hash<std::remove_cv_t<T>>,
          class Equal = std::equal_to<>>
class WEAKSPOT_WEAK value_ref : public ref<T> {
public:
  value_ref() noexcept = default;
  template <class U, class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  value_ref(const std::shared_ptr<U> &P)
      : ref<T>(P), Code(P ? Hash()(*P) : 0) {}

  WEAKSPOT_EFFECT("")
  std::size_t hash() const noexcept { return Code; }

  WEAKSPOT_EFFECT("")
  friend bool operator==(const value_ref &A, const value_ref &B) {
    auto P = A.lock();
    auto Q = B.lock();
    if (P && Q)
      return P == Q || Equal()(*P, *Q);
    return static_cast<const ref<T> &>(A) == static_cast<const ref<T> &>(B);
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const value_ref &A, const value_ref &B) {
    return !(A == B);
  }

private:
  std::size_t Code = 0;
};

template <class T> value_ref(const std::shared_ptr<T> &) -> value_ref<T>;

} // namespace weakref

template <class T, class Callback> struct std::hash<weakref::ref<T, Callback>> {
  std::size_t operator()(const weakref::ref<T, Callback> &R) const noexcept {
    return R.hash();
  }
};

template <class T, class Hash, class Equal>
struct std::hash<weakref::value_ref<T, Hash, Equal>> {
  std::size_t
  operator()(const weakref::value_ref<T, Hash, Equal> &R) const noexcept {
    return R.hash();
  }
};

#endif // WEAKREF_REF_H
