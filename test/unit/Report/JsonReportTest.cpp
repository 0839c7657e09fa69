//===- JsonReportTest.cpp -----------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/JsonReport.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

ReportedFinding ring() {
  ReportedFinding R;
  Finding &F = R.F;
  F.Check = "capture-cycle";
  F.Kind = Verdict::Cycle;
  F.Where = {"src/a \"b\".cpp", 7, 0};
  F.Message = "a <b> & \\ \x01 \xc3\xa9";
  F.Identity = "capture-cycle:A::b";
  F.Notes = {{{"x.h", 1, 2}, "made"}, {{}, "nowhere"}};
  RingEdge E;
  E.From = "A";
  E.Slot = "b";
  E.To = "B";
  E.Holder = "std::function";
  E.SlotDecl = {"x.h", 3, 4};
  E.Form = EdgeForm::Part;
  E.IsCounted = true;
  E.IsFromCaller = true;
  E.Steps = {{{"a.cpp", 5, 6}, "here"}};
  F.Ring = {E, E};
  F.Ring[1].SlotDecl = {};
  R.Suppressed = Suppression{"NOLINT", "why not", {"x.h", 3, 20}};
  R.State = BaselineState::Unchanged;
  R.IsPromoted = true;
  return R;
}

std::string write(const RunReport &Run) {
  std::string Text;
  raw_string_ostream OS(Text);
  writeJson(Run, OS);
  return Text;
}

RunReport run() {
  RunReport Run;
  Run.ToolVersion = "1.2.3";
  Run.NumTUs = 4;
  Run.Unanalysed = {{"b.cpp", "2 errors", true}};
  Run.Findings = {ring()};
  return Run;
}

TEST(JsonReport, IsReadBackAsItWas) {
  Expected<RunReport> Read = parseJson(write(run()), "f.json");
  ASSERT_TRUE(static_cast<bool>(Read)) << toString(Read.takeError());
  EXPECT_EQ(Read->ToolVersion, "1.2.3");
  EXPECT_EQ(Read->NumTUs, 4U);
  ASSERT_EQ(Read->Unanalysed.size(), 1U);
  EXPECT_EQ(Read->Unanalysed[0].Reason, "2 errors");
  EXPECT_TRUE(Read->Unanalysed[0].IsPartial);
  ASSERT_EQ(Read->Findings.size(), 1U);
  const ReportedFinding &R = Read->Findings[0];
  const ReportedFinding Was = ring();
  EXPECT_EQ(R.F.Check, Was.F.Check);
  EXPECT_EQ(R.F.Kind, Was.F.Kind);
  EXPECT_EQ(R.F.Where, Was.F.Where);
  EXPECT_EQ(R.F.Message, Was.F.Message);
  EXPECT_EQ(R.F.Identity, Was.F.Identity);
  EXPECT_EQ(R.F.Notes, Was.F.Notes);
  ASSERT_EQ(R.F.Ring.size(), 2U);
  EXPECT_EQ(R.F.Ring[0].Holder, "std::function");
  EXPECT_EQ(R.F.Ring[0].SlotDecl, Was.F.Ring[0].SlotDecl);
  EXPECT_EQ(R.F.Ring[0].Steps, Was.F.Ring[0].Steps);
  EXPECT_EQ(R.F.Ring[0].Form, EdgeForm::Part);
  EXPECT_TRUE(R.F.Ring[0].IsCounted);
  EXPECT_TRUE(R.F.Ring[0].IsFromCaller);
  EXPECT_EQ(R.F.Ring[1].SlotDecl.Line, 0U);
  ASSERT_TRUE(R.Suppressed.has_value());
  EXPECT_EQ(R.Suppressed->Reason, "why not");
  EXPECT_EQ(R.Suppressed->Where, Was.Suppressed->Where);
  EXPECT_EQ(R.State, BaselineState::Unchanged);
  EXPECT_TRUE(R.IsPromoted);
  EXPECT_EQ(write(*Read), write(run()));
}

TEST(JsonReport, TakesNamesThatAreNotUnicode) {
  RunReport Run = run();
  Run.Findings[0].F.Where.File = "\xff.cpp";
  EXPECT_TRUE(static_cast<bool>(parseJson(write(Run), "f.json")));
}

std::string error(StringRef From, StringRef To) {
  std::string Text = write(run());
  size_t At = StringRef(Text).find(From);
  EXPECT_NE(At, StringRef::npos);
  Text.replace(At, From.size(), To.str());
  Expected<RunReport> Read = parseJson(Text, "f.json");
  return Read ? "" : toString(Read.takeError());
}

TEST(JsonReport, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error("weakspot-findings", "other"),
            "f.json: schema \"other\", expected \"weakspot-findings\"");
  EXPECT_EQ(error("\"version\": 1", "\"version\": 2"),
            "f.json: version 2 of weakspot-findings; this weakspot reads up "
            "to 1");
  EXPECT_EQ(error("\"version\": 1", "\"version\": \"1\""),
            "f.json: expected a number at $.version");
  EXPECT_EQ(error("\"check\"", "\"chekc\""),
            "f.json: missing value at $.findings[0].check");
  EXPECT_EQ(error("\"line\": 7", "\"line\": -7"),
            "f.json: expected a number from 0 to 2147483647 at "
            "$.findings[0].place.line");
  EXPECT_EQ(error("\"line\": 7", "\"line\": 1e30"),
            "f.json: expected a number from 0 to 2147483647 at "
            "$.findings[0].place.line");
  EXPECT_EQ(error("\"cycle\"", "\"cycel\""),
            "f.json: expected leak, cycle, managed, possible or misuse at "
            "$.findings[0].verdict");
  EXPECT_EQ(error("\"unchanged\"", "\"old\""),
            "f.json: expected new, unchanged or absent at "
            "$.findings[0].baseline");
  EXPECT_EQ(error("\"level\": \"error\"", "\"level\": \"worst\""),
            "f.json: expected error, warning or note at $.findings[0].level");
  EXPECT_EQ(error("\"notes\": [", "\"notes\": [3, "),
            "f.json: expected object at $.findings[0].notes[0]");
}

TEST(JsonReport, SurvivesWhatIsNoReport) {
  for (StringRef Text : {"", "[]", "{}", "null", "{\"schema\": 1}", "\xff"}) {
    Expected<RunReport> Read = parseJson(Text, "f.json");
    EXPECT_FALSE(static_cast<bool>(Read));
    EXPECT_TRUE(StringRef(toString(Read.takeError())).starts_with("f.json:"));
  }
  std::string Deep = std::string(1000000, '[');
  Expected<RunReport> Read = parseJson(Deep, "f.json");
  ASSERT_FALSE(static_cast<bool>(Read));
  EXPECT_EQ(toString(Read.takeError()), "f.json: nested too deeply");
  std::string Whole = write(run());
  for (size_t Size = 0; Size + 2 < Whole.size(); Size += 7) {
    Expected<RunReport> Cut = parseJson(StringRef(Whole).take_front(Size), "f");
    EXPECT_FALSE(static_cast<bool>(Cut));
    consumeError(Cut.takeError());
  }
}

} // namespace
