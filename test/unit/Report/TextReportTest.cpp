//===- TextReportTest.cpp -----------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/TextReport.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

/// A project directory with one file of three lines.
class TextReportTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("weakspot-report", Root));
    SmallString<128> Path(Root);
    sys::path::append(Path, "a.cpp");
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    ASSERT_FALSE(EC);
    OS << "first\n  second();\r\nlast";
  }
  void TearDown() override { EXPECT_FALSE(sys::fs::remove_directories(Root)); }

  std::string report(const Finding &F, bool Colour = false,
                     StringRef WorkingDir = "") {
    std::string Text;
    raw_string_ostream OS(Text);
    OS.enable_colors(Colour);
    Paths Names(Root, WorkingDir.empty() ? StringRef(Root) : WorkingDir);
    TextReport(OS, Names).print(F);
    return Text;
  }

  SmallString<128> Root;
};

Finding finding(unsigned Line, unsigned Column) {
  Finding F;
  F.Check = "capture-cycle";
  F.Kind = Verdict::Leak;
  F.Where = {"a.cpp", Line, Column};
  F.Message = "it leaks";
  return F;
}

TEST_F(TextReportTest, HasTheFormOfACompiler) {
  Finding F = finding(2, 3);
  F.Notes.push_back({{"a.cpp", 3, 1}, "here it closes"});
  F.Notes.push_back({{}, "nothing removes it"});
  EXPECT_EQ(report(F), "a.cpp:2:3: error: it leaks [weakspot-capture-cycle]\n"
                       "    2 |   second();\n"
                       "      |   ^\n"
                       "a.cpp:3:1: note: here it closes\n"
                       "    3 | last\n"
                       "      | ^\n"
                       "note: nothing removes it\n");
}

TEST_F(TextReportTest, WarnsOfWhatIsNotProvedToLeak) {
  Finding F = finding(1, 1);
  F.Kind = Verdict::Cycle;
  EXPECT_TRUE(StringRef(report(F)).starts_with("a.cpp:1:1: warning: it leaks"));
}

TEST_F(TextReportTest, DoesWithoutASourceThatIsGone) {
  Finding F = finding(9, 1);
  EXPECT_EQ(report(F), "a.cpp:9:1: error: it leaks [weakspot-capture-cycle]\n");
  F.Where.File = "b.cpp";
  EXPECT_EQ(report(F), "b.cpp:9:1: error: it leaks [weakspot-capture-cycle]\n");
}

TEST_F(TextReportTest, ShowsALineWithoutColumnWithoutCaret) {
  EXPECT_EQ(report(finding(1, 0)),
            "a.cpp:1: error: it leaks [weakspot-capture-cycle]\n"
            "    1 | first\n");
}

TEST_F(TextReportTest, NamesFilesFromWhereTheUserStands) {
  std::string Text = report(finding(1, 1), false, "/somewhere/else");
  EXPECT_TRUE(StringRef(Text).starts_with((Root + "/a.cpp:1:1: ").str()));
  SmallString<128> Sibling(Root);
  Sibling += "-sibling";
  Text = report(finding(1, 1), false, Sibling);
  EXPECT_TRUE(StringRef(Text).starts_with((Root + "/a.cpp:1:1: ").str()));
}

TEST_F(TextReportTest, ColoursWhereTheStreamDoes) {
  std::string Plain = report(finding(1, 1));
  EXPECT_EQ(Plain.find('\x1b'), std::string::npos);
  std::string Coloured = report(finding(1, 1), true);
  EXPECT_NE(Coloured.find("\x1b["), std::string::npos);
  // The escapes are all that differs.
  std::string Stripped;
  for (StringRef Rest = Coloured; !Rest.empty();) {
    if (Rest.consume_front("\x1b[")) {
      Rest = Rest.split('m').second;
    } else {
      Stripped += Rest.front();
      Rest = Rest.drop_front();
    }
  }
  EXPECT_EQ(Stripped, Plain);
}

TEST(ReportOrder, IsByPlaceAndTellsEachOnce) {
  Finding A = finding(1, 1);
  Finding B = finding(1, 2);
  Finding C = finding(2, 1);
  C.Where.File = "A.cpp";
  std::vector<Finding> Findings = {B, A, C, A};
  std::vector<const Finding *> Order = inReportOrder(Findings);
  ASSERT_EQ(Order.size(), 3U);
  EXPECT_EQ(Order[0]->Where, C.Where);
  EXPECT_EQ(Order[1]->Where, A.Where);
  EXPECT_EQ(Order[2]->Where, B.Where);
}

} // namespace
