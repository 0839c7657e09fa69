//===- JsonDocumentTest.cpp -----------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/JsonDocument.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

TEST(JsonDocument, KnowsTheLinesOfValues) {
  StringRef Text = "{\n"
                   "\"text\": \"]}, \\\"b\\\": \",\n"
                   "\"numbers\": [-1.5e3, true,\n"
                   " null, {}, []],\n"
                   "\"all\": [\n"
                   " {\"a\": [[\"]\"]], \"c\": 1},\n"
                   " {\"a\": {\"b\": 1},\n"
                   "  \"b\":\n"
                   "    {\"c\": 2}\n"
                   " }\n"
                   "]}\n";
  ASSERT_TRUE(bool(parseJsonValue(Text, "")));
  EXPECT_EQ(lineOfJson(Text, "$"), 1U);
  EXPECT_EQ(lineOfJson(Text, "$.text"), 2U);
  EXPECT_EQ(lineOfJson(Text, "$.numbers[1]"), 3U);
  EXPECT_EQ(lineOfJson(Text, "$.numbers[3]"), 4U);
  EXPECT_EQ(lineOfJson(Text, "$.all"), 5U);
  EXPECT_EQ(lineOfJson(Text, "$.all[0].c"), 6U);
  EXPECT_EQ(lineOfJson(Text, "$.all[1].b.c"), 9U);
  // Of what is not there, that of what it would be in.
  EXPECT_EQ(lineOfJson(Text, "$.all[1].b.d.e"), 9U);
  EXPECT_EQ(lineOfJson(Text, "$.all[1].c"), 7U);
  EXPECT_EQ(lineOfJson(Text, "$.all[2]"), 5U);
  EXPECT_EQ(lineOfJson(Text, "$.numbers.x"), 3U);
  EXPECT_EQ(lineOfJson(Text, "$.b"), 1U);
}

TEST(JsonDocument, SurvivesATextThatIsNone) {
  for (StringRef Text : {"", "{", "[", "{\"a", "{\"a\": [1, ", "[[[\"\\"})
    for (StringRef Place : {"$.a[0]", "$[1]", "$[", "$[x]", "a.b"})
      EXPECT_EQ(lineOfJson(Text, Place), 1U);
}

} // namespace
