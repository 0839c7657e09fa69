//===- Loops.cpp - What happens in a turn of a loop -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Loops.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;

BitVector loopAround(const ir::Function &F, uint32_t Block) {
  auto Reached = [&](auto &&EdgesOf) {
    BitVector Seen(F.blocks().size());
    SmallVector<uint32_t, 16> Work;
    EdgesOf(Block, Work);
    while (!Work.empty()) {
      uint32_t B = Work.pop_back_val();
      if (Seen.test(B))
        continue;
      Seen.set(B);
      EdgesOf(B, Work);
    }
    return Seen;
  };
  std::vector<SmallVector<uint32_t, 2>> Preds(F.blocks().size());
  for (auto [No, B] : enumerate(F.blocks()))
    for (ir::BlockId To : B.Instrs.back().Targets)
      Preds[ir::index(To)].push_back(static_cast<uint32_t>(No));
  BitVector Forward = Reached([&](uint32_t B, SmallVectorImpl<uint32_t> &Work) {
    for (ir::BlockId To : F.blocks()[B].Instrs.back().Targets)
      Work.push_back(ir::index(To));
  });
  Forward &= Reached([&](uint32_t B, SmallVectorImpl<uint32_t> &Work) {
    append_range(Work, Preds[B]);
  });
  return Forward;
}

bool isMovedOnLater(const ir::Function &F, const BitVector &Loop, uint32_t From,
                    const ir::Instr &I, const ir::Instr &Next) {
  BitVector Heads(F.blocks().size()), Seen(F.blocks().size());
  for (auto [No, B] : enumerate(F.blocks()))
    if (!Loop.test(static_cast<unsigned>(No)))
      for (ir::BlockId To : B.Instrs.back().Targets)
        if (Loop.test(ir::index(To)))
          Heads.set(ir::index(To));
  bool Behind = false;
  for (const ir::Instr &X : F.blocks()[From].Instrs) {
    if (Behind && &X == &Next)
      return true;
    Behind |= &X == &I;
  }
  SmallVector<uint32_t, 8> Work;
  auto GoOn = [&](uint32_t Block) {
    for (ir::BlockId To : F.blocks()[Block].Instrs.back().Targets)
      if (uint32_t No = ir::index(To);
          Loop.test(No) && !Heads.test(No) && !Seen.test(No)) {
        Seen.set(No);
        Work.push_back(No);
      }
  };
  for (GoOn(From); !Work.empty();) {
    uint32_t Block = Work.pop_back_val();
    for (const ir::Instr &X : F.blocks()[Block].Instrs)
      if (&X == &Next)
        return true;
    GoOn(Block);
  }
  return false;
}

bool isCollected(const Body &B, const BitVector &Loop, ir::Reg Cell) {
  DenseSet<ir::Reg> MadeInLoop;
  bool Found = false;
  B.forEach([&](uint32_t Block, const ir::Instr &I) {
    if (!Loop.test(Block))
      return;
    if (I.Op == Opcode::Local || I.Op == Opcode::Temp)
      MadeInLoop.insert(I.Result);
    if (I.Op == Opcode::Insert || I.Op == Opcode::Emplace)
      Found |= !MadeInLoop.contains(I.Args[0].R) &&
               any_of(drop_begin(I.Args),
                      [&](const ir::Operand &O) { return O.R == Cell; });
  });
  return Found;
}

bool mayBecomeLast(const Body &B, const BitVector &Loop, ir::Reg Cell) {
  const ir::Function &F = *B.info().Body;
  BitVector Seen(F.blocks().size());
  SmallVector<uint32_t, 8> Work;
  // True where the owner still lives at the end of the block.
  auto Walk = [&](ArrayRef<ir::Instr> Instrs, bool &Found) {
    for (const ir::Instr &I : Instrs)
      switch (I.Op) {
      case Opcode::Call:
      case Opcode::VCall:
      case Opcode::Invoke:
      case Opcode::Erase:
      case Opcode::Swap:
      case Opcode::Delete:
        Found = true;
        return false;
      case Opcode::Reset:
        if (I.Args[0].R == Cell)
          return false;
        Found = true;
        return false;
      case Opcode::Drop:
        if (I.Args[0].R == Cell)
          return false;
        break;
      default:
        break;
      }
    return true;
  };
  auto GoOn = [&](uint32_t Block) {
    for (ir::BlockId To : F.blocks()[Block].Instrs.back().Targets)
      if (uint32_t No = ir::index(To); Loop.test(No) && !Seen.test(No)) {
        Seen.set(No);
        Work.push_back(No);
      }
  };
  bool IsLocked = false, Found = false;
  for (auto [No, Block] : enumerate(F.blocks()))
    for (auto [At, I] : enumerate(Block.Instrs))
      if (I.Op == Opcode::Lock && I.Args[0].R == Cell) {
        IsLocked = true;
        if (Walk(ArrayRef(Block.Instrs).drop_front(At + 1), Found))
          GoOn(static_cast<uint32_t>(No));
      }
  while (!Work.empty() && !Found) {
    uint32_t Block = Work.pop_back_val();
    if (Walk(F.blocks()[Block].Instrs, Found))
      GoOn(Block);
  }
  return Found || !IsLocked;
}

} // namespace weakspot::misuse
