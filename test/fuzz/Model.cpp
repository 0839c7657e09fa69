//===- Model.cpp - Fuzzes model files ------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes are contracts or an error.
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"

using namespace llvm;
using namespace weakspot;

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  contracts::Table Table;
  consumeError(Table.addBuffer(
      StringRef(reinterpret_cast<const char *>(Data), Size), "f.yaml"));
  return 0;
}
