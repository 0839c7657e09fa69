//===- LineHashTest.cpp -------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LineHash.h"
#include <gtest/gtest.h>

using namespace weakspot;

namespace {

using Hashes = std::vector<std::string>;

// The values are those of GitHub's upload action for the same texts.
TEST(LineHash, IsGitHubs) {
  EXPECT_EQ(lineHashes(""), Hashes{"c129715d7a2bc9a3:1"});
  EXPECT_EQ(lineHashes(" a\nb\n  \t\tc\n d"),
            (Hashes{"271789c17abda88f:1", "54703d4cd895b18:1",
                    "180aee12dab6264:1", "a23a3dc5e078b07b:1"}));
  EXPECT_EQ(lineHashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"),
            (Hashes{"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1",
                    "bff680108adb0fcc:1", "c6805c5e1288b612:1",
                    "b86d3392aea1be30:1", "e6ceba753e1a442:1"}));
}

TEST(LineHash, CountsEqualLinesAndTakesAllLineEnds) {
  Hashes Unix = lineHashes("x\nx\ny");
  EXPECT_EQ(Unix, lineHashes("x\r\nx\r\ny"));
  EXPECT_EQ(Unix, lineHashes("x\rx\ry"));
  std::string Long(300, 'x');
  Hashes Same = lineHashes(Long + "\n" + Long + "\n");
  ASSERT_EQ(Same.size(), 3U);
  EXPECT_TRUE(Same[0].ends_with(":1"));
  EXPECT_EQ(Same[0].substr(0, Same[0].size() - 1),
            Same[1].substr(0, Same[1].size() - 1));
  EXPECT_TRUE(Same[1].ends_with(":2"));
}

} // namespace
