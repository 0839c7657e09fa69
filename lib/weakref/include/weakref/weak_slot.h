//===- weakref/weak_slot.h - The place of a key -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// What `map[key]` of a weak_value_map is, for as long as the expression lasts:
//
//   images[7] = image;               // stores; null erases
//   std::shared_ptr<Image> i = images[7];   // null if none or dead
//   images[7]->draw();               // requires that it lives
//
// It refers to the map and to the key, so it must not be kept: all it does is
// for rvalues. `if (auto i = images.get(7))` is the way to look and use.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_WEAK_SLOT_H
#define WEAKREF_WEAK_SLOT_H

#include <weakref/annotations.h>

#include <memory>
#include <utility>

namespace weakref {

template <class V, class Map, class Key>
class WEAKSPOT_BORROW WEAKSPOT_PARTS("weak T0") weak_slot {
public:
  weak_slot(Map &M, Key K) noexcept : In(M), At(std::forward<Key>(K)) {}
  weak_slot(const weak_slot &) = delete;

  WEAKSPOT_EFFECT("v = load this; copy v, arg0")
  void operator=(const std::shared_ptr<V> &Object) && {
    if (Object)
      In.insert_or_assign(std::forward<Key>(At), Object);
    else
      In.erase(At);
  }
  /// `a[1] = b[2]` means the value.
  WEAKSPOT_EFFECT("v = load this; w = load arg0; copy v, w")
  // It inserts, which may throw.
  // NOLINTNEXTLINE(performance-noexcept-move-constructor)
  void operator=(weak_slot &&Other) && {
    std::move(*this) = static_cast<std::shared_ptr<V>>(std::move(Other));
  }

  WEAKSPOT_EFFECT("v = load this; lock result, v")
  operator std::shared_ptr<V>() && { return In.get(At); }
  WEAKSPOT_EFFECT("v = load this; lock result, v")
  std::shared_ptr<V> operator->() && { return In.get(At); }
  WEAKSPOT_EFFECT("v = load this; x = expired v; result = not x")
  explicit operator bool() && { return In.contains(At); }

private:
  Map &In;
  Key At;
};

} // namespace weakref

#endif // WEAKREF_WEAK_SLOT_H
