//===- weakref/detail/weak_table.h - The table of all containers *- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// A chained hash table of nodes, each with a weak target and something extra
// (the key of a weak-value map, the value of a weak-key map). The nodes also
// form a list in order of insertion, which iteration follows.
//
// While anything pins the table (an iterator, a guard, a lookup that runs user
// code), erased nodes are marked and leave their chain, but stay in the list:
// no position is ever lost. They are unlinked when the last pin goes. Unlinked
// nodes are collected and destroyed after the operation, when the table is
// consistent and unlocked, because destroying them runs user code.
//
// All members require a session. A session on a const table never
// changes it, so that many threads may read.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_WEAK_TABLE_H
#define WEAKREF_DETAIL_WEAK_TABLE_H

#include <weakref/config.h>
#include <weakref/detail/table_sync.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace weakref::detail {

template <class T, class Extra, class Alloc, class Removal>
class weak_table
    : public table_sync<weak_table<T, Extra, Alloc, Removal>, Alloc, Removal> {
  using sync = table_sync<weak_table, Alloc, Removal>;
  friend sync;

public:
  struct node : sync::node_part {
    template <class... Args>
    node(std::size_t H, const std::shared_ptr<T> &Object, Args &&...X)
        : Mark(H), Target(Object), Value(std::forward<Args>(X)...) {}

    // In the order in which a lookup needs them. With its hook a node of a
    // small key fills one cache line and no more.
    node *Chain = nullptr; // erased: the next such node
    std::size_t Mark;      // the hash, or'ed with IsErased
    std::weak_ptr<T> Target;
    Extra Value;
    node *Previous = nullptr;
    node *Next = nullptr;

    bool erased() const noexcept { return (Mark & IsErased) != 0; }
  };

  /// The hash of a node is one bit shorter than others.
  static constexpr std::size_t shortened(std::size_t Hash) noexcept {
    return Hash & ~IsErased;
  }

  /// Holds the lock, if there is one, and cleans up on the way out.
  template <class Table> class basic_session {
  public:
    explicit basic_session(Table &In) noexcept : Inside(In) { Inside.enter(); }
    basic_session(const basic_session &) = delete;
    basic_session &operator=(const basic_session &) = delete;
    ~basic_session() { Inside.leave(); }

  private:
    Table &Inside;
  };
  using session = basic_session<weak_table>;
  using const_session = basic_session<const weak_table>;

  explicit weak_table(const Alloc &A) noexcept : Allocator(A), Buckets(A) {}
  ~weak_table() { shut_down(nullptr); }

  const Alloc &allocator() const noexcept { return Allocator; }
  std::size_t linked() const noexcept { return Linked; }

  /// The first node with this hash for which Match holds. With UserCode, Match
  /// may run anything, this container's functions included.
  template <bool UserCode, class F>
  node *find(std::size_t Hash, F &&Match) const {
    if (Buckets.empty())
      return nullptr;
    const std::size_t Mark = shortened(Hash); // of none that was erased
    [[maybe_unused]] std::conditional_t<UserCode, walk, no_walk> Walk(*this);
    for (node *N = Buckets[index(Mark)]; N; N = N->Chain)
      if (N->Mark == Mark && Match(*N) && (!UserCode || !N->erased()))
        return N;
    return nullptr;
  }

  template <class... Args>
  node *insert(std::size_t Hash, const std::shared_ptr<T> &Object,
               Args &&...X) {
    make_room();
    // The arguments come last: if anything throws, they have not been moved.
    auto Watch = this->watch_for(shortened(Hash), Object);
    node *N = create_node(shortened(Hash), Object, std::forward<Args>(X)...);
    Watch.give(*N);
    link(N);
    return N;
  }

  /// Gives the entry another object.
  void retarget(node *N, const std::shared_ptr<T> &Object) {
    auto Watch = this->watch_for(N->Mark, Object);
    Watch.give(*N);
    N->Target = Object;
  }

  void erase(node *N) noexcept {
    if (N->erased())
      return;
    this->detach(*N);
    --Linked;
    if (Walks.load(std::memory_order_relaxed) == 0) {
      unchain(N);
      N->Chain = Erased;
      Erased = N;
    } else {
      Chained = true;
    }
    N->Mark |= IsErased;
    reap();
  }

  void clear() noexcept {
    reap(); // so that from here on each erase unlinks its own node at most
    if (pinned() == 0)
      doom_all();
    else
      for (node *N = First; N; N = N->Next)
        erase(N);
  }

  /// Unlinks every dead node; returns how many.
  std::size_t purge() noexcept {
    reap();
    const std::size_t Before = Linked;
    for (node *N = First, *Next; N; N = Next) {
      Next = N->Next;
      if (!N->erased() && N->Target.expired())
        erase(N);
    }
    return Before - Linked;
  }

  void reserve(std::size_t N) {
    std::size_t Size = MinBuckets;
    while (Size < N)
      Size *= 2;
    if (Size > Buckets.size())
      rehash(Size);
  }

  /// The first live node from N on; Strong holds its object.
  node *live_from(node *N, std::shared_ptr<T> &Strong) const noexcept {
    while (N && (N->erased() || !(Strong = N->Target.lock())))
      N = N->Next;
    return N;
  }
  node *first() const noexcept { return First; }

  /// The newest live node.
  node *last_live(std::shared_ptr<T> &Strong) const noexcept {
    node *N = Last;
    while (N && (N->erased() || !(Strong = N->Target.lock())))
      N = N->Previous;
    return N;
  }

  void pin() const noexcept { add(Pins, 1); }

  /// Whether this was the last pin of a table whose container is gone: then it
  /// is for the caller to bury() it, outside the session.
  [[nodiscard]] bool unpin() const noexcept {
    return add(Pins, -std::size_t{1}) == IsOrphan + 1;
  }
  void bury() const noexcept { const auto This = std::move(Orphaned); }

  /// Unlinks what was erased, unless something still points there.
  void reap() noexcept {
    if ((Erased || Chained) && pinned() == 0)
      unlink_erased();
  }

  /// Whether there is anything to unlink or to destroy.
  bool untidy() const noexcept { return Erased || Chained || Doomed; }

  /// Empties the table when its container goes, even if a dying object or an
  /// iterator holds it for longer.
  void shut_down(std::shared_ptr<const weak_table> This) noexcept {
    this->enter();
    unlink_erased();
    doom_all();
    if (pinned() != 0) {
      Orphaned = std::move(This);
      Pins.fetch_add(IsOrphan, std::memory_order_acq_rel);
    }
    this->leave();
  }

  template <class A2> static void destroy_node(const A2 &A, node *N) noexcept {
    node_allocator NodeAlloc(A);
    std::allocator_traits<node_allocator>::destroy(NodeAlloc, N);
    std::allocator_traits<node_allocator>::deallocate(NodeAlloc, N, 1);
  }

private:
  using node_allocator =
      typename std::allocator_traits<Alloc>::template rebind_alloc<node>;
  using bucket_allocator =
      typename std::allocator_traits<Alloc>::template rebind_alloc<node *>;
  static constexpr std::size_t MinBuckets = 8;

  struct no_walk {
    explicit no_walk(const weak_table &) noexcept {}
  };
  struct walk {
    explicit walk(const weak_table &In) noexcept : Inside(In) {
      Inside.pin();
      add(Inside.Walks, 1);
    }
    walk(const walk &) = delete;
    walk &operator=(const walk &) = delete;
    ~walk() {
      add(Inside.Walks, -std::size_t{1});
      add(Inside.Pins, -std::size_t{1});
    }
    const weak_table &Inside;
  };

  /// Counts as shared_ptr does: where there is one thread, at the price of an
  /// addition. Returns the value before.
  static std::size_t add(std::atomic<std::size_t> &Counter,
                         std::size_t N) noexcept {
    if (WEAKREF_SINGLE_THREADED) {
      const std::size_t Before = Counter.load(std::memory_order_relaxed);
      Counter.store(Before + N, std::memory_order_relaxed);
      return Before;
    }
    return Counter.fetch_add(N, std::memory_order_acq_rel);
  }

  std::size_t pinned() const noexcept {
    return Pins.load(std::memory_order_acquire);
  }
  static constexpr std::size_t HighestBit = ~(~std::size_t{0} >> 1);
  static constexpr std::size_t IsErased = HighestBit;
  /// Added to the pins of a table whose container is gone.
  static constexpr std::size_t IsOrphan = HighestBit;

  std::size_t index(std::size_t Hash) const noexcept {
    return static_cast<std::size_t>(
        (static_cast<std::uint64_t>(Hash) * 0x9E3779B97F4A7C15u) >> Shift);
  }

  template <class... Args>
  node *create_node(std::size_t Hash, const std::shared_ptr<T> &Object,
                    Args &&...X) {
    using traits = std::allocator_traits<node_allocator>;
    node_allocator NodeAlloc(Allocator);
    node *N = traits::allocate(NodeAlloc, 1);
    WEAKREF_TRY {
      traits::construct(NodeAlloc, N, Hash, Object, std::forward<Args>(X)...);
    }
    WEAKREF_CATCH_ALL {
      traits::deallocate(NodeAlloc, N, 1);
      WEAKREF_RETHROW;
    }
    return N;
  }

  void link(node *N) noexcept {
    chain(N);
    N->Previous = Last;
    (Last ? Last->Next : First) = N;
    Last = N;
    ++Linked;
  }

  void chain(node *N) noexcept {
    node *&Head = Buckets[index(N->Mark)];
    N->Chain = Head;
    Head = N;
  }

  void unchain(node *N) noexcept {
    node **Link = &Buckets[index(N->Mark)];
    while (*Link != N)
      Link = &(*Link)->Chain;
    *Link = N->Chain;
  }

  /// The erased node must be in no chain.
  void doom(node *N) noexcept {
    (N->Previous ? N->Previous->Next : First) = N->Next;
    (N->Next ? N->Next->Previous : Last) = N->Previous;
    N->Next = Doomed;
    Doomed = N;
  }

  void unlink_erased() noexcept {
    if (std::exchange(Chained, false)) {
      Erased = nullptr;
      chain_all();
      for (node *N = First, *Next; N; N = Next) {
        Next = N->Next;
        if (N->erased())
          doom(N);
      }
    }
    while (node *N = Erased) {
      Erased = N->Chain;
      doom(N);
    }
  }

  /// Makes the chains anew, of what was not erased.
  void chain_all() noexcept {
    std::fill(Buckets.begin(), Buckets.end(), nullptr);
    for (node *N = First; N; N = N->Next)
      if (!N->erased())
        chain(N);
  }

  /// Dooms every node without unlinking one by one.
  void doom_all() noexcept {
    if (!First)
      return;
    if constexpr (sync::Prompt)
      for (node *N = First; N; N = N->Next)
        this->detach(*N);
    Last->Next = Doomed;
    Doomed = First;
    First = Last = nullptr;
    Linked = 0;
    std::fill(Buckets.begin(), Buckets.end(), nullptr);
  }

  /// Sweeps before it grows, and grows only if that has not freed half: each
  /// sweep is paid for by as many insertions as it visits nodes.
  void make_room() {
    if (Linked < Buckets.size())
      return;
    purge();
    if (Linked * 2 >= Buckets.size())
      rehash(Buckets.empty() ? MinBuckets : Buckets.size() * 2);
  }

  /// A walk follows the chains, so they must not change under it.
  void rehash(std::size_t Size) {
    if (!Buckets.empty() && Walks.load(std::memory_order_relaxed) != 0)
      return;
    std::vector<node *, bucket_allocator> Fresh(Size, nullptr,
                                                Buckets.get_allocator());
    Buckets.swap(Fresh);
    Shift = 64;
    while (Size > 1) {
      Size /= 2;
      --Shift;
    }
    chain_all();
  }

  void erase_watched(std::size_t Hash, const void *Watch) noexcept {
    if constexpr (sync::Prompt)
      if (node *N = find<false>(
              Hash, [&](const node &C) { return C.Watch == Watch; }))
        erase(N);
  }

  node *take_doomed() noexcept { return std::exchange(Doomed, nullptr); }
  node *take_one_doomed() noexcept {
    node *N = Doomed;
    if (N)
      Doomed = N->Next;
    return N;
  }

  Alloc Allocator;
  std::vector<node *, bucket_allocator> Buckets;
  unsigned Shift = 64;
  std::size_t Linked = 0;
  node *First = nullptr;
  node *Last = nullptr;
  node *Erased = nullptr;
  node *Doomed = nullptr;
  bool Chained = false; // some erased node is in its chain still, not in Erased
  mutable std::shared_ptr<const weak_table> Orphaned; // itself, see bury
  mutable std::atomic<std::size_t> Pins{0};
  mutable std::atomic<std::size_t> Walks{0};
};

} // namespace weakref::detail

#endif // WEAKREF_DETAIL_WEAK_TABLE_H
