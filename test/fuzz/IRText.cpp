//===- IRText.cpp - Fuzzes the text form of the IR ------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes are a module or an error, and a verified module round-trips.
//
//===----------------------------------------------------------------------===//

#include "IR/Equal.h"
#include "IR/Text.h"
#include "IR/Verify.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace weakspot::ir;

static std::string printed(const Module &M) {
  std::string Text;
  raw_string_ostream OS(Text);
  print(M, OS);
  return Text;
}

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  auto M = parse(StringRef(reinterpret_cast<const char *>(Data), Size), "f");
  if (!M) {
    consumeError(M.takeError());
    return 0;
  }
  std::string Text = printed(*M);
  if (!findViolations(*M).empty())
    return 0;
  Module Again = cantFail(parse(Text, "printed"));
  if (auto Difference = findDifference(*M, Again))
    report_fatal_error(Twine(*Difference));
  if (printed(Again) != Text)
    report_fatal_error("prints differently");
  return 0;
}
