//===- Progress.cpp - How far the run has come ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Progress.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Process.h"

using namespace llvm;

namespace weakspot {

static constexpr StringLiteral WipeLine = "\r\x1b[K";

void Progress::step(StringRef What) {
  ++Count;
  if (How == None)
    return;
  std::string Text = What.str();
  if (Total != 0)
    Text = ("[" + Twine(Count) + "/" + Twine(Total) + "] " + What).str();
  if (How == Lines) {
    OS << Text << '\n';
    OS.flush();
    return;
  }
  // A line that wraps could not be wiped.
  unsigned Columns = sys::Process::StandardErrColumns();
  if (Columns > 1 && Text.size() >= Columns)
    Text.resize(Columns - 1);
  OS << WipeLine << Text;
  OS.flush();
  IsShown = true;
}

void Progress::wipe() {
  if (!IsShown)
    return;
  OS << WipeLine;
  OS.flush();
  IsShown = false;
}

} // namespace weakspot
