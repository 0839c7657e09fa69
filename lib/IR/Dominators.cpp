//===- Dominators.cpp - Which blocks lie on every path to another ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// After Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".
//
//===----------------------------------------------------------------------===//

#include "IR/Dominators.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace weakspot::ir {

static ArrayRef<BlockId> successors(const Block &B) {
  if (B.Instrs.empty())
    return {};
  return B.Instrs.back().Targets;
}

Dominators::Dominators(const Function &F) : Order(F.blocks().size(), ~0U) {
  if (!F.hasBody())
    return;
  orderBlocks(F);
  findImmediate(F);
  numberTree();
}

void Dominators::orderBlocks(const Function &F) {
  struct Visit {
    uint32_t Block;
    uint32_t NextSuccessor;
  };
  std::vector<Visit> Stack = {{0, 0}};
  std::vector<bool> Seen(F.blocks().size());
  Seen[0] = true;
  while (!Stack.empty()) {
    Visit &V = Stack.back();
    ArrayRef<BlockId> Successors = successors(F.blocks()[V.Block]);
    if (V.NextSuccessor == Successors.size()) {
      Reached.push_back(V.Block);
      Stack.pop_back();
      continue;
    }
    uint32_t Next = index(Successors[V.NextSuccessor++]);
    if (Next < F.blocks().size() && !Seen[Next]) {
      Seen[Next] = true;
      Stack.push_back({Next, 0});
    }
  }
  std::reverse(Reached.begin(), Reached.end());
  for (auto [Place, B] : enumerate(Reached))
    Order[B] = Place;
}

void Dominators::findImmediate(const Function &F) {
  std::vector<SmallVector<uint32_t, 2>> Predecessors(Reached.size());
  for (auto [Place, B] : enumerate(Reached))
    for (BlockId Next : successors(F.blocks()[B]))
      if (index(Next) < F.blocks().size())
        Predecessors[Order[index(Next)]].push_back(Place);

  Immediate.assign(Reached.size(), ~0U);
  Immediate[0] = 0;
  auto NearestCommon = [&](uint32_t A, uint32_t B) {
    while (A != B) {
      if (A < B)
        std::swap(A, B);
      A = Immediate[A];
    }
    return A;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t Place = 1; Place < Reached.size(); ++Place) {
      uint32_t Nearest = ~0U;
      for (uint32_t P : Predecessors[Place])
        if (Immediate[P] != ~0U)
          Nearest = Nearest == ~0U ? P : NearestCommon(P, Nearest);
      if (Immediate[Place] != Nearest) {
        Immediate[Place] = Nearest;
        Changed = true;
      }
    }
  }
}

/// A block's subtree takes the numbers from Enter to Leave. A dominator comes
/// before what it dominates in reverse postorder, so two sweeps do.
void Dominators::numberTree() {
  std::vector<uint32_t> Size(Reached.size(), 1);
  for (uint32_t Place = Reached.size() - 1; Place != 0; --Place)
    Size[Immediate[Place]] += Size[Place];
  std::vector<uint32_t> Free(Reached.size());
  Enter.assign(Reached.size(), 0);
  Leave.assign(Reached.size(), 0);
  for (uint32_t Place = 0; Place < Reached.size(); ++Place) {
    if (Place != 0) {
      Enter[Place] = Free[Immediate[Place]];
      Free[Immediate[Place]] += Size[Place];
    }
    Free[Place] = Enter[Place] + 1;
    Leave[Place] = Enter[Place] + Size[Place];
  }
}

bool Dominators::dominates(BlockId A, BlockId B) const {
  if (!isReachable(B))
    return true;
  if (!isReachable(A))
    return false;
  uint32_t PlaceA = Order[index(A)], PlaceB = Order[index(B)];
  return Enter[PlaceA] <= Enter[PlaceB] && Enter[PlaceB] < Leave[PlaceA];
}

} // namespace weakspot::ir
