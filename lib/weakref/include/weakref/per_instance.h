//===- weakref/per_instance.h - Inner data of outer objects -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// The flyweight that takes the place of two objects which own each other. Say a
// Bar needs its Foo and a Foo must always give the same Bar. If both own, they
// leak; if one is weak, it can be lost while the other is in use. Instead, the
// data of Bar becomes an inner object that knows nothing of Foo and is kept for
// as long as the Foo lives, and Bar becomes a light handle of both:
//
//   weakref::per_instance<Foo, BarData> bars;
//   auto bar = bars.get(foo);    // {shared_ptr<Foo>, shared_ptr<BarData>}
//   bar->value = 3;              // the data
//   bar.outer()->name();         // its Foo
//
// Who holds the Foo keeps the data; who holds a handle keeps both; nothing
// refers in a circle. The inner object must not own the outer one.
//
// get() makes the inner object on first use: by the factory given, else from
// the outer object if it can be constructed so, else by default; where that is
// not possible either, there is none until set(). All functions may be called
// from any thread; if several make the first one at a time, the first to finish
// wins and the others get that. No lock is held while an inner object is made
// or destroyed. Lookup is constant on average.
// With Removal = prompt the inner object goes while the outer one dies, else at
// a later sweep (see removal.h).
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_PER_INSTANCE_H
#define WEAKREF_PER_INSTANCE_H

#include <weakref/detail/function.h>
#include <weakref/weak_key_map.h>

#include <functional>
#include <mutex>
#include <utility>

namespace weakref {

/// Keeps an outer object and its inner data; cheap to copy.
template <class Outer, class Inner>
class WEAKSPOT_RECORD WEAKSPOT_PARTS("outer: strong T0, inner: strong T1")
    handle {
public:
  using element_type = Inner;

  handle() noexcept = default;
  handle(std::shared_ptr<Outer> O, std::shared_ptr<Inner> I) noexcept
      : OuterPart(std::move(O)), InnerPart(std::move(I)) {}

  WEAKSPOT_EFFECT("i = field this, inner; result = deref i")
  Inner &operator*() const noexcept { return *InnerPart; }
  WEAKSPOT_EFFECT("i = field this, inner; result = deref i")
  Inner *operator->() const noexcept { return InnerPart.get(); }
  WEAKSPOT_EFFECT("i = field this, inner; p = load i; n = isnull p")
  WEAKSPOT_EFFECT("result = not n")
  explicit operator bool() const noexcept { return InnerPart != nullptr; }

  WEAKSPOT_EFFECT("result = field this, outer")
  const std::shared_ptr<Outer> &outer() const noexcept { return OuterPart; }
  WEAKSPOT_EFFECT("result = field this, inner")
  const std::shared_ptr<Inner> &inner() const noexcept { return InnerPart; }

  /// For `auto [outer, inner] = bars.get(foo);`.
  template <std::size_t I, std::enable_if_t<I == 0, int> = 0>
  WEAKSPOT_EFFECT("result = field this, outer")
  const std::shared_ptr<Outer> &get() const noexcept {
    return OuterPart;
  }
  template <std::size_t I, std::enable_if_t<I == 1, int> = 0>
  WEAKSPOT_EFFECT("result = field this, inner")
  const std::shared_ptr<Inner> &get() const noexcept {
    return InnerPart;
  }

  /// A part of the inner object, with the outer one kept just the same.
  template <class Part>
  WEAKSPOT_EFFECT("o = field this, outer; a = field result, outer; copy a, o")
  WEAKSPOT_EFFECT("b = field result, inner; forward b, arg0")
      handle<Outer, Part> part(std::shared_ptr<Part> P) const noexcept {
    return {OuterPart, std::move(P)};
  }

  WEAKSPOT_EFFECT("")
  friend bool operator==(const handle &A, const handle &B) noexcept {
    return A.InnerPart == B.InnerPart;
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const handle &A, const handle &B) noexcept {
    return !(A == B);
  }

private:
  std::shared_ptr<Outer> OuterPart;
  std::shared_ptr<Inner> InnerPart;
};

template <class Outer, class Inner, class Removal = amortised>
class WEAKSPOT_WEAK_KEYED WEAKSPOT_PARTS("first: weak T0, second: strong T1")
    per_instance {
public:
  using handle_type = handle<Outer, Inner>;
  using factory = std::function<std::shared_ptr<Inner>(Outer &)>;

  per_instance() : Make(&make_default) {}
  WEAKSPOT_EFFECT("retain this, forward arg0, cancel")
  explicit per_instance(factory F) : Make(std::move(F)) {}
  /// Create(outer), or Create() where it takes none, gives a shared_ptr, a
  /// unique_ptr, or an Inner by value.
  template <class F, class = detail::if_maker<F, factory, Outer &>>
  WEAKSPOT_EFFECT("retain this, forward arg0, cancel")
  explicit per_instance(F Create)
      : Make([Create = std::move(Create)](Outer &Object) mutable {
          return detail::make_shared_by<Inner>(Create, Object);
        }) {}
  per_instance(const per_instance &) = delete;
  per_instance &operator=(const per_instance &) = delete;

  /// The handle of this object's data. A null object has none.
  WEAKSPOT_EFFECT("o = load arg0; n = isnull o; p = not n; when p")
  WEAKSPOT_EFFECT("e = access this, key arg0; k = field e, first; copy k, arg0")
  WEAKSPOT_EFFECT("v = field e, second; i = load v; x = isnull i; when x")
  WEAKSPOT_EFFECT("m = alloc T1; construct m (); adopt v, m; done")
  WEAKSPOT_EFFECT("a = field result, outer; copy a, arg0")
  WEAKSPOT_EFFECT("b = field result, inner; copy b, v; done")
  handle_type get(const std::shared_ptr<Outer> &Object) {
    if (!Object)
      return {};
    if (auto Found = peek(Object))
      return Found;
    std::shared_ptr<Inner> Fresh = Make(*Object);
    if (!Fresh)
      return {};
    change C(*this);
    return {Object, Data.try_emplace(Object, Fresh).first->second};
  }

  /// The handle if there is data already, else an empty one.
  WEAKSPOT_EFFECT("e = elem this, key arg0; n = isnull e; p = not n; when p")
  WEAKSPOT_EFFECT("a = field result, outer; copy a, arg0; v = field e, second")
  WEAKSPOT_EFFECT("b = field result, inner; copy b, v; done")
  handle_type peek(const std::shared_ptr<Outer> &Object) const {
    locked L(*this);
    if (auto *Found = Data.get(Object))
      return {Object, *Found};
    return {};
  }

  /// Takes data that was made already; earlier handles keep theirs. A null
  /// object or null data is not taken.
  WEAKSPOT_EFFECT("o = load arg0; n = isnull o; p = not n; when p")
  WEAKSPOT_EFFECT("e = access this, key arg0; k = field e, first; copy k, arg0")
  WEAKSPOT_EFFECT("v = field e, second; copy v, arg1")
  WEAKSPOT_EFFECT("a = field result, outer; copy a, arg0")
  WEAKSPOT_EFFECT("b = field result, inner; copy b, v; done")
  handle_type set(const std::shared_ptr<Outer> &Object,
                  std::shared_ptr<Inner> Fresh) {
    if (!Object || !Fresh)
      return {};
    std::shared_ptr<Inner> Old; // dies outside the lock
    change C(*this);
    if (auto *Found = Data.get(Object))
      Old = std::exchange(*Found, Fresh);
    else
      Data.try_emplace(Object, Fresh);
    return {Object, std::move(Fresh)};
  }

  /// Forgets the data; handles keep theirs, the next get() makes new ones.
  bool erase(const std::shared_ptr<Outer> &Object) {
    std::shared_ptr<Inner> Old; // dies outside the lock
    change C(*this);
    if (auto Found = Data.pop(Object))
      Old = std::move(*Found);
    return Old != nullptr;
  }

  std::size_t purge() {
    change C(*this);
    return Data.purge();
  }
  std::size_t size() const {
    locked L(*this);
    return Data.size();
  }

  [[nodiscard]] bool empty() const {
    locked L(*this);
    return Data.empty();
  }

private:
  static std::shared_ptr<Inner> make_default(Outer &Object) {
    if constexpr (std::is_constructible_v<Inner, Outer &>)
      return std::make_shared<Inner>(Object);
    else if constexpr (std::is_default_constructible_v<Inner>)
      return std::make_shared<Inner>();
    else
      return nullptr;
  }

  struct map : weak_key_map<Outer, std::shared_ptr<Inner>, identity_hash,
                            identity_equal, Removal> {
    using map::weak_key_map::obtain;
    using typename map::weak_key_map::table;
  };

  /// The lock. What goes meanwhile is destroyed after it: the destructors of
  /// inner objects may ask the table.
  struct locked {
    explicit locked(const per_instance &In)
        : Late(In.Data.get_allocator()), Lock(In.Mutex) {}
    typename map::table::removed Late;
    std::lock_guard<std::mutex> Lock;
  };
  struct change : locked {
    explicit change(per_instance &In)
        : locked(In), Deferral(In.Data.obtain(), this->Late) {}
    typename map::table::deferral Deferral;
  };

  factory Make;
  mutable std::mutex Mutex;
  map Data;
};

} // namespace weakref

template <class Outer, class Inner>
struct std::tuple_size<weakref::handle<Outer, Inner>>
    : std::integral_constant<std::size_t, 2> {};
template <class Outer, class Inner>
struct std::tuple_element<0, weakref::handle<Outer, Inner>> {
  using type = const std::shared_ptr<Outer>;
};
template <class Outer, class Inner>
struct std::tuple_element<1, weakref::handle<Outer, Inner>> {
  using type = const std::shared_ptr<Inner>;
};

/// By the inner object, as equality is.
template <class Outer, class Inner>
struct std::hash<weakref::handle<Outer, Inner>> {
  std::size_t
  operator()(const weakref::handle<Outer, Inner> &H) const noexcept {
    return weakref::detail::hash_address(H.inner().get());
  }
};

#endif // WEAKREF_PER_INSTANCE_H
