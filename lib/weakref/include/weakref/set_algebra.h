//===- weakref/set_algebra.h - Union, intersection, difference --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// The set operators | & - ^ with their assigning forms, and the comparisons
// == != <= < >= > for subsets, over the live elements of weak sets. The right
// operand of the assigning forms and of the named functions may be any range of
// shared pointers. Each result is a new weak set; it owns nothing either.
//
// All are linear in the operands. An object that dies while an operation runs
// is in the result or not; it is dead in it anyway.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_SET_ALGEBRA_H
#define WEAKREF_SET_ALGEBRA_H

#include <weakref/weak_set.h>

#include <algorithm>
#include <iterator>

namespace weakref {

namespace detail {

template <class Set> struct is_weak_set : std::false_type {};
template <class T, class H, class E, class R, class A>
struct is_weak_set<weak_set<T, H, E, R, A>> : std::true_type {};
template <class Set, class Result = Set>
using if_weak_set = std::enable_if_t<is_weak_set<Set>::value, Result>;

/// The range as a weak set with the functors of Like.
template <class Set, class Range>
Set as_set(const Set &Like, const Range &Elements) {
  Set Result(Like.hash_function(), Like.key_eq(), Like.get_allocator());
  for (auto &&Object : Elements)
    Result.insert(Object);
  return Result;
}

} // namespace detail

/// Adds all elements of the range.
template <class Set, class Range>
WEAKSPOT_EFFECT("each x = arg1; e = access arg0, key x; copy e, x; done")
WEAKSPOT_EFFECT("result = arg0") detail::if_weak_set<Set, Set &>
operator|=(Set &S, const Range &Other) {
  if (static_cast<const void *>(&S) != static_cast<const void *>(&Other))
    for (auto &&Object : Other)
      S.insert(Object);
  return S;
}

/// Keeps what is in the range too.
template <class Set, class Range>
WEAKSPOT_EFFECT("each e = arg0; maybe; erase arg0, e; done; done")
WEAKSPOT_EFFECT("result = arg0") detail::if_weak_set<Set, Set &>
operator&=(Set &S, const Range &Other) {
  const Set Kept = detail::as_set(S, Other);
  erase_if(S, [&](const auto &Object) { return !Kept.contains(Object); });
  return S;
}

/// Removes the elements of the range.
template <class Set, class Range>
WEAKSPOT_EFFECT("each e = arg0; maybe; erase arg0, e; done; done")
WEAKSPOT_EFFECT("result = arg0") detail::if_weak_set<Set, Set &>
operator-=(Set &S, const Range &Other) {
  if (static_cast<const void *>(&S) == static_cast<const void *>(&Other))
    S.clear();
  else
    for (auto &&Object : Other)
      S.erase(Object);
  return S;
}

/// Removes what is in both and adds what is in the range alone.
template <class Set, class Range>
WEAKSPOT_EFFECT("each x = arg1; e = access arg0, key x; copy e, x; done")
WEAKSPOT_EFFECT("each e = arg0; maybe; erase arg0, e; done; done")
    WEAKSPOT_EFFECT("result = arg0") detail::if_weak_set<Set, Set &>
    operator^=(Set &S, const Range &Other) {
  if (static_cast<const void *>(&S) == static_cast<const void *>(&Other)) {
    S.clear();
    return S;
  }
  const Set Others = detail::as_set(S, Other);
  for (auto &&Object : Others)
    if (!S.erase(Object))
      S.insert(Object);
  return S;
}

template <class Set>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each x = arg1; e = access result, key x; copy e, x; done")
    detail::if_weak_set<Set> operator|(Set A, const Set &B) {
  A |= B;
  return A;
}
template <class Set>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each e = result; maybe; erase result, e; done; done")
    detail::if_weak_set<Set> operator&(Set A, const Set &B) {
  A &= B;
  return A;
}
template <class Set>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each e = result; maybe; erase result, e; done; done")
    detail::if_weak_set<Set> operator-(Set A, const Set &B) {
  A -= B;
  return A;
}
template <class Set>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each x = arg1; e = access result, key x; copy e, x; done")
    WEAKSPOT_EFFECT("each e = result; maybe; erase result, e; done; done")
        detail::if_weak_set<Set> operator^(Set A, const Set &B) {
  A ^= B;
  return A;
}

template <class Set, class Range>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each x = arg1; e = access result, key x; copy e, x; done")
    detail::if_weak_set<Set> set_union(Set A, const Range &B) {
  A |= B;
  return A;
}
template <class Set, class Range>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each e = result; maybe; erase result, e; done; done")
    detail::if_weak_set<Set> set_intersection(Set A, const Range &B) {
  A &= B;
  return A;
}
template <class Set, class Range>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each e = result; maybe; erase result, e; done; done")
    detail::if_weak_set<Set> set_difference(Set A, const Range &B) {
  A -= B;
  return A;
}
template <class Set, class Range>
WEAKSPOT_EFFECT("move result, arg0")
WEAKSPOT_EFFECT("each x = arg1; e = access result, key x; copy e, x; done")
    WEAKSPOT_EFFECT("each e = result; maybe; erase result, e; done; done")
        detail::if_weak_set<Set> set_symmetric_difference(Set A,
                                                          const Range &B) {
  A ^= B;
  return A;
}

/// Whether no element of the range is in the set.
template <class Set, class Range>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> is_disjoint(const Set &S, const Range &Other) {
  return std::none_of(std::begin(Other), std::end(Other),
                      [&](auto &&Object) { return S.contains(Object); });
}

/// Whether every element of the range is in the set.
template <class Set, class Range>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> includes(const Set &S, const Range &Other) {
  return std::all_of(std::begin(Other), std::end(Other),
                     [&](auto &&Object) { return S.contains(Object); });
}

template <class Set>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> operator<=(const Set &A, const Set &B) {
  return includes(B, A);
}
template <class Set>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> operator>=(const Set &A, const Set &B) {
  return includes(A, B);
}
template <class Set>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> operator==(const Set &A, const Set &B) {
  return includes(A, B) && includes(B, A);
}
template <class Set>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> operator!=(const Set &A, const Set &B) {
  return !(A == B);
}
template <class Set>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> operator<(const Set &A, const Set &B) {
  return A <= B && !(B <= A);
}
template <class Set>
WEAKSPOT_EFFECT("")
detail::if_weak_set<Set, bool> operator>(const Set &A, const Set &B) {
  return B < A;
}

} // namespace weakref

#endif // WEAKREF_SET_ALGEBRA_H
