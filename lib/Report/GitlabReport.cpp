//===- GitlabReport.cpp - GitLab Code Quality ----------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/CiReports.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace weakspot {

/// The first place that the finding names: GitLab takes nothing without one.
static SourcePlace placeOf(const Finding &F) {
  if (F.Where.Line != 0)
    return F.Where;
  for (const Note &N : F.Notes)
    if (N.Where.Line != 0)
      return N.Where;
  return {".", 1, 0};
}

void writeGitlab(const RunReport &Run, const Paths &Names, raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/2);
  StringMap<unsigned> Count;
  J.array([&] {
    for (const ReportedFinding *R : Run.open())
      J.object([&] {
        const Finding &F = R->F;
        // It has no room for the steps, and drops all but one of each print.
        std::string Print = fingerprint(F);
        if (unsigned No = Count[Print]++)
          Print += "-" + utostr(No + 1);
        SourcePlace P = placeOf(F);
        J.attribute("description", json::fixUTF8(F.Message));
        J.attribute("check_name", "weakspot-" + json::fixUTF8(F.Check));
        J.attribute("fingerprint", Print);
        J.attribute("severity", R->severity() == Severity::Error ? "critical"
                                : R->severity() == Severity::Warning ? "major"
                                                                     : "info");
        J.attributeObject("location", [&] {
          J.attribute("path", json::fixUTF8(Names.relative(P.File)));
          J.attributeObject("lines", [&] { J.attribute("begin", P.Line); });
        });
      });
  });
  OS << '\n';
}

} // namespace weakspot
