//===- JunitReport.cpp - JUnit -------------------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/CiReports.h"
#include "Report/TextReport.h"
#include "Report/XmlText.h"
#include <map>

using namespace llvm;

namespace weakspot {

static void writeFailure(const ReportedFinding &R, const Paths &Names,
                         raw_ostream &OS) {
  const Finding &F = R.F;
  std::string Text;
  raw_string_ostream TextOS(Text);
  TextReport(TextOS, Names).print(F, R.severity());
  OS << "    <testcase name=\"" << xmlText(F.Identity) << "\" classname=\""
     << xmlText(Names.relative(F.Where.File)) << "\">\n"
     << "      <failure type=\"" << severityWord(R.severity())
     << "\" message=\"" << xmlText(F.Message) << "\">" << xmlText(Text)
     << "</failure>\n    </testcase>\n";
}

static void beginSuite(StringRef Name, size_t Tests, size_t Failures,
                       size_t Errors, raw_ostream &OS) {
  OS << "  <testsuite name=\"" << xmlText(Name) << "\" tests=\"" << Tests
     << "\" failures=\"" << Failures << "\" errors=\"" << Errors << "\">\n";
}

void writeJunit(const RunReport &Run, const Paths &Names, raw_ostream &OS) {
  std::map<std::string, std::vector<const ReportedFinding *>> ByCheck;
  for (const ReportedFinding *R : Run.open())
    if (R->severity() < Severity::Remark)
      ByCheck["weakspot-" + R->F.Check].push_back(R);
  OS << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
        "name=\"weakspot\">\n";
  for (const auto &[Check, Findings] : ByCheck) {
    beginSuite(Check, Findings.size(), Findings.size(), 0, OS);
    for (const ReportedFinding *R : Findings)
      writeFailure(*R, Names, OS);
    OS << "  </testsuite>\n";
  }
  bool IsClean = ByCheck.empty() && Run.Unanalysed.empty();
  if (!IsClean && Run.Unanalysed.empty()) {
    OS << "</testsuites>\n";
    return;
  }
  beginSuite("weakspot", Run.Unanalysed.size() + IsClean, 0,
             Run.Unanalysed.size(), OS);
  for (const UnanalysedFile &U : Run.Unanalysed)
    OS << "    <testcase name=\"" << xmlText(U.File)
       << "\" classname=\"weakspot\">\n      <error message=\""
       << xmlText((U.IsPartial ? "analysed in part: " : "not analysed: ") +
                  U.Reason)
       << "\"/>\n    </testcase>\n";
  if (IsClean)
    OS << "    <testcase name=\"no findings\" "
          "classname=\"weakspot\"/>\n";
  OS << "  </testsuite>\n</testsuites>\n";
}

} // namespace weakspot
