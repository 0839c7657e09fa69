//===- weakref/iteration.h - Positions that survive deaths ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Iterators of the weak containers visit live entries in order of insertion.
// An iterator holds the object of the entry it is at, so that this cannot die
// before the iterator moves on, and it skips entries that are dead by then.
//
// Whatever happens to the container meanwhile, no iterator is invalidated:
// objects may die, entries may be erased or inserted, the table may grow. An
// entry that was erased is not visited again; one that was inserted is. While
// an iterator or an iteration_guard (`auto g = map.guard();`) exists, erased
// entries keep their memory. Only destroying or assigning the container
// invalidates its iterators: they can still be destroyed and assigned.
//
// `*it` is a value: a shared_ptr, or a pair of key and value of which the weak
// part is a shared_ptr. Iterators are input iterators to the algorithms for
// that reason, but copies of one can be advanced independently. The value is
// const, so that `for (auto &[key, value] : map)` is as good as `auto &&`.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_ITERATION_H
#define WEAKREF_ITERATION_H

#include <weakref/annotations.h>
#include <weakref/detail/weak_table.h>

#include <iterator>

namespace weakref {

namespace detail {

/// Lets go of a table, which may be gone then if its container is.
template <class Table> void unpin(Table &Inside) noexcept {
  bool Last = false;
  {
    typename Table::template basic_session<Table> S(Inside);
    Last = Inside.unpin();
  }
  if (Last)
    Inside.bury();
}

} // namespace detail

/// Keeps every position of a container where it is. Movable.
template <class Table> class WEAKSPOT_OPAQUE iteration_guard {
public:
  iteration_guard() noexcept = default;
  explicit iteration_guard(std::shared_ptr<Table> T) : Inside(std::move(T)) {
    if (Inside) {
      typename Table::session S(*Inside);
      Inside->pin();
    }
  }
  iteration_guard(iteration_guard &&Other) noexcept = default;
  iteration_guard &operator=(iteration_guard &&Other) noexcept {
    std::swap(Inside, Other.Inside);
    return *this;
  }
  ~iteration_guard() {
    if (Inside)
      detail::unpin(*Inside);
  }

private:
  std::shared_ptr<Table> Inside;
};

namespace detail {

template <class Entry> struct WEAKSPOT_TRANSPARENT arrow {
  Entry Shown;
  auto *operator->() noexcept { return std::addressof(Shown); }
};

/// View turns a node and its object into what the container shows. Element is
/// what an element is to the checker.
template <class Element, class Table, class View, bool Const>
class WEAKSPOT_ITERATOR table_iterator {
  using table = std::conditional_t<Const, const Table, Table>;
  using session = typename Table::template basic_session<table>;
  using node = typename Table::node;
  using pointer_type = decltype(std::declval<node &>().Target.lock());

public:
  using iterator_category = std::input_iterator_tag;
  using value_type = typename View::template entry<Const>;
  using difference_type = std::ptrdiff_t;
  using reference = const value_type;
  using pointer = arrow<value_type>;

  table_iterator() noexcept = default;

  table_iterator(const table_iterator &Other) noexcept
      : Inside(Other.Inside), Position(Other.Position), Strong(Other.Strong) {
    if (Position) {
      session S(*Inside);
      Inside->pin();
    }
  }
  table_iterator(table_iterator &&Other) noexcept
      : Inside(Other.Inside), Position(std::exchange(Other.Position, nullptr)),
        Strong(std::move(Other.Strong)) {}

  /// iterator to const_iterator.
  template <bool C2, class = std::enable_if_t<Const && !C2>>
  table_iterator(const table_iterator<Element, Table, View, C2> &Other) noexcept
      : Inside(Other.Inside), Position(Other.Position), Strong(Other.Strong) {
    if (Position) {
      session S(*Inside);
      Inside->pin();
    }
  }

  table_iterator &operator=(table_iterator Other) noexcept {
    std::swap(Inside, Other.Inside);
    std::swap(Position, Other.Position);
    std::swap(Strong, Other.Strong);
    return *this;
  }

  ~table_iterator() { let_go(); }

  reference operator*() const {
    return View::template make<Const>(*Position, Strong);
  }
  pointer operator->() const { return {**this}; }

  table_iterator &operator++() noexcept {
    pointer_type Old; // released last: that may run anything
    {
      session S(*Inside);
      Old.swap(Strong);
      Position = Inside->live_from(Position->Next, Strong);
      if (!Position)
        static_cast<void>(Inside->unpin());
    }
    return *this;
  }
  table_iterator operator++(int) noexcept {
    table_iterator Copy = *this;
    ++*this;
    return Copy;
  }

  WEAKSPOT_EFFECT("result = cmp eq arg0, arg1")
  friend bool operator==(const table_iterator &A,
                         const table_iterator &B) noexcept {
    return A.Position == B.Position;
  }
  WEAKSPOT_EFFECT("result = cmp ne arg0, arg1")
  friend bool operator!=(const table_iterator &A,
                         const table_iterator &B) noexcept {
    return !(A == B);
  }

  // For the containers, in a session of theirs.
  table_iterator(table &T, node *N, pointer_type &&Object) noexcept
      : Inside(&T), Position(N), Strong(std::move(Object)) {
    if (Position)
      T.pin();
  }
  node *position() const noexcept { return Position; }
  const pointer_type &strong() const noexcept { return Strong; }

private:
  template <class, class, class, bool> friend class table_iterator;

  void let_go() noexcept {
    if (std::exchange(Position, nullptr))
      unpin(*Inside);
  }

  table *Inside = nullptr;
  node *Position = nullptr; // null at the end; else pinned
  pointer_type Strong;
};

/// Whether a predicate takes an entry as a whole.
template <class F, class Map>
inline constexpr bool asks_entry =
    std::is_invocable_v<F &, typename Map::reference>;

/// Erases the live entries of which Holds is true.
template <class Container, class F>
std::size_t erase_where(Container &From, F Holds) {
  std::size_t N = 0;
  for (auto It = From.begin(); It != From.end();) {
    auto &&Entry = *It;
    if (Holds(Entry)) {
      It = From.erase(It);
      ++N;
    } else {
      ++It;
    }
  }
  return N;
}

/// From a position to the one after it; empty at the end.
template <class Iterator>
std::pair<Iterator, Iterator> range_of(Iterator At) noexcept {
  Iterator After = At;
  if (After != Iterator())
    ++After;
  return {std::move(At), std::move(After)};
}

} // namespace detail

} // namespace weakref

#endif // WEAKREF_ITERATION_H
