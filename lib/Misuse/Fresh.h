//===- Fresh.h - Objects that the running call has made ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object that a call makes is none that anybody had hold of when the call
// began: what goes on since then, as a loop in a caller, is not about it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_FRESH_H
#define WEAKSPOT_MISUSE_FRESH_H

#include "Misuse/Bodies.h"
#include "llvm/ADT/DenseMap.h"

namespace weakspot::misuse {

class Fresh {
public:
  explicit Fresh(const analysis::Program &P) : P(P) {}

  /// Whether an address lies in an object that this call of B's function, or
  /// what it calls, makes, whichever way is taken.
  bool isIn(const Body &B, ir::Reg Address) { return isIn(B, Address, 0); }

private:
  bool isIn(const Body &B, ir::Reg Address, unsigned Level);
  bool isHeld(const Body &B, ir::Reg Cell, unsigned Level);
  bool isFilled(const Body &B, ir::Reg Cell, unsigned Level);
  /// What a register is of: an address, or a cell that may own.
  bool isMade(const Body &B, ir::Reg R, bool IsPointer, unsigned Level) {
    return IsPointer ? isIn(B, R, Level) : isHeld(B, R, Level);
  }
  bool isResult(const Body &B, const ir::Instr &Call, unsigned Level);
  bool isReturned(analysis::FuncNo F, bool IsPointer, unsigned Level);

  const analysis::Program &P;
  llvm::DenseMap<uint32_t, bool> Returned; ///< By function.
  /// By function and cell: functions put into one object again and again.
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, bool> Held;
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_FRESH_H
