//===- LeakLog.h - What a leak detector saw ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The leaks that LeakSanitizer or Valgrind's Memcheck reported when a program
// ended, as allocations with the stacks that made them. A log may hold whatever
// else the program wrote, reports of several processes, and colours.
//
// Files come from elsewhere: what holds no such report is an error, and a
// report that was cut off is told as such.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_LEAKLOG_H
#define WEAKSPOT_REPORT_LEAKLOG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace weakspot {

struct StackFrame {
  std::string Function; ///< As the detector spells it; may be empty.
  std::string File;     ///< Empty: it was compiled without line numbers.
  unsigned Line = 0;
  unsigned Column = 0; ///< 0: not told.
};

struct LeakedAllocation {
  uint64_t Bytes = 0;
  uint64_t Objects = 0;
  std::string Kind; ///< `direct`, `indirect`, `definitely lost`, ...
  std::vector<StackFrame> Stack; ///< The allocation first.
};

struct LeakLog {
  std::vector<LeakedAllocation> Leaks;
  bool IsComplete = true; ///< It has its end.
};

/// Path is for messages.
llvm::Expected<LeakLog> parseLsanLog(llvm::StringRef Text,
                                     llvm::StringRef Path);
/// Memcheck's text, or what --xml=yes writes.
llvm::Expected<LeakLog> parseValgrindLog(llvm::StringRef Text,
                                         llvm::StringRef Path);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_LEAKLOG_H
