//===- GithubReport.cpp - GitHub annotations and Markdown ----- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/CiReports.h"
#include "Report/OwnershipGraph.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot {

static constexpr size_t MaxAnnotations = 10;
static constexpr size_t MaxPictures = 20;
static constexpr size_t MaxRows = 200;

/// The data of a workflow command; a property's value has two more specials.
static std::string commandText(StringRef Text, bool IsProperty) {
  std::string Result;
  for (char C : Text) {
    bool IsSpecial = C == '%' || C == '\r' || C == '\n' ||
                     (IsProperty && (C == ':' || C == ','));
    if (IsSpecial)
      Result += "%" + utohexstr(static_cast<unsigned char>(C),
                                /*LowerCase=*/false, /*Width=*/2);
    else
      Result += C;
  }
  return Result;
}

static std::vector<const ReportedFinding *> errorsFirst(const RunReport &Run) {
  std::vector<const ReportedFinding *> Open = Run.open();
  std::vector<const ReportedFinding *> Order;
  for (Severity S : {Severity::Error, Severity::Warning})
    copy_if(Open, std::back_inserter(Order),
            [&](const ReportedFinding *R) { return R->severity() == S; });
  return Order;
}

static void annotate(const ReportedFinding &R, const Paths &Names,
                     raw_ostream &OS) {
  const Finding &F = R.F;
  OS << (R.severity() == Severity::Error ? "::error " : "::warning ");
  if (F.Where.Line != 0) {
    OS << "file=" << commandText(Names.relative(F.Where.File), true)
       << ",line=" << F.Where.Line;
    if (F.Where.Column != 0)
      OS << ",col=" << F.Where.Column;
    OS << ',';
  }
  OS << "title=weakspot-" << commandText(F.Check, true)
     << "::" << commandText(F.Message, false) << '\n';
}

void writeGithub(const RunReport &Run, const Paths &Names, raw_ostream &OS) {
  std::vector<const ReportedFinding *> Order = errorsFirst(Run);
  for (const ReportedFinding *R : ArrayRef(Order).take_front(MaxAnnotations))
    annotate(*R, Names, OS);
  if (Order.size() > MaxAnnotations)
    OS << "::notice title=weakspot::" << Order.size() - MaxAnnotations
       << " more findings; GitHub shows " << MaxAnnotations << '\n';
  for (const UnanalysedFile &U :
       ArrayRef(Run.Unanalysed).take_front(MaxAnnotations))
    OS << "::error file=" << commandText(U.File, true) << ",title=weakspot::"
       << (U.IsPartial ? "analysed in part: " : "not analysed: ")
       << commandText(U.Reason, false) << '\n';
}

/// Backslashes before what Markdown or HTML could make something of in a line.
static std::string markdownText(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (StringRef("\\`*_[]<>#|~&").contains(C))
      Result += '\\';
    Result += C == '\n' || C == '\r' ? ' ' : C;
  }
  return Result;
}

static void writeProof(const Finding &F, const Paths &Names, raw_ostream &OS) {
  OS << "\n<details><summary>The proof</summary>\n\n";
  for (const Note &N : F.Notes) {
    OS << "1. ";
    if (N.Where.Line != 0)
      OS << markdownText(Names.relative(N.Where.File)) << ':' << N.Where.Line
         << ": ";
    OS << markdownText(N.Message) << '\n';
  }
  OS << "\n</details>\n";
}

void writeMarkdown(const RunReport &Run, const Paths &Names, raw_ostream &OS) {
  std::vector<const ReportedFinding *> Order = errorsFirst(Run);
  size_t NumSuppressed = count_if(Run.Findings, [](const ReportedFinding &R) {
    return R.Suppressed.has_value();
  });
  OS << "# Weakspot\n\n"
     << Order.size() << (Order.size() == 1 ? " finding" : " findings") << " in "
     << Run.NumTUs << (Run.NumTUs == 1 ? " TU" : " TUs");
  if (NumSuppressed != 0)
    OS << ", " << NumSuppressed << " suppressed";
  OS << ".\n";
  for (const UnanalysedFile &U : Run.Unanalysed)
    OS << "\nNot analysed" << (U.IsPartial ? " completely" : "") << ": "
       << markdownText(U.File) << " (" << markdownText(U.Reason) << ")\n";
  if (Order.empty())
    return;
  OS << "\n| | place | check | finding |\n| --- | --- | --- | --- |\n";
  for (const ReportedFinding *R : ArrayRef(Order).take_front(MaxRows))
    OS << "| " << severityWord(R->severity()) << " | "
       << markdownText(Names.relative(R->F.Where.File)) << ':'
       << R->F.Where.Line << " | " << markdownText(R->F.Check) << " | "
       << markdownText(R->F.Message) << " |\n";
  if (Order.size() > MaxRows)
    OS << "\n" << Order.size() - MaxRows << " more are not listed.\n";
  for (const ReportedFinding *R : ArrayRef(Order).take_front(MaxPictures)) {
    if (R->F.Ring.empty())
      continue;
    OS << "\n## " << markdownText(R->F.Message) << "\n\n```mermaid\n";
    writeMermaid(graphOf(R->F), OS);
    OS << "```\n";
    writeProof(R->F, Names, OS);
  }
}

} // namespace weakspot
