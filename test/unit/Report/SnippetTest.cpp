//===- SnippetTest.cpp --------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Snippet.h"
#include <gtest/gtest.h>

using weakspot::renderSnippet;
using weakspot::Snippet;

namespace {

/// The text, and below it the caret: easier to read than column numbers.
std::string show(llvm::StringRef Line, unsigned Column) {
  Snippet S = renderSnippet(Line, Column);
  return S.Text + "\n" + std::string(S.CaretColumn, ' ') + "^";
}

TEST(Snippet, PointsAtTheColumn) {
  EXPECT_EQ(show("a = b;", 5), "a = b;\n"
                               "    ^");
}

TEST(Snippet, ExpandsTabs) {
  EXPECT_EQ(show("\tx\ty;", 4), "        x       y;\n"
                                "                ^");
}

TEST(Snippet, CountsTerminalColumnsNotBytes) {
  // Two bytes, one column; then three bytes, two columns.
  EXPECT_EQ(show("é = 1", 4), "é = 1\n"
                              "  ^");
  EXPECT_EQ(show("名 = 1", 5), "名 = 1\n"
                               "   ^");
}

TEST(Snippet, SpellsOutWhatDoesNotPrint) {
  EXPECT_EQ(show("a\x01\xff"
                 "b",
                 4),
            "a<01><FF>b\n"
            "         ^");
}

TEST(Snippet, TakesATruncatedCharacterByItsBytes) {
  EXPECT_EQ(renderSnippet("x\xe5\x90", 1).Text, "x<E5><90>");
}

TEST(Snippet, AllowsAColumnPastTheEnd) {
  EXPECT_EQ(show("abc", 4), "abc\n"
                            "   ^");
  EXPECT_EQ(show("abc", 90), "abc\n"
                             "   ^");
  EXPECT_EQ(show("", 1), "\n^");
}

TEST(Snippet, DropsBlanksAtTheEnd) {
  EXPECT_EQ(renderSnippet("abc  \t ", 1).Text, "abc");
}

TEST(Snippet, CutsALongLineAroundTheCaret) {
  std::string Line(300, 'a');
  Line += "HERE";
  Line += std::string(300, 'b');
  Snippet S = renderSnippet(Line, 301);
  EXPECT_LT(S.Text.size(), 180U);
  EXPECT_EQ(S.Text.substr(S.CaretColumn, 4), "HERE");
  EXPECT_TRUE(llvm::StringRef(S.Text).starts_with("...a"));
  EXPECT_TRUE(llvm::StringRef(S.Text).ends_with("b..."));
}

TEST(Snippet, CutsOnlyTheSideThatIsTooLong) {
  std::string Line = "HERE" + std::string(300, 'b');
  Snippet S = renderSnippet(Line, 1);
  EXPECT_EQ(S.CaretColumn, 0U);
  EXPECT_TRUE(llvm::StringRef(S.Text).starts_with("HEREb"));
  EXPECT_TRUE(llvm::StringRef(S.Text).ends_with("b..."));
}

} // namespace
