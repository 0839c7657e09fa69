//===- weakref/removal.h - When dead entries leave --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// In every weak container a dead entry is invisible at once. Its memory, and
// the value of a weak_key_map, go according to the last template argument:
//
//   amortised  (default) Works with every shared_ptr. Dead entries are swept
//              when the table would grow, so they never outnumber the room for
//              live ones, or by purge(). Objects may die on any thread at any
//              time; the container itself is shared between threads as a
//              standard container is: many readers (const access) or one
//              writer.
//   prompt     The objects must be trackable (tracking.h). An entry is removed
//              while its object dies, on the thread that drops it. Any member
//              function may be called from any thread: what concerns one entry
//              is atomic, what concerns many is so entry by entry. A dying
//              object never waits for the container: if that is in use, its
//              user removes the entry when done.
//
// Both keep iteration safe in the same way; see iteration.h.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_REMOVAL_H
#define WEAKREF_REMOVAL_H

#include <weakref/annotations.h>

namespace weakref {

struct WEAKSPOT_OPAQUE amortised {};
struct WEAKSPOT_OPAQUE prompt {};

} // namespace weakref

#endif // WEAKREF_REMOVAL_H
