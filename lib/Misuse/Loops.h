//===- Loops.h - What happens in a turn of a loop ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of a loop over a collection, which is a set of blocks: in what order things
// happen in it, and what becomes of an owner that was locked from an entry.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_LOOPS_H
#define WEAKSPOT_MISUSE_LOOPS_H

#include "Misuse/Bodies.h"
#include "llvm/ADT/BitVector.h"

namespace weakspot::misuse {

/// The blocks on a way from Block back to itself.
llvm::BitVector loopAround(const ir::Function &F, uint32_t Block);

/// Whether Next moves the iterator on behind I, in the same turn: what it
/// points to may be gone then. Where it is moved on before, `(*it++)->on()`, I
/// may take out what it pointed to.
bool isMovedOnLater(const ir::Function &F, const llvm::BitVector &Loop,
                    uint32_t From, const ir::Instr &I, const ir::Instr &Next);

/// Whether the loop puts the owner in a cell into a collection that was there
/// before the loop.
bool isCollected(const Body &B, const llvm::BitVector &Loop, ir::Reg Cell);

/// Whether something that runs while the owner in a cell lives, from its lock
/// on, may make the others let go.
bool mayBecomeLast(const Body &B, const llvm::BitVector &Loop, ir::Reg Cell);

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_LOOPS_H
