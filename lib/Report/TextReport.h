//===- TextReport.h - Findings in a compiler's form -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The form that editors and build logs know from Clang:
//
//   session.cpp:41:20: error: ... [weakspot-capture-cycle]
//      41 |   channel_->onRead([self] { ... });
//         |                    ^
//   session.h:27:28: note: ...
//
// Colour is the stream's: it is used where the stream has it enabled.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_TEXTREPORT_H
#define WEAKSPOT_REPORT_TEXTREPORT_H

#include "Analysis/Finding.h"
#include "Report/Paths.h"
#include "Report/SourceText.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <vector>

namespace weakspot {

enum class Severity : uint8_t { Error, Warning, Note };

/// A proved leak is an error, everything less is a warning.
Severity severityOf(Verdict V);

/// By place, then check, then identity: the same program gives the same report
/// whatever the order in which its TUs were analysed. Equal findings appear
/// once.
std::vector<const Finding *> inReportOrder(llvm::ArrayRef<Finding> Findings);

class TextReport {
public:
  TextReport(llvm::raw_ostream &OS, const Paths &Names)
      : OS(OS), Names(Names) {}

  void print(const Finding &F);

private:
  void printHeadline(const SourcePlace &Where, Severity S,
                     llvm::StringRef Message, llvm::StringRef Check);
  void printSnippet(const SourcePlace &Where);

  llvm::raw_ostream &OS;
  const Paths &Names;
  SourceText Sources;
};

} // namespace weakspot

#endif // WEAKSPOT_REPORT_TEXTREPORT_H
