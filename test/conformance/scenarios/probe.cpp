//===- probe.cpp - Runs the scenarios -------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <cstdio>
#include <vector>

static int Alive = 0;
static std::vector<int> Log;

void born() { ++Alive; }
void died() { --Alive; }
void probe() { Log.push_back(Alive); }

struct Entry {
  const char *Name;
  void (*Run)();
};

static std::vector<Entry> &entries() {
  static std::vector<Entry> All;
  return All;
}

Scenario::Scenario(const char *Name, void (*Run)()) {
  entries().push_back({Name, Run});
}

int main() {
  for (const Entry &E : entries()) {
    Alive = 0;
    Log.clear();
    E.Run();
    probe();
    std::printf("%s:", E.Name);
    for (int N : Log)
      std::printf(" %d", N);
    std::printf("\n");
  }
}
