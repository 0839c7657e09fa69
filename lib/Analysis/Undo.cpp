//===- Undo.cpp - Removals that only take back what was just made ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Undo.h"
#include "IR/Dominators.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

namespace {

/// Where an instruction stands in a function.
struct Position {
  ir::BlockId Block;
  size_t No = 0;
};

} // namespace

static SmallVector<Position, 4> positionsOf(const FunctionInfo &F,
                                            Place Where) {
  SmallVector<Position, 4> Found;
  for (auto [B, Block] : enumerate(F.Body->blocks()))
    for (auto [No, I] : enumerate(Block.Instrs))
      if (F.View->place(I.Where) == Where)
        Found.push_back({static_cast<ir::BlockId>(B), No});
  return Found;
}

/// Where F itself makes the edge, or calls what makes it.
static Place madeIn(const Traces &T, const RingStep &S, FuncNo F) {
  for (TraceNo At = S.How; At != TraceNo::None; At = T[At].Inner)
    if (T[At].In == F)
      return T[At].Where;
  return Place();
}

bool undoesOwnMaking(const Program &P, const Traces &T, const Removal &X,
                     const RingStep &S) {
  const FunctionInfo &F = P.function(X.In);
  Place Making = madeIn(T, S, X.In);
  if (!F.Body || !Making.isValid() || Making == X.Where)
    return false;
  const ir::OpenBody Open(*F.Body);
  SmallVector<Position, 4> Makings = positionsOf(F, Making);
  SmallVector<Position, 4> Removings = positionsOf(F, X.Where);
  if (Makings.empty() || Removings.empty())
    return false;
  ir::Dominators Tree(*F.Body);
  return all_of(Removings, [&](const Position &R) {
    return any_of(Makings, [&](const Position &M) {
      return M.Block == R.Block ? M.No < R.No
                                : Tree.dominates(M.Block, R.Block);
    });
  });
}

} // namespace weakspot::analysis
