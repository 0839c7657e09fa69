//===- PackedBodyTest.cpp -------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// That bodies come out as they went in is in BinaryTest.cpp: what is read from
// a file is packed.
//
//===----------------------------------------------------------------------===//

#include "IR/Equal.h"
#include "Sample.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>

using namespace weakspot::ir;

static Function &firstBody(Module &M) {
  return *llvm::find_if(M.Functions,
                        [](const Function &F) { return F.hasBody(); });
}

TEST(PackedBodyTest, saysWhichOperationsAreInIt) {
  for (unsigned Seed = 0; Seed != 50; ++Seed) {
    Module M = sample::random(Seed);
    for (Function &F : M.Functions) {
      OpSet Before = F.ops();
      bool HadBody = F.hasBody();
      F.pack();
      EXPECT_EQ(F.ops(), Before);
      EXPECT_EQ(F.hasBody(), HadBody);
    }
  }
  Module All = sample::allOperations();
  OpSet Seen;
  for (const Function &F : All.Functions)
    Seen |= F.ops();
  EXPECT_TRUE(Seen.all());
}

TEST(PackedBodyTest, whatIsOpenedClosesWithTheOutermost) {
  Module M = sample::allOperations();
  Function &F = firstBody(M);
  F.pack();
  EXPECT_TRUE(F.Blocks.empty());
  {
    const OpenBody Outer(F);
    EXPECT_TRUE(F.Blocks.empty()) << "nobody has asked";
    const Block *First = &F.blocks().front();
    {
      const OpenBody Inner(F);
      EXPECT_EQ(&F.blocks().front(), First);
    }
    EXPECT_EQ(&F.blocks().front(), First);
  }
  EXPECT_TRUE(F.Blocks.empty());
  EXPECT_EQ(findDifference(M, sample::allOperations()), std::nullopt);
}

TEST(PackedBodyTest, bodiesThatAreBeingMadeStayOpen) {
  Module M = sample::allOperations();
  Function &F = firstBody(M);
  size_t Count = F.Blocks.size();
  {
    const OpenBody Open(F);
  }
  EXPECT_EQ(F.Blocks.size(), Count);
}

TEST(PackedBodyTest, whatIsDroppedIsGone) {
  Module M = sample::allOperations();
  Function &F = firstBody(M);
  F.pack();
  F.dropBody();
  EXPECT_FALSE(F.hasBody());
  EXPECT_TRUE(F.blocks().empty());
  EXPECT_TRUE(F.ops().none());
}
