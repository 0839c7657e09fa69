//===- weakref/introspect.h - Who waits for an object -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// count(p) is the number of registrations that will fire when the object dies:
// callback refs, callback proxies, finalizers, entries of prompt containers.
// refs(p) lists the callback refs, newest first. Plain weak references leave no
// trace and are not counted. Both are debugging aids: the answer may be out of
// date when it arrives. refs() takes the lock of the object's hook and
// allocates.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_INTROSPECT_H
#define WEAKREF_INTROSPECT_H

#include <weakref/callback_ref.h>

#include <vector>

namespace weakref {

/// Zero for an object without a hook.
template <class T> std::size_t count(const std::shared_ptr<T> &P) noexcept {
  std::size_t N = 0;
  if (const hook *Hook = find_hook(P))
    if (detail::registry *Registry = detail::hook_ops::peek(*Hook))
      Registry->for_each([&N](detail::watch &) { ++N; });
  return N;
}

/// Each result shares its registration with the ref it was found for.
template <class T>
std::vector<ref<T, callback>> refs(const std::shared_ptr<T> &P) {
  std::vector<ref<T, callback>> Result;
  const hook *Hook = find_hook(P);
  detail::registry *Registry = Hook ? detail::hook_ops::peek(*Hook) : nullptr;
  if (!Registry)
    return Result;
  Registry->for_each([&](detail::watch &W) {
    if (W.kind() != detail::watch::role::callback)
      return;
    auto &Callback = static_cast<detail::callback_watch &>(W);
    if (!Callback.try_add_handle())
      return;
    Callback.retain();
    Result.push_back(ref<T, callback>(
        ref<T>(P), detail::callback_handle(
                       detail::watch_ptr<detail::callback_watch>(&Callback))));
  });
  return Result;
}

} // namespace weakref

#endif // WEAKREF_INTROSPECT_H
