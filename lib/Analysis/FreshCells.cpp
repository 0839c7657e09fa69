//===- FreshCells.cpp - Temporaries and locals that own nothing -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FreshCells.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

/// Whether I may put something into the cell, or hands it to who may.
static bool mayFill(const ir::Instr &I, ir::Reg Cell) {
  switch (I.Op) {
  case Opcode::Drop:
  case Opcode::Deref:
  case Opcode::Load:
  case Opcode::IsNull:
    return false;
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::Store:
    return I.Args[0].R == Cell;
  default:
    return any_of(I.Args, [&](const ir::Operand &O) { return O.R == Cell; });
  }
}

bool isFilled(const ir::Function &F, ir::Reg Cell) {
  return any_of(F.blocks(), [&](const ir::Block &B) {
    return any_of(B.Instrs,
                  [&](const ir::Instr &I) { return mayFill(I, Cell); });
  });
}

bool ownsNothing(const Program &P, const ModuleView &View,
                 const ir::Function &F, ir::Reg Cell) {
  return any_of(F.blocks(), [&](const ir::Block &B) {
    return any_of(B.Instrs, [&](const ir::Instr &I) {
      return I.Result == Cell &&
             ((I.Op == Opcode::Closure && I.Args.empty()) ||
              (I.Op == Opcode::Temp &&
               P.kind(View.type(I.Ty)) == ir::TypeKind::Scalar));
    });
  });
}

bool mayStayEmpty(const ir::Function &F, ir::Reg Cell) {
  auto Defines = [&](const ir::Instr &I) {
    return I.Result == Cell && (I.Op == Opcode::Temp || I.Op == Opcode::Local);
  };
  auto Fills = [&](const ir::Block &B) {
    return any_of(B.Instrs,
                  [&](const ir::Instr &I) { return mayFill(I, Cell); });
  };
  auto Takes = [&](const ir::Instr &I) {
    return (I.Op == Opcode::Copy || I.Op == Opcode::Move) &&
           I.Args[1].R == Cell;
  };
  SmallVector<uint32_t, 8> Work;
  for (const auto &[No, B] : enumerate(F.blocks()))
    if (any_of(B.Instrs, Defines))
      Work.push_back(No);
  DenseSet<uint32_t> Seen;
  bool IsFilled = false, IsTaken = false;
  while (!Work.empty()) {
    uint32_t No = Work.pop_back_val();
    if (!Seen.insert(No).second)
      continue;
    const ir::Block &B = F.blocks()[No];
    if (Fills(B)) {
      IsFilled = true;
      continue;
    }
    IsTaken |= any_of(B.Instrs, Takes);
    for (ir::BlockId To : B.Instrs.back().Targets)
      Work.push_back(ir::index(To));
  }
  return IsFilled && IsTaken;
}

} // namespace weakspot::analysis
