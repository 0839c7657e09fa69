//===- LeakLogTest.cpp ----------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LeakMatch.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

LeakLog lsan(StringRef Text) {
  Expected<LeakLog> Log = parseLsanLog(Text, "log");
  if (Log)
    return std::move(*Log);
  ADD_FAILURE() << toString(Log.takeError());
  return {};
}

TEST(LeakLog, ReadsFramesOfAllForms) {
  LeakLog Log = lsan(
      "output==1==ERROR: LeakSanitizer: detected memory leaks\n"
      "Indirect leak of 64 byte(s) in 2 object(s) allocated from:\n"
      "    #0 0x55e in operator new(unsigned long) (/bin/a b+0x55) (BuildId: "
      "1)\n"
      "    #1 0x55e in A::f(int) const /home/a b/c.cpp:12:3\n"
      "    #2 0x55e in main c.cpp:7\n"
      "    #3 0x55e in operator()<int> ../x/y.h:5:1\n"
      "    #4 0x55e  (<unknown module>)\n"
      "\n"
      "    #5 0x55e in not_of_it z.cpp:1:1\n"
      "SUMMARY: AddressSanitizer: 64 byte(s) leaked in 2 allocation(s).\n");
  EXPECT_TRUE(Log.IsComplete);
  ASSERT_EQ(Log.Leaks.size(), 1U);
  EXPECT_EQ(Log.Leaks[0].Kind, "indirect");
  EXPECT_EQ(Log.Leaks[0].Bytes, 64U);
  EXPECT_EQ(Log.Leaks[0].Objects, 2U);
  const std::vector<StackFrame> &Stack = Log.Leaks[0].Stack;
  ASSERT_EQ(Stack.size(), 5U);
  EXPECT_EQ(Stack[0].Function, "operator new(unsigned long)");
  EXPECT_EQ(Stack[0].File, "");
  EXPECT_EQ(Stack[1].Function, "A::f(int) const");
  EXPECT_EQ(Stack[1].File, "/home/a b/c.cpp");
  EXPECT_EQ(Stack[1].Line, 12U);
  EXPECT_EQ(Stack[1].Column, 3U);
  EXPECT_EQ(Stack[2].File, "c.cpp");
  EXPECT_EQ(Stack[2].Line, 7U);
  EXPECT_EQ(Stack[2].Column, 0U);
  EXPECT_EQ(Stack[3].File, "../x/y.h");
  EXPECT_EQ(Stack[4].Function, "");
}

TEST(LeakLog, TellsReportsThatAreCutOff) {
  StringRef Head = "Direct leak of 1 byte(s) in 1 object(s) allocated from:\n";
  EXPECT_FALSE(lsan(Head).IsComplete);
  EXPECT_TRUE(errorToBool(parseLsanLog("nothing", "log").takeError()));
}

/// The tool's factories hide which object is made: the callers tell.
TEST(LeakMatch, TellsObjectsOfOneFactoryApart) {
  RunReport Run;
  Finding F;
  F.Check = "shared-ptr-cycle";
  for (StringRef Class : {"A", "B"}) {
    RingEdge E;
    E.From = Class.str();
    E.To = Class == "A" ? "B" : "A";
    E.Made = {{"main.cpp", Class == "A" ? 10U : 11U, 3}, {"make.h", 2, 30}};
    F.Ring.push_back(E);
  }
  Run.Findings.push_back({F, std::nullopt});
  LeakedAllocation Leak;
  Leak.Stack = {{"operator new(unsigned long)", "", 0, 0},
                {"make()", "/src/lib/make.h", 2, 30},
                {"main", "/src/main.cpp", 11, 3}};
  std::vector<LeakExplanation> Why = explainLeaks(Leak, Run);
  ASSERT_EQ(Why.size(), 1U);
  EXPECT_EQ(Why[0].Why, LeakReason::Object);
  EXPECT_EQ(Why[0].ClassName, "B");
  Leak.Stack[1].File = "/src/lib/cmake.h";
  EXPECT_EQ(explainLeaks(Leak, Run)[0].Why, LeakReason::None);
}

} // namespace
