//===- runtime.cpp - Runs generated programs ------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "runtime.h"
#include "counted.h"

#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <map>
#include <set>
#include <string>
#include <typeindex>

static std::map<std::type_index, int> living;
static int coins;

void counted::add(const std::type_info &Class, int Change) {
  living[Class] += Change;
}

bool coin(int number) { return (coins >> number & 1) != 0; }

static std::string nameOf(std::type_index cls) {
  char *text = abi::__cxa_demangle(cls.name(), nullptr, nullptr, nullptr);
  std::string name = text ? text : cls.name();
  std::free(text);
  return name;
}

int main() {
  for (int i = 0; i < programCount; ++i) {
    std::set<std::string> leaked;
    for (coins = 0; coins < 1 << programs[i].coins; ++coins) {
      // What leaked before stays, and is not counted again.
      living.clear();
      programs[i].run();
      for (const auto &[cls, count] : living)
        if (count != 0)
          leaked.insert(nameOf(cls));
    }
    for (const std::string &name : leaked)
      std::puts(name.c_str());
  }
}
