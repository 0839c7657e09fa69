//===- DominatorsTest.cpp -------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Dominators.h"
#include <gtest/gtest.h>
#include <random>

using namespace weakspot::ir;

namespace {

Function graph(const std::vector<std::vector<uint32_t>> &Successors) {
  Function F;
  for (const auto &Targets : Successors) {
    Instr &I = F.Blocks.emplace_back().Instrs.emplace_back();
    I.Op = Opcode::Jump;
    for (uint32_t T : Targets)
      I.Targets.push_back(static_cast<BlockId>(T));
  }
  return F;
}

/// By definition: with A taken out, B can't be reached.
bool dominatesByRemoval(const Function &F, uint32_t A, uint32_t B) {
  if (A == B)
    return true;
  std::vector<bool> Seen(F.Blocks.size());
  std::vector<uint32_t> Work;
  auto Reach = [&](uint32_t I) {
    if (I != A && !Seen[I]) {
      Seen[I] = true;
      Work.push_back(I);
    }
  };
  Reach(0);
  while (!Work.empty()) {
    uint32_t I = Work.back();
    Work.pop_back();
    for (BlockId T : F.Blocks[I].Instrs.back().Targets)
      Reach(index(T));
  }
  return !Seen[B];
}

void expectEqualsDefinition(const Function &F) {
  Dominators Tree(F);
  for (uint32_t A = 0; A != F.Blocks.size(); ++A)
    for (uint32_t B = 0; B != F.Blocks.size(); ++B) {
      if (!Tree.isReachable(BlockId(A)))
        continue;
      EXPECT_EQ(Tree.dominates(BlockId(A), BlockId(B)),
                dominatesByRemoval(F, A, B))
          << A << " over " << B;
    }
}

} // namespace

TEST(DominatorsTest, diamondWithLoop) {
  Function F = graph({{1, 2}, {3}, {3}, {1, 4}, {}});
  Dominators Tree(F);
  EXPECT_TRUE(Tree.dominates(BlockId(0), BlockId(4)));
  EXPECT_TRUE(Tree.dominates(BlockId(3), BlockId(4)));
  EXPECT_FALSE(Tree.dominates(BlockId(1), BlockId(3)));
  expectEqualsDefinition(F);
}

TEST(DominatorsTest, unreachableIsDominatedByAll) {
  Function F = graph({{1}, {}, {1, 2}});
  Dominators Tree(F);
  EXPECT_FALSE(Tree.isReachable(BlockId(2)));
  EXPECT_TRUE(Tree.dominates(BlockId(1), BlockId(2)));
  EXPECT_FALSE(Tree.dominates(BlockId(2), BlockId(1)));
}

TEST(DominatorsTest, noBlocks) { Dominators Tree{Function()}; }

TEST(DominatorsTest, targetsOutOfRangeAreIgnored) {
  Function F = graph({{1, 70}, {~0U}});
  EXPECT_TRUE(Dominators(F).dominates(BlockId(0), BlockId(1)));
}

TEST(DominatorsTest, randomGraphs) {
  std::mt19937 Random(7); // NOLINT: a failure must come again.
  for (int Round = 0; Round != 300; ++Round) {
    std::vector<std::vector<uint32_t>> Successors(1 + Random() % 12);
    for (auto &Targets : Successors)
      for (unsigned N = Random() % 3; N != 0; --N)
        Targets.push_back(Random() % Successors.size());
    expectEqualsDefinition(graph(Successors));
  }
}
