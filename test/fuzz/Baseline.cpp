//===- Baseline.cpp - Fuzzes the baseline ---------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes are a baseline or an error, and a baseline round-trips.
//
//===----------------------------------------------------------------------===//

#include "Report/Baseline.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace weakspot;

static std::string written(const Baseline &B) {
  std::string Text;
  raw_string_ostream OS(Text);
  B.write(OS);
  return Text;
}

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  StringRef Text(reinterpret_cast<const char *>(Data), Size);
  Expected<Baseline> B = Baseline::parse(Text, "f");
  if (!B) {
    consumeError(B.takeError());
    return 0;
  }
  RunReport Run;
  B->apply(Run, /*IsWhole=*/true, [](StringRef) { return true; });
  B->reportAbsent(Run, "f");
  std::string Once = written(*B);
  if (written(cantFail(Baseline::parse(Once, "written"))) != Once)
    report_fatal_error("writes differently");
  B->prune(Run);
  if (B->size() != 0)
    report_fatal_error("what was not found is still there");
  return 0;
}
