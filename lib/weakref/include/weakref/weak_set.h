//===- weakref/weak_set.h - A set that does not own -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::weak_set<Observer> observers;
//   observers.insert(observer);
//   for (auto o : observers)      // shared_ptr<Observer>, alive
//     o->notify();
//
// An element ends when its object dies. Dead elements are invisible at once;
// see removal.h for when they are removed, iteration.h for changing the set (or
// letting objects die) while it is iterated, keys.h for which objects are the
// same. set_algebra.h has union, intersection and so on.
//
// Lookup, insertion, erasure: constant on average. size(): linear. A null
// pointer is never stored. Insertion has the strong guarantee.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_WEAK_SET_H
#define WEAKREF_WEAK_SET_H

#include <weakref/keys.h>

#include <vector>

namespace weakref {

namespace detail {

struct nothing {};

template <class T> struct set_view {
  using element = std::weak_ptr<T>;
  template <bool> using entry = std::shared_ptr<T>;
  template <bool, class Node>
  static std::shared_ptr<T> make(Node &, const std::shared_ptr<T> &Object) {
    return Object;
  }
};

} // namespace detail

template <class T, class Hash = identity_hash, class Equal = identity_equal,
          class Removal = amortised,
          class Alloc = std::allocator<std::weak_ptr<T>>>
class WEAKSPOT_WEAK_SET weak_set
    : public detail::container_base<T, detail::keyed<T, detail::nothing>,
                                    detail::set_view<T>, Alloc, Removal> {
  using base = detail::container_base<T, detail::keyed<T, detail::nothing>,
                                      detail::set_view<T>, Alloc, Removal>;
  using base::Table;
  using typename base::const_session;
  using typename base::node;
  using typename base::session;
  using policy = detail::key_policy<T, Hash, Equal>;

public:
  using key_type = std::shared_ptr<T>;
  using value_type = std::shared_ptr<T>;
  using hasher = Hash;
  using key_equal = Equal;
  using typename base::const_iterator;
  using typename base::iterator;
  using typename base::size_type;

  weak_set() = default;
  explicit weak_set(const Alloc &A) : base(A) {}
  explicit weak_set(Hash H, Equal E = Equal(), const Alloc &A = Alloc())
      : base(A), Keys{std::move(H), std::move(E)} {}
  weak_set(std::initializer_list<value_type> Elements, const Alloc &A = Alloc())
      : weak_set(Elements.begin(), Elements.end(), A) {}
  template <class It,
            class = typename std::iterator_traits<It>::iterator_category>
  weak_set(It First, It End, const Alloc &A = Alloc()) : base(A) {
    insert(First, End);
  }

  weak_set(const weak_set &Other)
      : base(
            std::allocator_traits<Alloc>::select_on_container_copy_construction(
                Other.get_allocator())),
        Keys(Other.Keys) {
    copy_entries(Other);
  }
  weak_set(const weak_set &Other, const Alloc &A) : base(A), Keys(Other.Keys) {
    copy_entries(Other);
  }
  weak_set(weak_set &&Other) = default;
  weak_set(weak_set &&Other, const Alloc &A)
      : base(std::move(Other), A), Keys(Other.Keys) {
    if constexpr (!base::AlwaysEqual)
      if (Other.Table)
        this->merge(Other);
  }
  weak_set &operator=(const weak_set &Other) {
    if (this != &Other) {
      weak_set Copy(this->allocator_after(Other));
      Copy.Keys = Other.Keys;
      Copy.copy_entries(Other);
      this->adopt_copy(Copy);
      std::swap(Keys, Copy.Keys);
    }
    return *this;
  }
  weak_set &operator=(weak_set &&Other) noexcept(
      base::MovesWhole && std::is_nothrow_copy_assignable_v<policy>) {
    if (this != &Other) {
      Keys = Other.Keys;
      if (!this->steal(Other)) {
        if constexpr (!base::MovesWhole) {
          this->clear();
          this->merge(Other);
        }
      }
    }
    return *this;
  }

  void swap(weak_set &Other) noexcept {
    using std::swap;
    this->swap_base(Other);
    swap(Keys, Other.Keys);
  }
  WEAKSPOT_EFFECT("swap arg0, arg1")
  friend void swap(weak_set &A, weak_set &B) noexcept { A.swap(B); }

  template <class Q> iterator find(const Q &Key) {
    return find_in<iterator, session>(Table.get(), Key);
  }
  template <class Q> const_iterator find(const Q &Key) const {
    return find_in<const_iterator, const_session>(
        static_cast<const typename base::table *>(Table.get()), Key);
  }
  template <class Q> std::pair<iterator, iterator> equal_range(const Q &Key) {
    return detail::range_of(find(Key));
  }
  template <class Q>
  std::pair<const_iterator, const_iterator> equal_range(const Q &Key) const {
    return detail::range_of(find(Key));
  }
  template <class Q> bool contains(const Q &Key) const {
    if (!Table || detail::is_null(Key))
      return false;
    const std::size_t Code = Keys.hash(Key);
    const_session S(*Table);
    const node *N = find_node(Key, Code);
    // A live argument is proof enough that the element lives, if it is equal by
    // identity; by value, only live elements are compared.
    if constexpr (detail::is_shared<Q>::value)
      return N != nullptr;
    else
      return N && !N->Target.expired();
  }
  template <class Q> size_type count(const Q &Key) const {
    return contains(Key);
  }

  /// Leaves an equal live element in place.
  template <class U>
  std::pair<iterator, bool> insert(const std::shared_ptr<U> &Object) {
    std::shared_ptr<T> Key(Object);
    if (!Key)
      return {this->end(), false};
    const std::size_t Code = Keys.hash(Key);
    auto &Inside = this->obtain();
    std::shared_ptr<T> Held;
    session S(Inside);
    if (node *N = find_node(Key, Code))
      if ((Held = N->Target.lock()))
        return {iterator(Inside, N, std::move(Held)), false};
    node *N = Inside.insert(Code, Key, Key.get());
    return {iterator(Inside, N, std::move(Key)), true};
  }
  template <class U>
  std::pair<iterator, bool> emplace(const std::shared_ptr<U> &Object) {
    return insert(Object);
  }
  template <class U>
  iterator insert(const const_iterator & /*Hint*/,
                  const std::shared_ptr<U> &Object) {
    return insert(Object).first;
  }
  template <class It,
            class = typename std::iterator_traits<It>::iterator_category>
  void insert(It First, It End) {
    for (; First != End; ++First)
      insert(*First);
  }
  void insert(std::initializer_list<value_type> Elements) {
    insert(Elements.begin(), Elements.end());
  }

  /// Returns how many live elements went: 0 or 1.
  template <class Q>
  std::enable_if_t<!std::is_convertible_v<const Q &, const_iterator>, size_type>
  erase(const Q &Key) {
    return take(Key) != nullptr;
  }
  iterator erase(const const_iterator &Where) noexcept {
    return this->erase_at(Where);
  }
  iterator erase(const iterator &Where) noexcept {
    return this->erase_at(Where);
  }
  iterator erase(const const_iterator &First,
                 const const_iterator &End) noexcept {
    return this->erase_range(First, End);
  }

  /// Takes out the newest live element; null if there is none.
  std::shared_ptr<T> pop() {
    std::shared_ptr<T> Object;
    if (!Table)
      return Object;
    session S(*Table);
    if (node *N = Table->last_live(Object))
      Table->erase(N);
    return Object;
  }

  /// Takes the element out; null if there is none.
  std::shared_ptr<T> extract(const const_iterator &Where) {
    std::shared_ptr<T> Object = Where.strong();
    this->erase_at(Where);
    return Object;
  }
  template <class Q>
  std::enable_if_t<!std::is_convertible_v<const Q &, const_iterator>,
                   std::shared_ptr<T>>
  extract(const Q &Key) {
    return take(Key);
  }

  /// Moves over the elements that are not here yet.
  void merge(weak_set &Other) {
    if (this == &Other)
      return;
    for (auto It = Other.begin(); It != Other.end();)
      if (insert(*It).second)
        It = Other.erase(It);
      else
        ++It;
  }
  void merge(weak_set &&Other) { merge(Other); }

  std::vector<std::shared_ptr<T>> values() const {
    return {this->begin(), this->end()};
  }
  std::vector<ref<T>> refs() const {
    return std::vector<ref<T>>(this->begin(), this->end());
  }

  hasher hash_function() const { return Keys.HashOf; }
  key_equal key_eq() const { return Keys.EqualTo; }

  WEAKSPOT_EFFECT("result = &arg0")
  friend std::ostream &operator<<(std::ostream &Out, const weak_set &S) {
    return Out << "<weakref::weak_set; " << S.size() << " alive>";
  }

private:
  template <class Q> node *find_node(const Q &Key, std::size_t Code) const {
    return Table->template find<policy::UserCode>(
        Code, [&](const node &N) { return Keys.matches(N, Key); });
  }

  template <class It, class Session, class Table2, class Q>
  It find_in(Table2 *Inside, const Q &Key) const {
    if (!Inside || detail::is_null(Key))
      return {};
    const std::size_t Code = Keys.hash(Key);
    std::shared_ptr<T> Held;
    Session S(*Inside);
    node *N = find_node(Key, Code);
    if (!N || !(Held = N->Target.lock()))
      return {};
    return It(*Inside, N, std::move(Held));
  }

  template <class Q> std::shared_ptr<T> take(const Q &Key) {
    std::shared_ptr<T> Object;
    if (!Table || detail::is_null(Key))
      return Object;
    const std::size_t Code = Keys.hash(Key);
    session S(*Table);
    if (node *N = find_node(Key, Code)) {
      Object = N->Target.lock();
      Table->erase(N);
    }
    return Object;
  }

  void copy_entries(const weak_set &Other) {
    if (!Other.Table)
      return;
    auto &Inside = this->obtain();
    for (auto It = Other.begin(), End = Other.end(); It != End; ++It) {
      session S(Inside);
      Inside.insert(It.position()->Mark, It.strong(), It.strong().get());
    }
  }

  policy Keys;
};

/// Erases the live elements for which Predicate(element) holds.
template <class T, class H, class E, class R, class A, class F>
WEAKSPOT_EFFECT("each e = arg0; r = invoke arg1 (e)")
WEAKSPOT_EFFECT("when r; erase arg0, e; done; done") std::size_t
    erase_if(weak_set<T, H, E, R, A> &Set, F Predicate) {
  return detail::erase_where(Set, std::move(Predicate));
}

/// Elements leave while their objects die.
template <class T>
using prompt_weak_set = weak_set<T, identity_hash, identity_equal, prompt>;

/// Elements compare as the objects do.
template <class T, class Hash = std::hash<std::remove_cv_t<T>>,
          class Equal = std::equal_to<>, class Removal = amortised>
using weak_set_by_value = weak_set<T, Hash, Equal, Removal>;

} // namespace weakref

#endif // WEAKREF_WEAK_SET_H
