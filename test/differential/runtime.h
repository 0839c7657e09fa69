//===- runtime.h - Runs generated programs ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// main() runs every program of the list under every outcome of its coins, and
// prints each class of which an object outlived its run.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TEST_RUNTIME_H
#define WEAKSPOT_TEST_RUNTIME_H

struct Program {
  int number;
  int coins;
  void (*run)();
};

extern const Program programs[];
extern const int programCount;

/// The outcome of a coin in this run.
bool coin(int number);

#endif // WEAKSPOT_TEST_RUNTIME_H
