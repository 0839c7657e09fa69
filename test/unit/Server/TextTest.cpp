//===- TextTest.cpp -------------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Text.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot::server;

namespace {

TEST(Text, CountsInTheUnitsOfTheClient) {
  // One, two, three and four bytes; the last is two units of UTF-16.
  Text T("aä€𝄞b");
  struct {
    Encoding E;
    int Columns[6];
  } Expected[] = {{Encoding::Utf8, {0, 1, 3, 6, 10, 11}},
                  {Encoding::Utf16, {0, 1, 2, 3, 5, 6}},
                  {Encoding::Utf32, {0, 1, 2, 3, 4, 5}}};
  size_t Bytes[] = {0, 1, 3, 6, 10, 11};
  for (const auto &[E, Columns] : Expected)
    for (size_t I = 0; I < 6; ++I) {
      EXPECT_EQ(T.toClient({0, Bytes[I]}, E).character, Columns[I]);
      EXPECT_EQ(T.fromClient({0, Columns[I]}, E).Column, Bytes[I]);
    }
  // Between the halves of a pair is before it.
  EXPECT_EQ(T.fromClient({0, 4}, Encoding::Utf16).Column, 6U);
}

TEST(Text, KnowsAllLineEnds) {
  Text T("a\nb\r\nc\rd");
  ASSERT_EQ(T.numLines(), 4U);
  EXPECT_EQ(T.line(1), "b");
  EXPECT_EQ(T.line(2), "c");
  EXPECT_EQ(T.offset({3, 0}), 7U);
  EXPECT_EQ(T.place(7), (TextPlace{3, 0}));
}

TEST(Text, TakesTheNearestPlaceThatExists) {
  Text T("ab\ncd");
  EXPECT_EQ(T.fromClient({0, 99}, Encoding::Utf16), (TextPlace{0, 2}));
  EXPECT_EQ(T.fromClient({9, 0}, Encoding::Utf16), (TextPlace{1, 2}));
  EXPECT_EQ(T.fromClient({-1, 5}, Encoding::Utf16), (TextPlace{0, 0}));
  EXPECT_EQ(T.fromClient({1, -5}, Encoding::Utf16), (TextPlace{1, 0}));
  EXPECT_EQ(T.offset({7, 7}), 5U);
  EXPECT_EQ(T.endOfToken({5, 5}), (TextPlace{5, 5}));
}

TEST(Text, SurvivesWhatIsNoUtf8) {
  Text T("\xff\xc3(\xf0\x9d");
  for (int Column = 0; Column < 8; ++Column)
    EXPECT_LE(T.fromClient({0, Column}, Encoding::Utf16).Column, 5U);
  EXPECT_EQ(T.toClient({0, 5}, Encoding::Utf8).character, 5);
}

TEST(Text, IsNamedByItsContent) {
  EXPECT_EQ(contentName("a"), contentName("\xEF\xBB\xBF"
                                          "a"));
  EXPECT_NE(contentName("a"), contentName("b"));
}

} // namespace
