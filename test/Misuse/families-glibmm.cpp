// See families.cpp; with the library itself.
// REQUIRES: glibmm
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 %glibmm_flags | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED %none
// UNHARMED: the same misuses are run in the cases of their checks
#include <glibmm.h>
#define STRONG Glib::RefPtr
#define WEAK Glib::WeakRef
#define MAKE(T) Glib::RefPtr<T>(new T)
#define LOCK(W) (W).get()
#define EXPIRED(W) !(W)
#define GET(P) (P).operator->()
#define WEAKEN(P) (P)
#define BASE(T) : Glib::Object
#include "Inputs/families.h"
