//===- weakref/extracted.h - An entry taken out of a map --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// What extract() of a weak map returns: key and value, or nothing. Unlike the
// node handle of a standard map it holds the weak side strongly, so that the
// entry cannot die in between, and can be inserted into a map of another
// allocator. It owns values, not nodes.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_EXTRACTED_H
#define WEAKREF_EXTRACTED_H

#include <weakref/annotations.h>

#include <optional>
#include <utility>

namespace weakref {

template <class Key, class Mapped>
class WEAKSPOT_COLLECTION WEAKSPOT_PARTS("first: T0, second: T1") extracted {
public:
  using key_type = Key;
  using mapped_type = Mapped;
  using value_type = std::pair<Key, Mapped>;

  extracted() noexcept = default;
  WEAKSPOT_EFFECT("i = emplace this, back; fill i (arg0, arg1)")
  extracted(Key K, Mapped M)
      : Entry(std::in_place, std::move(K), std::move(M)) {}

  [[nodiscard]] bool empty() const noexcept { return !Entry; }
  WEAKSPOT_EFFECT("e = elem this, any; n = isnull e; result = not n")
  explicit operator bool() const noexcept { return Entry.has_value(); }

  /// These require that it is not empty. The key may be changed.
  WEAKSPOT_EFFECT("e = elem this, front; result = field e, first")
  Key &key() noexcept { return Entry->first; }
  WEAKSPOT_EFFECT("e = elem this, front; result = field e, first")
  const Key &key() const noexcept { return Entry->first; }
  WEAKSPOT_EFFECT("e = elem this, front; result = field e, second")
  Mapped &mapped() noexcept { return Entry->second; }
  WEAKSPOT_EFFECT("e = elem this, front; result = field e, second")
  const Mapped &mapped() const noexcept { return Entry->second; }

private:
  std::optional<value_type> Entry;
};

/// What the insertion of an extracted entry gives: where it is, or what is
/// there in its place, and then the entry itself.
template <class Iterator, class Extracted, class Flag = bool>
struct WEAKSPOT_RECORD WEAKSPOT_PARTS("position: T0, inserted: T2, node: T1")
    insert_return {
  Iterator position;
  Flag inserted = false;
  Extracted node;
};

} // namespace weakref

#endif // WEAKREF_EXTRACTED_H
