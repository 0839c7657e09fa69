//===- weakref/detail/container_base.h - Common to containers ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Owns the table and gives what all weak containers have: iteration, size,
// purging, guards, moving. An amortised container makes its table with the
// first insertion, so an empty one allocates nothing. A prompt one makes it at
// once, since several threads may do that first insertion.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_CONTAINER_BASE_H
#define WEAKREF_DETAIL_CONTAINER_BASE_H

#include <weakref/iteration.h>
#include <weakref/print.h>

#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

namespace weakref::detail {

/// False for equality that surely does not call back into the container.
template <class Equal, class K>
inline constexpr bool runs_user_code =
    !(std::is_same_v<Equal, std::equal_to<K>> ||
      std::is_same_v<Equal, std::equal_to<>>) ||
    !(std::is_scalar_v<K> || std::is_same_v<K, std::string> ||
      std::is_same_v<K, std::string_view>);

template <class F, class = void> struct is_transparent : std::false_type {};
template <class F>
struct is_transparent<F, std::void_t<typename F::is_transparent>>
    : std::true_type {};

/// The parameter type of a lookup: anything if the functors are transparent,
/// else the key type itself, so that arguments convert to it.
template <bool Transparent> struct key_arg {
  template <class Q, class K> using type = K;
};
template <> struct key_arg<true> {
  template <class Q, class K> using type = Q;
};

template <class T, class Extra, class View, class Alloc, class Removal>
class container_base {
protected:
  using table = weak_table<T, Extra, Alloc, Removal>;
  using node = typename table::node;
  using session = typename table::session;
  using const_session = typename table::const_session;
  using joint_session = typename table::joint_session;

public:
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using allocator_type = Alloc;
  using iterator = table_iterator<typename View::element, table, View, false>;
  using const_iterator =
      table_iterator<typename View::element, table, View, true>;
  using reference = typename iterator::reference;
  using const_reference = typename const_iterator::reference;
  using guard_type = iteration_guard<table>;

  iterator begin() noexcept { return first<iterator, session>(Table.get()); }
  const_iterator begin() const noexcept {
    return first<const_iterator, const_session>(
        static_cast<const table *>(Table.get()));
  }
  const_iterator cbegin() const noexcept { return begin(); }
  iterator end() noexcept { return {}; }
  const_iterator end() const noexcept { return {}; }
  const_iterator cend() const noexcept { return {}; }

  /// Entries that are alive now. Linear.
  size_type size() const noexcept {
    size_type N = 0;
    if (Table) {
      const_session S(*Table);
      for (const node *P = Table->first(); P; P = P->Next)
        N += !P->erased() && !P->Target.expired();
    }
    return N;
  }

  /// At least size(): counts the dead entries not yet removed. Constant.
  size_type size_hint() const noexcept {
    if (!Table)
      return 0;
    const_session S(*Table);
    return Table->linked();
  }

  /// Whether nothing is alive. Linear in the dead entries before the first.
  [[nodiscard]] bool empty() const noexcept {
    if (!Table)
      return true;
    const_session S(*Table);
    for (const node *P = Table->first(); P; P = P->Next)
      if (!P->erased() && !P->Target.expired())
        return false;
    return true;
  }
  size_type max_size() const noexcept {
    return std::numeric_limits<difference_type>::max() / sizeof(node);
  }

  void clear() noexcept {
    if (Table) {
      session S(*Table);
      Table->clear();
    }
  }

  /// Removes dead entries now; returns how many. An object that dies because an
  /// entry was removed is found by the next purge.
  size_type purge() noexcept {
    if (!Table)
      return 0;
    session S(*Table);
    return Table->purge();
  }

  /// Throws std::length_error if there can never be so many.
  void reserve(size_type N) {
    if (N > max_size())
      raise<std::length_error>("weakref: reserve");
    table &T0 = obtain();
    session S(T0);
    T0.reserve(N);
  }

  /// While it exists, no position in the container is lost; see iteration.h.
  guard_type guard() {
    obtain();
    return guard_type(Table);
  }

  allocator_type get_allocator() const noexcept { return Allocator; }

protected:
  /// Whether a move never has to copy entries to another allocator.
  static constexpr bool MovesWhole =
      std::allocator_traits<Alloc>::is_always_equal::value ||
      std::allocator_traits<
          Alloc>::propagate_on_container_move_assignment::value;

  static constexpr bool AlwaysEqual =
      std::allocator_traits<Alloc>::is_always_equal::value;

  static constexpr bool PropagatesCopies = std::allocator_traits<
      Alloc>::propagate_on_container_copy_assignment::value;

  explicit container_base(const Alloc &A = Alloc()) noexcept(!table::Prompt)
      : Allocator(A) {
    if constexpr (table::Prompt)
      obtain();
  }
  container_base(container_base &&Other) noexcept
      : Allocator(Other.Allocator), Table(std::move(Other.Table)) {}
  /// Leaves the entries where they are if the allocators are unequal.
  container_base(container_base &&Other, const Alloc &A) : Allocator(A) {
    if (std::allocator_traits<Alloc>::is_always_equal::value ||
        Allocator == Other.Allocator)
      Table = std::move(Other.Table);
    else if constexpr (table::Prompt)
      obtain();
  }
  ~container_base() { drop(); }
  container_base(const container_base &) = delete;
  container_base &operator=(const container_base &) = delete;

  /// False if the entries must be copied one by one, allocators being unequal.
  bool steal(container_base &Other) noexcept {
    using traits = std::allocator_traits<Alloc>;
    if constexpr (traits::propagate_on_container_move_assignment::value) {
      drop();
      Allocator = Other.Allocator;
    } else {
      if (!traits::is_always_equal::value && !(Allocator == Other.Allocator))
        return false;
      drop();
    }
    Table = std::move(Other.Table);
    return true;
  }

  /// What get_allocator() is after Other has been assigned.
  Alloc allocator_after(const container_base &Other) const {
    if constexpr (PropagatesCopies)
      return Other.Allocator;
    else
      return Allocator;
  }
  /// Takes the entries of a copy that was made with allocator_after().
  void adopt_copy(container_base &Copy) noexcept {
    std::swap(Table, Copy.Table);
    if constexpr (PropagatesCopies)
      Allocator = Copy.Allocator;
  }

  void swap_base(container_base &Other) noexcept {
    using std::swap;
    if constexpr (std::allocator_traits<
                      Alloc>::propagate_on_container_swap::value)
      swap(Allocator, Other.Allocator);
    swap(Table, Other.Table);
  }

  void drop() noexcept {
    if (auto Old = std::exchange(Table, nullptr))
      Old->shut_down(Old);
  }

  /// The table, made if it is not there yet.
  table &obtain() {
    if (!Table)
      Table = std::allocate_shared<table>(Allocator, Allocator);
    return *Table;
  }

  /// Erases the entry at a position; returns the next live one.
  template <class Iterator> iterator erase_at(Iterator &&Where) noexcept {
    iterator Next(*Table, nullptr, nullptr);
    std::shared_ptr<T> Strong;
    session S(*Table);
    node *N = Where.position();
    node *After = Table->live_from(N->Next, Strong);
    Next = iterator(*Table, After, std::move(Strong));
    Table->erase(N);
    return Next;
  }

  /// Erases what is live from First to End.
  iterator erase_range(const const_iterator &First,
                       const const_iterator &End) noexcept {
    iterator Next;
    if (node *N = First.position())
      Next = iterator(*Table, N, std::shared_ptr<T>(First.strong()));
    while (Next.position() != End.position())
      Next = erase_at(Next);
    return Next;
  }

  Alloc Allocator;
  std::shared_ptr<table> Table;

private:
  template <class Iterator, class Session, class Table2>
  static Iterator first(Table2 *Inside) noexcept {
    if (!Inside)
      return {};
    std::shared_ptr<T> Strong;
    Session S(*Inside);
    node *N = Inside->live_from(Inside->first(), Strong);
    return Iterator(*Inside, N, std::move(Strong));
  }
};

} // namespace weakref::detail

#endif // WEAKREF_DETAIL_CONTAINER_BASE_H
