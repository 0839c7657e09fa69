//===- Dominators.h - Which blocks lie on every path to another -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The dominator tree of a function's blocks. Targets that are out of range are
// ignored, so that a function may be asked before it is verified.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_DOMINATORS_H
#define WEAKSPOT_IR_DOMINATORS_H

#include "IR/Module.h"

namespace weakspot::ir {

class Dominators {
public:
  explicit Dominators(const Function &F);

  bool isReachable(BlockId B) const { return Order[index(B)] != ~0U; }

  /// Whether every path from the entry to B goes through A. Every block
  /// dominates one that no path reaches.
  bool dominates(BlockId A, BlockId B) const;

private:
  void orderBlocks(const Function &F);
  void findImmediate(const Function &F);
  void numberTree();

  std::vector<uint32_t> Reached;   ///< Reachable blocks in reverse postorder.
  std::vector<uint32_t> Order;     ///< A block's place there; ~0: none.
  std::vector<uint32_t> Immediate; ///< By place: the dominator's place.
  // By place: when a walk of the tree enters and leaves the block.
  std::vector<uint32_t> Enter, Leave;
};

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_DOMINATORS_H
