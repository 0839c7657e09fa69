//===- LeakLog.cpp - Fuzzes what leak detectors write ---------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes are a log or an error, and every leak of a log is told of.
//
//===----------------------------------------------------------------------===//

#include "Report/LeakMatch.h"

using namespace llvm;
using namespace weakspot;

/// A run with a ring, so that stacks have something to match.
static RunReport ring() {
  RunReport Run;
  Finding F;
  F.Check = "shared-ptr-cycle";
  F.Message = "a ring";
  RingEdge E;
  E.From = E.To = "Node";
  E.Slot = "next";
  E.Holder = "std::shared_ptr";
  E.Made = {{"a.cpp", 7, 3}, {"a.cpp", 3, 14}};
  E.Steps = {{{"a.cpp", 4, 5}, "here"}};
  F.Ring.push_back(E);
  Run.Findings.push_back({F, std::nullopt});
  unsigned Node = Run.Classes.node("Node");
  Run.Classes.addEdge({Node, Node, "next", false, false, true});
  return Run;
}

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  static const RunReport Run = ring();
  Paths Nowhere("/nowhere", "/nowhere");
  StringRef Text(reinterpret_cast<const char *>(Data), Size);
  for (auto Parse : {parseLsanLog, parseValgrindLog}) {
    Expected<LeakLog> Log = Parse(Text, "f");
    if (!Log) {
      consumeError(Log.takeError());
      continue;
    }
    writeLeaks(Log->Leaks, explainLeaks(Log->Leaks, Run), Run, Nowhere,
               nulls());
  }
  return 0;
}
