//===- weakref/weak_value_map.h - A map that does not own values *- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::weak_value_map<int, Image> images;
//   images.insert_or_assign(7, image);
//   if (auto i = images.get(7))  // shared_ptr<Image>, null if none or dead
//
// Keys are owned, values are observed: an entry ends when its value dies. Dead
// entries are invisible at once; when they are removed depends on Removal (see
// removal.h). Iteration survives deaths and changes (see iteration.h).
//
// Lookup, insertion, erasure: constant on average. size(): linear, size_hint():
// constant. A null value is never stored. Functions that insert have the strong
// guarantee; hash and equality may throw and may use the map, but not store
// the key that is being stored. Keys must not own values, or no entry ever
// ends.
//
// An entry is replaced, not shared: when an old value dies after a new one was
// stored under its key, the new entry stays.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_WEAK_VALUE_MAP_H
#define WEAKREF_WEAK_VALUE_MAP_H

#include <weakref/detail/container_base.h>
#include <weakref/extracted.h>
#include <weakref/weak_slot.h>

#include <tuple>
#include <vector>

namespace weakref {

namespace detail {

template <class K, class V> struct value_view {
  using element = std::pair<K, std::weak_ptr<V>>;
  template <bool> using entry = std::pair<const K &, std::shared_ptr<V>>;
  template <bool C, class Node>
  static entry<C> make(Node &N, const std::shared_ptr<V> &Object) {
    return {N.Value, Object};
  }
};

} // namespace detail

template <class K, class V, class Hash = std::hash<K>,
          class Equal = std::equal_to<K>, class Removal = amortised,
          class Alloc = std::allocator<std::pair<const K, std::shared_ptr<V>>>>
class WEAKSPOT_WEAK_VALUED weak_value_map
    : public detail::container_base<V, K, detail::value_view<K, V>, Alloc,
                                    Removal> {
  using base =
      detail::container_base<V, K, detail::value_view<K, V>, Alloc, Removal>;
  using base::Table;
  using typename base::const_session;
  using typename base::node;
  using typename base::session;
  template <class Q>
  using arg = typename detail::key_arg<
      detail::is_transparent<Hash>::value &&
      detail::is_transparent<Equal>::value>::template type<Q, K>;
  template <class Key> using slot = weak_slot<V, weak_value_map, Key>;

public:
  using key_type = K;
  using mapped_type = std::shared_ptr<V>;
  using value_type = std::pair<const K, std::shared_ptr<V>>;
  using hasher = Hash;
  using key_equal = Equal;
  using node_type = extracted<K, std::shared_ptr<V>>;
  using typename base::const_iterator;
  using typename base::iterator;
  using typename base::size_type;
  using insert_return_type = insert_return<iterator, node_type>;

  weak_value_map() = default;
  explicit weak_value_map(const Alloc &A) : base(A) {}
  explicit weak_value_map(Hash H, Equal E = Equal(), const Alloc &A = Alloc())
      : base(A), HashOf(std::move(H)), EqualTo(std::move(E)) {}
  weak_value_map(std::initializer_list<value_type> Entries,
                 const Alloc &A = Alloc())
      : weak_value_map(Entries.begin(), Entries.end(), A) {}
  template <class It,
            class = typename std::iterator_traits<It>::iterator_category>
  weak_value_map(It First, It End, const Alloc &A = Alloc()) : base(A) {
    for (; First != End; ++First)
      insert_or_assign(First->first, First->second);
  }

  weak_value_map(const weak_value_map &Other)
      : base(
            std::allocator_traits<Alloc>::select_on_container_copy_construction(
                Other.get_allocator())),
        HashOf(Other.HashOf), EqualTo(Other.EqualTo) {
    copy_entries(Other);
  }
  weak_value_map(const weak_value_map &Other, const Alloc &A)
      : base(A), HashOf(Other.HashOf), EqualTo(Other.EqualTo) {
    copy_entries(Other);
  }
  weak_value_map(weak_value_map &&Other) = default;
  weak_value_map(weak_value_map &&Other, const Alloc &A)
      : base(std::move(Other), A), HashOf(Other.HashOf),
        EqualTo(Other.EqualTo) {
    if constexpr (!base::AlwaysEqual)
      if (Other.Table)
        merge(Other);
  }
  weak_value_map &operator=(const weak_value_map &Other) {
    if (this != &Other) {
      weak_value_map Copy(Other.HashOf, Other.EqualTo,
                          this->allocator_after(Other));
      Copy.copy_entries(Other);
      this->adopt_copy(Copy);
      std::swap(HashOf, Copy.HashOf);
      std::swap(EqualTo, Copy.EqualTo);
    }
    return *this;
  }
  weak_value_map &operator=(weak_value_map &&Other) noexcept(
      base::MovesWhole && std::is_nothrow_copy_assignable_v<Hash> &&
      std::is_nothrow_copy_assignable_v<Equal>) {
    if (this != &Other) {
      HashOf = Other.HashOf;
      EqualTo = Other.EqualTo;
      if (!this->steal(Other)) {
        if constexpr (!base::MovesWhole) {
          this->clear();
          merge(Other);
        }
      }
    }
    return *this;
  }

  void swap(weak_value_map &Other) noexcept {
    using std::swap;
    this->swap_base(Other);
    swap(HashOf, Other.HashOf);
    swap(EqualTo, Other.EqualTo);
  }
  WEAKSPOT_EFFECT("swap arg0, arg1")
  friend void swap(weak_value_map &A, weak_value_map &B) noexcept { A.swap(B); }

  // Lookup. With transparent functors the key may be of any type they take.

  /// `map[key] = value` is insert_or_assign, or erase if the value is null;
  /// `map[key]` alone is get, and adds nothing.
  slot<const K &> operator[](const K &Key) noexcept { return {*this, Key}; }
  slot<K &&> operator[](K &&Key) noexcept { return {*this, std::move(Key)}; }

  /// The value, or null.
  template <class Q = K> std::shared_ptr<V> get(const arg<Q> &Key) const {
    if (!Table)
      return nullptr;
    const std::size_t Code = HashOf(Key);
    const_session S(*Table);
    const node *N = find_node(Key, Code);
    return N ? N->Target.lock() : nullptr;
  }

  /// The value; throws std::out_of_range.
  template <class Q = K> std::shared_ptr<V> at(const arg<Q> &Key) const {
    auto Object = get<Q>(Key);
    if (!Object)
      detail::raise<std::out_of_range>("weakref::weak_value_map::at");
    return Object;
  }

  template <class Q = K> iterator find(const arg<Q> &Key) {
    return find_in<iterator, session>(Table.get(), Key);
  }
  template <class Q = K> const_iterator find(const arg<Q> &Key) const {
    return find_in<const_iterator, const_session>(
        static_cast<const typename base::table *>(Table.get()), Key);
  }
  template <class Q = K>
  std::pair<iterator, iterator> equal_range(const arg<Q> &Key) {
    return detail::range_of(find<Q>(Key));
  }
  template <class Q = K>
  std::pair<const_iterator, const_iterator>
  equal_range(const arg<Q> &Key) const {
    return detail::range_of(find<Q>(Key));
  }
  template <class Q = K> bool contains(const arg<Q> &Key) const {
    return get<Q>(Key) != nullptr;
  }
  template <class Q = K> size_type count(const arg<Q> &Key) const {
    return contains<Q>(Key);
  }

  // Insertion. The bool says whether a new live entry came to be.

  /// Leaves a live entry as it is: first->second is then the old value.
  std::pair<iterator, bool> try_emplace(const K &Key,
                                        const std::shared_ptr<V> &Object) {
    return put<false>(Key, Object);
  }
  std::pair<iterator, bool> try_emplace(K &&Key,
                                        const std::shared_ptr<V> &Object) {
    return put<false>(std::move(Key), Object);
  }
  template <class Q>
  std::pair<iterator, bool> emplace(Q &&Key, const std::shared_ptr<V> &Object) {
    return put<false>(K(std::forward<Q>(Key)), Object);
  }
  std::pair<iterator, bool> insert(const value_type &Entry) {
    return put<false>(Entry.first, Entry.second);
  }
  iterator insert(const const_iterator & /*Hint*/, const value_type &Entry) {
    return insert(Entry).first;
  }
  template <class Q>
  iterator emplace_hint(const const_iterator & /*Hint*/, Q &&Key,
                        const std::shared_ptr<V> &Object) {
    return emplace(std::forward<Q>(Key), Object).first;
  }
  template <class Q>
  iterator try_emplace(const const_iterator & /*Hint*/, Q &&Key,
                       const std::shared_ptr<V> &Object) {
    return emplace(std::forward<Q>(Key), Object).first;
  }
  template <class Q>
  iterator insert_or_assign(const const_iterator & /*Hint*/, Q &&Key,
                            const std::shared_ptr<V> &Object) {
    return put<true>(K(std::forward<Q>(Key)), Object).first;
  }
  template <class It,
            class = typename std::iterator_traits<It>::iterator_category>
  void insert(It First, It End) {
    for (; First != End; ++First)
      put<false>(First->first, First->second);
  }
  void insert(std::initializer_list<value_type> Entries) {
    insert(Entries.begin(), Entries.end());
  }
  /// Empties the entry; what is not taken in is in the result. A template, so
  /// that `insert({key, value})` means a pair.
  template <class Node,
            class = std::enable_if_t<std::is_same_v<Node, node_type>>>
  insert_return_type insert(Node &&Entry) {
    insert_return_type Result;
    if (Entry.empty())
      return Result;
    std::tie(Result.position, Result.inserted) =
        put<false>(std::move(Entry.key()), Entry.mapped());
    if (!Result.inserted)
      Result.node = std::forward<Node>(Entry);
    Entry = node_type();
    return Result;
  }
  template <class Node,
            class = std::enable_if_t<std::is_same_v<Node, node_type>>>
  iterator insert(const const_iterator & /*Hint*/, Node &&Entry) {
    auto Result = insert(std::forward<Node>(Entry));
    Entry = std::move(Result.node);
    return std::move(Result.position);
  }
  std::pair<iterator, bool> insert_or_assign(const K &Key,
                                             const std::shared_ptr<V> &Object) {
    return put<true>(Key, Object);
  }
  std::pair<iterator, bool> insert_or_assign(K &&Key,
                                             const std::shared_ptr<V> &Object) {
    return put<true>(std::move(Key), Object);
  }

  /// insert_or_assign for every live entry of Other, or pair of a range.
  template <class Range = weak_value_map> void update(const Range &Other) {
    for (auto &&[Key, Object] : Other)
      put<true>(Key, Object);
  }

  /// Moves over the entries whose keys are not here yet.
  void merge(weak_value_map &Other) {
    if (this == &Other)
      return;
    for (auto It = Other.begin(); It != Other.end();)
      if (put<false>(given(It.position()->Value), It.strong()).second)
        It = Other.erase(It);
      else
        ++It;
  }
  void merge(weak_value_map &&Other) { merge(Other); }

  // Removal.

  /// Returns how many live entries went: 0 or 1.
  template <class Q = K> size_type erase(const arg<Q> &Key) {
    return take<Q>(Key, [](node &) {}) != nullptr;
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

  /// Erases the entry and returns its value, or null.
  template <class Q = K> std::shared_ptr<V> pop(const arg<Q> &Key) {
    return take<Q>(Key, [](node &) {});
  }

  /// Takes out the newest live entry.
  std::optional<std::pair<K, std::shared_ptr<V>>> popitem() {
    std::optional<std::pair<K, std::shared_ptr<V>>> Result;
    if (!Table)
      return Result;
    std::shared_ptr<V> Object;
    session S(*Table);
    if (node *N = Table->last_live(Object)) {
      Result.emplace(given(N->Value), std::move(Object));
      Table->erase(N);
    }
    return Result;
  }

  template <class Q = K> node_type extract(const arg<Q> &Key) {
    std::optional<K> Out;
    auto Object =
        take<Q>(Key, [&Out](node &N) { Out.emplace(given(N.Value)); });
    return Object ? node_type(std::move(*Out), std::move(Object)) : node_type();
  }

  node_type extract(const const_iterator &Where) {
    node_type Result(given(Where.position()->Value), Where.strong());
    this->erase_at(Where);
    return Result;
  }

  // Snapshots of what is alive.

  std::vector<K> keys() const {
    std::vector<K> Result;
    for (auto &&Entry : *this)
      Result.push_back(Entry.first);
    return Result;
  }
  std::vector<std::shared_ptr<V>> values() const {
    std::vector<std::shared_ptr<V>> Result;
    for (auto &&Entry : *this)
      Result.push_back(Entry.second);
    return Result;
  }
  std::vector<ref<V>> valuerefs() const {
    std::vector<ref<V>> Result;
    for (auto &&Entry : *this)
      Result.emplace_back(Entry.second);
    return Result;
  }
  std::vector<std::pair<K, std::shared_ptr<V>>> items() const {
    std::vector<std::pair<K, std::shared_ptr<V>>> Result;
    for (auto &&Entry : *this)
      Result.emplace_back(Entry.first, Entry.second);
    return Result;
  }

  hasher hash_function() const { return HashOf; }
  key_equal key_eq() const { return EqualTo; }

  /// Same keys, same objects.
  WEAKSPOT_EFFECT("")
  friend bool operator==(const weak_value_map &A, const weak_value_map &B) {
    size_type N = 0;
    for (auto &&[Key, Object] : A) {
      if (B.get(Key) != Object)
        return false;
      ++N;
    }
    return N == B.size();
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const weak_value_map &A, const weak_value_map &B) {
    return !(A == B);
  }

  /// Entries of both; for a key in both, the right one.
  WEAKSPOT_EFFECT("move result, arg0; each x = arg1; k = field x, first")
  WEAKSPOT_EFFECT("e = access result, key k; f = field e, first; copy f, k")
  WEAKSPOT_EFFECT("v = field x, second; w = field e, second; copy w, v; done")
  friend weak_value_map operator|(weak_value_map A, const weak_value_map &B) {
    A.update(B);
    return A;
  }
  weak_value_map &operator|=(const weak_value_map &Other) {
    update(Other);
    return *this;
  }

  WEAKSPOT_EFFECT("result = &arg0")
  friend std::ostream &operator<<(std::ostream &Out, const weak_value_map &M) {
    return Out << "<weakref::weak_value_map; " << M.size() << " alive>";
  }

  /// insert_or_assign for callers who need no iterator.
  void store(const K &Key, const std::shared_ptr<V> &Object) {
    if (!Object)
      return;
    const std::size_t Code = HashOf(Key);
    auto &Inside = this->obtain();
    session S(Inside);
    if (node *N = find_node(Key, Code))
      Inside.retarget(N, Object);
    else
      Inside.insert(Code, Object, Key);
  }

private:
  /// The key of an entry that goes: a copy where there can be one, since an
  /// iterator may stand there.
  static decltype(auto) given(K &Key) noexcept {
    if constexpr (std::is_copy_constructible_v<K>)
      return std::as_const(Key);
    else
      return std::move(Key);
  }

  template <class Q> node *find_node(const Q &Key, std::size_t Code) const {
    return Table->template find<detail::runs_user_code<Equal, K>>(
        Code, [&](const node &N) { return EqualTo(N.Value, Key); });
  }

  template <class It, class Session, class Table2, class Q>
  It find_in(Table2 *Inside, const Q &Key) const {
    if (!Inside)
      return {};
    const std::size_t Code = HashOf(Key);
    std::shared_ptr<V> Object;
    Session S(*Inside);
    node *N = find_node(Key, Code);
    if (!N || !(Object = N->Target.lock()))
      return {};
    return It(*Inside, N, std::move(Object));
  }

  template <bool Assign, class Q>
  std::pair<iterator, bool> put(Q &&Key, const std::shared_ptr<V> &Object) {
    if (!Object)
      return {this->end(), false};
    const std::size_t Code = HashOf(Key);
    auto &Inside = this->obtain();
    std::shared_ptr<V> Old;
    session S(Inside);
    node *N = find_node(Key, Code);
    if (N) {
      Old = N->Target.lock();
      if (Old && !Assign)
        return {iterator(Inside, N, std::move(Old)), false};
      Inside.retarget(N, Object);
    } else {
      N = Inside.insert(Code, Object, std::forward<Q>(Key));
    }
    return {iterator(Inside, N, std::shared_ptr<V>(Object)), !Old};
  }

  template <class Q, class F>
  std::shared_ptr<V> take(const arg<Q> &Key, F &&Before) {
    if (!Table)
      return nullptr;
    const std::size_t Code = HashOf(Key);
    std::shared_ptr<V> Object;
    session S(*Table);
    if (node *N = find_node(Key, Code)) {
      Object = N->Target.lock();
      if (Object)
        Before(*N);
      Table->erase(N);
    }
    return Object;
  }

  void copy_entries(const weak_value_map &Other) {
    if (!Other.Table)
      return;
    auto &Inside = this->obtain();
    for (auto It = Other.begin(), End = Other.end(); It != End; ++It) {
      session S(Inside);
      Inside.insert(It.position()->Mark, It.strong(), It.position()->Value);
    }
  }

  Hash HashOf{};
  Equal EqualTo{};
};

/// Erases the live entries for which Predicate(entry), or
/// Predicate(key, value), holds.
template <class K, class V, class H, class E, class R, class A, class F,
          class M = weak_value_map<K, V, H, E, R, A>,
          std::enable_if_t<detail::asks_entry<F, M>, int> = 0>
WEAKSPOT_EFFECT("each e = arg0; maybe; erase arg0, e; done; done")
std::size_t erase_if(weak_value_map<K, V, H, E, R, A> &Map, F Predicate) {
  return detail::erase_where(Map, std::move(Predicate));
}
template <class K, class V, class H, class E, class R, class A, class F,
          class M = weak_value_map<K, V, H, E, R, A>,
          std::enable_if_t<!detail::asks_entry<F, M>, int> = 0>
WEAKSPOT_EFFECT("each e = arg0; k = field e, first; v = field e, second")
WEAKSPOT_EFFECT("r = invoke arg1 (k, v); when r; erase arg0, e; done; done")
    std::size_t erase_if(weak_value_map<K, V, H, E, R, A> &Map, F Predicate) {
  return detail::erase_where(
      Map, [&](auto &&Entry) { return Predicate(Entry.first, Entry.second); });
}

/// Entries leave while their values die.
template <class K, class V, class Hash = std::hash<K>,
          class Equal = std::equal_to<K>>
using prompt_weak_value_map = weak_value_map<K, V, Hash, Equal, prompt>;

} // namespace weakref

#endif // WEAKREF_WEAK_VALUE_MAP_H
