//===- Progress.h - How far the run has come --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_PROGRESS_H
#define WEAKSPOT_DRIVER_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// `[3/40] file`, or without a total `file`, on a terminal in one line that is
/// written over and wiped at the end, elsewhere in a line each.
class Progress {
public:
  enum Style : uint8_t { None, OneLine, Lines };

  Progress(llvm::raw_ostream &OS, Style How, size_t Total)
      : OS(OS), How(How), Total(Total) {}
  ~Progress() { wipe(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  void step(llvm::StringRef What);
  /// Makes room for other output.
  void wipe();

private:
  llvm::raw_ostream &OS;
  Style How;
  size_t Total;
  size_t Count = 0;
  bool IsShown = false;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_PROGRESS_H
