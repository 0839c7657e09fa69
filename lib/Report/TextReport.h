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
// or, for programs, the first line of each alone.
//
// Colour is the stream's: it is used where the stream has it enabled.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_TEXTREPORT_H
#define WEAKSPOT_REPORT_TEXTREPORT_H

#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "Report/SourceText.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

class TextReport {
public:
  TextReport(llvm::raw_ostream &OS, const Paths &Names)
      : OS(OS), Names(Names) {}

  void print(const Finding &F) { print(F, severityOf(F.Kind)); }
  void print(const Finding &F, Severity S);
  void printNote(const Note &N);
  void printLine(const Finding &F, Severity S) {
    printHeadline(F.Where, S, F.Message, F.Check);
  }

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
