//===- TextReport.cpp - Findings in a compiler's form -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/TextReport.h"
#include "Report/Snippet.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace weakspot {

void TextReport::print(const Finding &F, Severity S) {
  printHeadline(F.Where, S, F.Message, F.Check);
  printSnippet(F.Where);
  for (const Note &N : F.Notes)
    printNote(N);
}

void TextReport::printNote(const Note &N) {
  printHeadline(N.Where, Severity::Note, N.Message, "");
  printSnippet(N.Where);
}

static std::pair<StringRef, raw_ostream::Colors> appearance(Severity S) {
  switch (S) {
  case Severity::Error:
    return {"error: ", raw_ostream::RED};
  case Severity::Warning:
    return {"warning: ", raw_ostream::MAGENTA};
  case Severity::Remark:
    return {"remark: ", raw_ostream::BLUE};
  case Severity::Note:
    return {"note: ", raw_ostream::CYAN};
  }
  llvm_unreachable("unknown severity");
}

void TextReport::printHeadline(const SourcePlace &Where, Severity S,
                               StringRef Message, StringRef Check) {
  auto [Label, Colour] = appearance(S);
  if (Where.Line != 0) {
    OS.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    OS << Names.display(Where.File) << ':' << Where.Line << ':';
    if (Where.Column != 0)
      OS << Where.Column << ':';
    OS << ' ';
    OS.resetColor();
  }
  OS.changeColor(Colour, /*Bold=*/true) << Label;
  OS.resetColor();
  if (S != Severity::Note)
    OS.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true);
  OS << Message;
  if (!Check.empty())
    OS << " [weakspot-" << Check << ']';
  if (S != Severity::Note)
    OS.resetColor();
  OS << '\n';
}

void TextReport::printSnippet(const SourcePlace &Where) {
  std::optional<StringRef> Line =
      Sources.line(Names.absolute(Where.File), Where.Line);
  if (!Line)
    return;
  Snippet S = renderSnippet(*Line, Where.Column);
  OS << format("%5u | ", Where.Line) << S.Text << '\n';
  if (Where.Column == 0)
    return;
  OS << "      | ";
  OS.indent(S.CaretColumn);
  OS.changeColor(raw_ostream::GREEN, /*Bold=*/true) << '^';
  OS.resetColor();
  OS << '\n';
}

} // namespace weakspot
