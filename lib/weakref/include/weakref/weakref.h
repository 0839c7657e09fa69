//===- weakref/weakref.h - The whole library --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Weak references, containers, finalizers and flyweights over std::shared_ptr,
// for C++17. Each header stands alone; this one includes them all.
//
//   ref.h, callback_ref.h     observe an object; hear of its death
//   proxy.h, weak_method.h    use it while it lives
//   weak_value_map.h, weak_key_map.h, weak_set.h, set_algebra.h
//   finalizer.h               run something once, at death or at exit
//   cache.h, per_instance.h, layered.h
//   hook.h, tracking.h        which objects can tell of their death
//   introspect.h, census.h    what is going on
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_WEAKREF_H
#define WEAKREF_WEAKREF_H

#include <weakref/cache.h>
#include <weakref/callback_ref.h>
#include <weakref/census.h>
#include <weakref/finalizer.h>
#include <weakref/introspect.h>
#include <weakref/layered.h>
#include <weakref/per_instance.h>
#include <weakref/proxy.h>
#include <weakref/ref.h>
#include <weakref/set_algebra.h>
#include <weakref/tracking.h>
#include <weakref/weak_key_map.h>
#include <weakref/weak_method.h>
#include <weakref/weak_set.h>
#include <weakref/weak_value_map.h>

#endif // WEAKREF_WEAKREF_H
