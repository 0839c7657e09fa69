//===- probe.h - Objects that are counted -----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// SCENARIO(name) { ... } is a function that uses the real library classes on
// Objects; probe() notes how many of them are alive. The same code is lowered
// to IR and interpreted, so it must not depend on anything but ownership.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONFORMANCE_PROBE_H
#define WEAKSPOT_CONFORMANCE_PROBE_H

void probe();

void born();
void died();

/// Counts itself.
struct Object {
  explicit Object(int Number = 0) : Number(Number) { born(); }
  Object(const Object &Other) : Number(Other.Number) { born(); }
  Object &operator=(const Object &) = default;
  virtual ~Object() { died(); }

  int number() const { return Number; }

  int Number;
};

struct Derived : Object {
  using Object::Object;
};

struct Scenario {
  Scenario(const char *Name, void (*Run)());
};

#define SCENARIO(Name)                                                         \
  void scenario_##Name();                                                      \
  static Scenario Register_##Name(#Name, scenario_##Name);                     \
  void scenario_##Name()

#endif // WEAKSPOT_CONFORMANCE_PROBE_H
