//===- weakref/layered.h - Defaults that instances override -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Values kept for objects from outside, in two layers: one of defaults for all
// objects, one of each object's own, which goes with it.
//
//   weakref::layered<Window, std::string, int> options;
//   options.set_default("border", 2);
//   options.set(window, "border", 0);
//   options.at(window, "border");      // 0
//   options.erase(window, "border");
//   options.at(window, "border");      // 2, the default shows again
//
// A default that changes later shows through wherever no object overrides it;
// storage is spent on differences only. A value must not own its object.
//
// Average constant time per layer. Pointers and references to values are valid
// until the value is erased, or for an object's own, the object dies. Thread
// safety as of a standard container; objects may die on any thread.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_LAYERED_H
#define WEAKREF_LAYERED_H

#include <weakref/weak_key_map.h>

#include <unordered_map>

namespace weakref {

template <class T, class Key, class Value, class Hash = std::hash<Key>,
          class Equal = std::equal_to<Key>>
class WEAKSPOT_WEAK_KEYED WEAKSPOT_PARTS("first: weak T0, second: T2") layered {
public:
  using layer = std::unordered_map<Key, Value, Hash, Equal>;

  layered() = default;
  WEAKSPOT_EFFECT("retain this, forward arg0, cancel")
  explicit layered(layer D) : Defaults(std::move(D)) {}

  WEAKSPOT_EFFECT("each e = *arg0; v = field e, second")
  WEAKSPOT_EFFECT("retain this, copy v, cancel; done")
  layered(std::initializer_list<std::pair<const Key, Value>> D) : Defaults(D) {}

  WEAKSPOT_EFFECT("retain this, forward arg1, cancel")
  void set_default(const Key &K, Value V) {
    Defaults.insert_or_assign(K, std::move(V));
  }
  WEAKSPOT_EFFECT("maybe; unretain this; done")
  bool erase_default(const Key &K) { return Defaults.erase(K) != 0; }
  WEAKSPOT_EFFECT("")
  const layer &defaults() const noexcept { return Defaults; }

  /// Does nothing for a null object.
  // Several values of one object are several elements: which key each is of
  // does not matter to ownership.
  WEAKSPOT_EFFECT("o = load arg0; n = isnull o; p = not n; when p")
  WEAKSPOT_EFFECT("e = emplace this, back; k = field e, first; copy k, arg0")
  WEAKSPOT_EFFECT("v = field e, second; forward v, arg2; done")
  void set(const std::shared_ptr<T> &Object, const Key &K, Value V) {
    if (Object)
      Own[Object].insert_or_assign(K, std::move(V));
  }

  /// Removes the object's own value, so that the default shows again.
  WEAKSPOT_EFFECT("o = load arg0; each e = this; k = field e, first")
  WEAKSPOT_EFFECT("p = load k; c = cmp eq o, p; when c; maybe; erase this, e")
  WEAKSPOT_EFFECT("done; done; done")
  bool erase(const std::shared_ptr<T> &Object, const Key &K) {
    layer *L = Own.get(Object);
    return L && L->erase(K) != 0;
  }
  /// Removes all values of the object's own.
  WEAKSPOT_EFFECT("o = load arg0; each e = this; k = field e, first")
  WEAKSPOT_EFFECT("p = load k; c = cmp eq o, p; when c; erase this, e")
  WEAKSPOT_EFFECT("done; done")
  bool reset(const std::shared_ptr<T> &Object) {
    return Own.erase(Object) != 0;
  }

  /// The object's own value, else the default, else null.
  WEAKSPOT_EFFECT("t = temp result; n = const null; store t, n; o = load arg0")
  WEAKSPOT_EFFECT("each e = this; k = field e, first; p = load k")
  WEAKSPOT_EFFECT("c = cmp eq o, p; when c; v = field e, second; maybe")
  WEAKSPOT_EFFECT("store t, v; done; done; done; result = load t")
  const Value *get(const std::shared_ptr<T> &Object, const Key &K) const {
    if (const Value *Found = own(Object, K))
      return Found;
    auto Default = Defaults.find(K);
    return Default == Defaults.end() ? nullptr : &Default->second;
  }

  /// Throws std::out_of_range if neither layer has it.
  WEAKSPOT_EFFECT("o = load arg0; each e = this; k = field e, first")
  WEAKSPOT_EFFECT("p = load k; c = cmp eq o, p; when c; v = field e, second")
  WEAKSPOT_EFFECT("result = v; done; done")
  const Value &at(const std::shared_ptr<T> &Object, const Key &K) const {
    const Value *Found = get(Object, K);
    if (!Found)
      detail::raise<std::out_of_range>("weakref::layered::at");
    return *Found;
  }

  WEAKSPOT_EFFECT("")
  bool overrides(const std::shared_ptr<T> &Object, const Key &K) const {
    return own(Object, K) != nullptr;
  }

  /// Everything that holds for the object, as one map.
  WEAKSPOT_EFFECT("o = load arg0; each e = this; k = field e, first")
  WEAKSPOT_EFFECT("p = load k; c = cmp eq o, p; when c; v = field e, second")
  WEAKSPOT_EFFECT("i = emplace result, back; w = field i, second; copy w, v")
  WEAKSPOT_EFFECT("done; done")
  layer view(const std::shared_ptr<T> &Object) const {
    layer Result;
    if (const layer *L = Own.get(Object))
      Result = *L;
    Result.insert(Defaults.begin(), Defaults.end());
    return Result;
  }

  std::size_t purge() { return Own.purge(); }

private:
  const Value *own(const std::shared_ptr<T> &Object, const Key &K) const {
    const layer *L = Own.get(Object);
    if (!L)
      return nullptr;
    auto Found = L->find(K);
    return Found == L->end() ? nullptr : &Found->second;
  }

  layer Defaults;
  weak_key_map<T, layer> Own;
};

} // namespace weakref

#endif // WEAKREF_LAYERED_H
