//===- weakref/weak_key_map.h - Data about objects one doesn't own -*- C++ -*-//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::weak_key_map<Session, Statistics> stats;
//   stats[session].requests++;
//
// Keys are observed, values are owned: an entry ends when its key dies. Dead
// entries are invisible at once; an amortised map keeps the value until it
// sweeps, a prompt one destroys it while the key dies (see removal.h), after
// the callbacks of that death. Iteration survives deaths and changes
// (iteration.h). What makes keys the same is said in keys.h; identity is the
// default.
//
// The value must not own its key, directly or through others: the entry would
// keep itself alive. Reference counts cannot express a value that lives while
// its key does and may refer to it; per_instance.h shows what to do instead.
//
// Lookup, insertion, erasure: constant on average. size(): linear. References
// to values stay valid until the entry goes, so for as long as the caller holds
// the key and nobody erases it. A null key is never stored: operator[] and at
// throw std::out_of_range for it. Functions that insert have the strong
// guarantee.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_WEAK_KEY_MAP_H
#define WEAKREF_WEAK_KEY_MAP_H

#include <weakref/extracted.h>
#include <weakref/keys.h>

#include <tuple>
#include <vector>

namespace weakref {

namespace detail {

template <class K, class V> struct key_view {
  using element = std::pair<std::weak_ptr<K>, V>;
  template <bool Const>
  using entry =
      std::pair<std::shared_ptr<K>, std::conditional_t<Const, const V &, V &>>;
  template <bool Const, class Node>
  static entry<Const> make(Node &N, const std::shared_ptr<K> &Key) {
    return {Key, N.Value.Value};
  }
};

} // namespace detail

template <class K, class V, class Hash = identity_hash,
          class Equal = identity_equal, class Removal = amortised,
          class Alloc = std::allocator<std::pair<const std::weak_ptr<K>, V>>>
class WEAKSPOT_WEAK_KEYED weak_key_map
    : public detail::container_base<K, detail::keyed<K, V>,
                                    detail::key_view<K, V>, Alloc, Removal> {
  using base = detail::container_base<K, detail::keyed<K, V>,
                                      detail::key_view<K, V>, Alloc, Removal>;
  using base::Table;
  using typename base::const_session;
  using typename base::joint_session;
  using typename base::node;
  using typename base::session;
  using policy = detail::key_policy<K, Hash, Equal>;

public:
  using key_type = std::shared_ptr<K>;
  using mapped_type = V;
  using value_type = std::pair<const std::shared_ptr<K>, V>;
  using hasher = Hash;
  using key_equal = Equal;
  using node_type = extracted<std::shared_ptr<K>, V>;
  using typename base::const_iterator;
  using typename base::iterator;
  using typename base::size_type;
  using insert_return_type = insert_return<iterator, node_type>;

  weak_key_map() = default;
  explicit weak_key_map(const Alloc &A) : base(A) {}
  explicit weak_key_map(Hash H, Equal E = Equal(), const Alloc &A = Alloc())
      : base(A), Keys{std::move(H), std::move(E)} {}
  weak_key_map(std::initializer_list<value_type> Entries,
               const Alloc &A = Alloc())
      : weak_key_map(Entries.begin(), Entries.end(), A) {}
  template <class It,
            class = typename std::iterator_traits<It>::iterator_category>
  weak_key_map(It First, It End, const Alloc &A = Alloc()) : base(A) {
    for (; First != End; ++First)
      insert_or_assign(First->first, First->second);
  }

  weak_key_map(const weak_key_map &Other)
      : base(
            std::allocator_traits<Alloc>::select_on_container_copy_construction(
                Other.get_allocator())),
        Keys(Other.Keys) {
    copy_entries(Other);
  }
  weak_key_map(const weak_key_map &Other, const Alloc &A)
      : base(A), Keys(Other.Keys) {
    copy_entries(Other);
  }
  weak_key_map(weak_key_map &&Other) = default;
  weak_key_map(weak_key_map &&Other, const Alloc &A)
      : base(std::move(Other), A), Keys(Other.Keys) {
    if constexpr (!base::AlwaysEqual)
      if (Other.Table)
        this->merge(Other);
  }
  weak_key_map &operator=(const weak_key_map &Other) {
    if (this != &Other) {
      weak_key_map Copy(this->allocator_after(Other));
      Copy.Keys = Other.Keys;
      Copy.copy_entries(Other);
      this->adopt_copy(Copy);
      std::swap(Keys, Copy.Keys);
    }
    return *this;
  }
  weak_key_map &operator=(weak_key_map &&Other) noexcept(
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

  void swap(weak_key_map &Other) noexcept {
    using std::swap;
    this->swap_base(Other);
    swap(Keys, Other.Keys);
  }
  WEAKSPOT_EFFECT("swap arg0, arg1")
  friend void swap(weak_key_map &A, weak_key_map &B) noexcept { A.swap(B); }

  // Lookup, by anything that keys.h admits.

  /// Null if there is no entry.
  template <class Q> V *get(const Q &Key) {
    node *N = find_value<session>(Table.get(), Key);
    return N ? &N->Value.Value : nullptr;
  }
  template <class Q> const V *get(const Q &Key) const {
    const node *N = find_value<const_session>(constant(), Key);
    return N ? &N->Value.Value : nullptr;
  }

  /// Throws std::out_of_range.
  template <class Q> V &at(const Q &Key) { return checked(get(Key)); }
  template <class Q> const V &at(const Q &Key) const {
    return checked(get(Key));
  }

  /// The value of a new entry is value-initialised.
  template <class U> V &operator[](const std::shared_ptr<U> &Key) {
    if (!Key)
      detail::raise<std::out_of_range>("weakref::weak_key_map: null key");
    return try_emplace(Key).first.position()->Value.Value;
  }

  template <class Q> V value_or(const Q &Key, V Default) const {
    if (!Table)
      return Default;
    const_session S(*Table);
    const V *Found = get(Key);
    return Found ? *Found : Default;
  }
  template <class Q> iterator find(const Q &Key) {
    return find_in<iterator, session>(Table.get(), Key);
  }
  template <class Q> const_iterator find(const Q &Key) const {
    return find_in<const_iterator, const_session>(constant(), Key);
  }
  template <class Q> std::pair<iterator, iterator> equal_range(const Q &Key) {
    return detail::range_of(find(Key));
  }
  template <class Q>
  std::pair<const_iterator, const_iterator> equal_range(const Q &Key) const {
    return detail::range_of(find(Key));
  }
  template <class Q> bool contains(const Q &Key) const {
    return find_value<const_session>(constant(), Key) != nullptr;
  }
  template <class Q> size_type count(const Q &Key) const {
    return contains(Key);
  }

  // Insertion. The bool says whether a new entry came to be.

  /// Leaves an existing entry as it is, and the arguments unused.
  template <class U, class... Args>
  std::pair<iterator, bool> try_emplace(const std::shared_ptr<U> &Key,
                                        Args &&...A) {
    return put(
        std::shared_ptr<K>(Key), [](node &) {}, std::forward<Args>(A)...);
  }
  template <class U, class M>
  std::pair<iterator, bool> emplace(const std::shared_ptr<U> &Key, M &&Mapped) {
    return try_emplace(Key, std::forward<M>(Mapped));
  }
  std::pair<iterator, bool> insert(const value_type &Entry) {
    return try_emplace(Entry.first, Entry.second);
  }
  std::pair<iterator, bool> insert(value_type &&Entry) {
    return try_emplace(Entry.first, std::move(Entry.second));
  }
  iterator insert(const const_iterator & /*Hint*/, const value_type &Entry) {
    return insert(Entry).first;
  }
  template <class U, class M>
  iterator emplace_hint(const const_iterator & /*Hint*/,
                        const std::shared_ptr<U> &Key, M &&Mapped) {
    return try_emplace(Key, std::forward<M>(Mapped)).first;
  }
  template <class U, class... Args>
  iterator try_emplace(const const_iterator & /*Hint*/,
                       const std::shared_ptr<U> &Key, Args &&...A) {
    return try_emplace(Key, std::forward<Args>(A)...).first;
  }
  template <class U, class M>
  iterator insert_or_assign(const const_iterator & /*Hint*/,
                            const std::shared_ptr<U> &Key, M &&Mapped) {
    return insert_or_assign(Key, std::forward<M>(Mapped)).first;
  }
  template <class It,
            class = typename std::iterator_traits<It>::iterator_category>
  void insert(It First, It End) {
    for (; First != End; ++First)
      try_emplace(First->first, First->second);
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
        try_emplace(Entry.key(), std::move(Entry.mapped()));
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
  template <class U, class M>
  std::pair<iterator, bool> insert_or_assign(const std::shared_ptr<U> &Key,
                                             M &&Mapped) {
    return put(
        std::shared_ptr<K>(Key),
        [&](node &N) { N.Value.Value = std::forward<M>(Mapped); },
        std::forward<M>(Mapped));
  }

  /// insert_or_assign for every live entry of Other, or pair of a range.
  template <class Range = weak_key_map> void update(const Range &Other) {
    if constexpr (base::table::Prompt && std::is_same_v<Range, weak_key_map>)
      update(Other.items());
    else
      for (auto &&[Key, Value] : Other)
        insert_or_assign(Key, Value);
  }

  /// Moves over the entries whose keys are not here yet.
  void merge(weak_key_map &Other) {
    if (this == &Other || !Other.Table)
      return;
    joint_session S(&this->obtain(), Other.Table.get());
    for (auto It = Other.begin(); It != Other.end();) {
      auto Entry = *It;
      if (try_emplace(Entry.first, std::move(Entry.second)).second)
        It = Other.erase(It);
      else
        ++It;
    }
  }
  void merge(weak_key_map &&Other) { merge(Other); }

  // Removal.

  /// Returns how many live entries went: 0 or 1.
  template <class Q>
  std::enable_if_t<!std::is_convertible_v<const Q &, const_iterator>, size_type>
  erase(const Q &Key) {
    return take(Key, [](node &) {});
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

  /// Erases the entry and returns its value.
  template <class Q> std::optional<V> pop(const Q &Key) {
    std::optional<V> Result;
    take(Key, [&](node &N) { Result.emplace(std::move(N.Value.Value)); });
    return Result;
  }
  node_type extract(const const_iterator &Where) {
    session S(*Table);
    node_type Result(Where.strong(), std::move(Where.position()->Value.Value));
    this->erase_at(Where);
    return Result;
  }
  template <class Q>
  std::enable_if_t<!std::is_convertible_v<const Q &, const_iterator>, node_type>
  extract(const Q &Key) {
    node_type Result;
    take(Key, [&](node &N) {
      if (auto Held = N.Target.lock())
        Result = node_type(std::move(Held), std::move(N.Value.Value));
    });
    return Result;
  }

  /// Takes out the newest live entry.
  std::optional<std::pair<std::shared_ptr<K>, V>> popitem() {
    std::optional<std::pair<std::shared_ptr<K>, V>> Result;
    if (!Table)
      return Result;
    std::shared_ptr<K> Key;
    session S(*Table);
    if (node *N = Table->last_live(Key)) {
      Result.emplace(std::move(Key), std::move(N->Value.Value));
      Table->erase(N);
    }
    return Result;
  }

  // Snapshots of what is alive.

  std::vector<std::shared_ptr<K>> keys() const {
    std::vector<std::shared_ptr<K>> Result;
    for (auto &&Entry : *this)
      Result.push_back(Entry.first);
    return Result;
  }
  std::vector<ref<K>> keyrefs() const {
    std::vector<ref<K>> Result;
    for (auto &&Entry : *this)
      Result.emplace_back(Entry.first);
    return Result;
  }
  std::vector<V> values() const {
    std::vector<V> Result;
    visit([&](auto &At) { Result.push_back(At.position()->Value.Value); });
    return Result;
  }
  std::vector<std::pair<std::shared_ptr<K>, V>> items() const {
    std::vector<std::pair<std::shared_ptr<K>, V>> Result;
    visit([&](auto &At) {
      Result.emplace_back(At.strong(), At.position()->Value.Value);
    });
    return Result;
  }

  hasher hash_function() const { return Keys.HashOf; }
  key_equal key_eq() const { return Keys.EqualTo; }

  /// Same keys, equal values.
  WEAKSPOT_EFFECT("")
  friend bool operator==(const weak_key_map &A, const weak_key_map &B) {
    size_type N = 0;
    joint_session S(A.Table.get(), B.Table.get());
    for (auto &&[Key, Value] : A) {
      const V *Found = B.get(Key);
      if (!Found || !(*Found == Value))
        return false;
      ++N;
    }
    return N == B.size();
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const weak_key_map &A, const weak_key_map &B) {
    return !(A == B);
  }

  /// Entries of both; for a key in both, the right one.
  WEAKSPOT_EFFECT("move result, arg0; each x = arg1; k = field x, first")
  WEAKSPOT_EFFECT("e = access result, key k; f = field e, first; copy f, k")
  WEAKSPOT_EFFECT("v = field x, second; w = field e, second; copy w, v; done")
  friend weak_key_map operator|(weak_key_map A, const weak_key_map &B) {
    A.update(B);
    return A;
  }
  weak_key_map &operator|=(const weak_key_map &Other) {
    update(Other);
    return *this;
  }

  WEAKSPOT_EFFECT("result = &arg0")
  friend std::ostream &operator<<(std::ostream &Out, const weak_key_map &M) {
    return Out << "<weakref::weak_key_map; " << M.size() << " alive>";
  }

private:
  const typename base::table *constant() const noexcept { return Table.get(); }

  template <class Pointer> static auto &checked(Pointer *Found) {
    if (!Found)
      detail::raise<std::out_of_range>("weakref::weak_key_map::at");
    return *Found;
  }

  template <class Q> node *find_node(const Q &Key, std::size_t Code) const {
    return Table->template find<policy::UserCode>(
        Code, [&](const node &N) { return Keys.matches(N, Key); });
  }

  // Where no user code runs, nothing can have been erased at the end.
  template <class Session>
  using lookup = std::conditional_t<policy::UserCode, Session, const_session>;

  template <class Session, class Table2, class Q>
  node *find_value(Table2 *Inside, const Q &Key) const {
    if (!Inside || detail::is_null(Key))
      return nullptr;
    const std::size_t Code = Keys.hash(Key);
    lookup<Session> S(*Inside);
    node *N = find_node(Key, Code);
    // A live argument is proof enough that the key lives.
    if constexpr (!detail::is_shared<Q>::value)
      return N && !N->Target.expired() ? N : nullptr;
    else
      return N;
  }

  template <class It, class Session, class Table2, class Q>
  It find_in(Table2 *Inside, const Q &Key) const {
    if (!Inside || detail::is_null(Key))
      return {};
    const std::size_t Code = Keys.hash(Key);
    std::shared_ptr<K> Held;
    Session S(*Inside);
    node *N = find_node(Key, Code);
    if (!N || !(Held = N->Target.lock()))
      return {};
    return It(*Inside, N, std::move(Held));
  }

  template <class F, class... Args>
  std::pair<iterator, bool> put(std::shared_ptr<K> Key, F &&OnFound,
                                Args &&...A) {
    if (!Key)
      return {this->end(), false};
    const std::size_t Code = Keys.hash(Key);
    auto &Inside = this->obtain();
    std::shared_ptr<K> Held;
    session S(Inside);
    if (node *N = find_node(Key, Code))
      if ((Held = N->Target.lock())) {
        OnFound(*N);
        return {iterator(Inside, N, std::move(Held)), false};
      }
    node *N = Inside.insert(Code, Key, Key.get(), std::forward<Args>(A)...);
    return {iterator(Inside, N, std::move(Key)), true};
  }

  template <class Q, class F> size_type take(const Q &Key, F &&Before) {
    if (!Table || detail::is_null(Key))
      return 0;
    const std::size_t Code = Keys.hash(Key);
    session S(*Table);
    node *N = find_node(Key, Code);
    if (!N)
      return 0;
    const bool Alive = !N->Target.expired();
    if (Alive)
      Before(*N);
    Table->erase(N);
    return Alive;
  }

  void copy_entries(const weak_key_map &Other) {
    if (!Other.Table)
      return;
    auto &Inside = this->obtain();
    for (auto It = Other.begin(), End = Other.end(); It != End; ++It) {
      joint_session S(&Inside, Other.Table.get());
      const node &N = *It.position();
      if (!N.erased())
        Inside.insert(N.Mark, It.strong(), It.strong().get(), N.Value.Value);
    }
  }

  /// Calls the function with the position of each live entry. No other thread
  /// assigns to the value of a prompt map meanwhile.
  template <class F> void visit(F Function) const {
    for (auto It = this->begin(), End = this->end(); It != End; ++It) {
      const_session S(*Table);
      if (!It.position()->erased())
        Function(It);
    }
  }

  policy Keys;
};

/// Erases the live entries for which Predicate(entry), or
/// Predicate(key, value), holds.
template <class K, class V, class H, class E, class R, class A, class F,
          class M = weak_key_map<K, V, H, E, R, A>,
          std::enable_if_t<detail::asks_entry<F, M>, int> = 0>
WEAKSPOT_EFFECT("each e = arg0; maybe; erase arg0, e; done; done")
std::size_t erase_if(weak_key_map<K, V, H, E, R, A> &Map, F Predicate) {
  return detail::erase_where(Map, std::move(Predicate));
}
template <class K, class V, class H, class E, class R, class A, class F,
          class M = weak_key_map<K, V, H, E, R, A>,
          std::enable_if_t<!detail::asks_entry<F, M>, int> = 0>
WEAKSPOT_EFFECT("each e = arg0; k = field e, first; v = field e, second")
WEAKSPOT_EFFECT("r = invoke arg1 (k, v); when r; erase arg0, e; done; done")
    std::size_t erase_if(weak_key_map<K, V, H, E, R, A> &Map, F Predicate) {
  return detail::erase_where(
      Map, [&](auto &&Entry) { return Predicate(Entry.first, Entry.second); });
}

/// Values go while their keys die.
template <class K, class V>
using prompt_weak_key_map =
    weak_key_map<K, V, identity_hash, identity_equal, prompt>;

/// Keys compare as the objects do.
template <class K, class V, class Hash = std::hash<std::remove_cv_t<K>>,
          class Equal = std::equal_to<>, class Removal = amortised>
using weak_key_map_by_value = weak_key_map<K, V, Hash, Equal, Removal>;

} // namespace weakref

#endif // WEAKREF_WEAK_KEY_MAP_H
