//===- counted.cpp - Says what is alive when a program ends ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "counted.h"

#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <map>
#include <string>
#include <typeindex>

namespace {

/// Never destroyed: it is read after the destructors of statics.
std::map<std::type_index, int> &counts() {
  static auto *Counts = new std::map<std::type_index, int>;
  return *Counts;
}

void report() {
  for (const auto &[Class, Alive] : counts()) {
    if (Alive == 0)
      continue;
    char *Name = abi::__cxa_demangle(Class.name(), nullptr, nullptr, nullptr);
    std::printf("alive: %s %d\n", Name ? Name : Class.name(), Alive);
    std::free(Name);
  }
}

/// Registered before every static's destructor, so it runs after them all.
__attribute__((constructor(101))) void registerReport() { std::atexit(report); }

} // namespace

void counted::add(const std::type_info &Class, int Change) {
  counts()[Class] += Change;
}

int counted::alive(const std::type_info &Class) { return counts()[Class]; }

bool counted::yes() { return true; }
bool counted::no() { return false; }
