//===- SetTogether.h - Weak members that are set with the owner -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A weak member that is given what a strong member of the same object is given,
// each time that one of them is, refers to what the strong one owns: where that
// is not null, its lock() gives something.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_SETTOGETHER_H
#define WEAKSPOT_MISUSE_SETTOGETHER_H

#include "Misuse/Bodies.h"
#include "llvm/ADT/DenseMap.h"

namespace weakspot::misuse {

class SetTogether {
public:
  /// What one body does to members that own or refer.
  void read(const analysis::Program &P, const Body &In);
  void finish(const analysis::Program &P);

  /// The strong member that is set with a weak one; None if there is none.
  analysis::SlotNo ownerBeside(analysis::SlotNo Weak) const {
    auto It = Owners.find(analysis::index(Weak));
    return It == Owners.end() ? analysis::SlotNo::None : It->second;
  }

private:
  struct Write {
    enum Kind : uint8_t { Set, Emptied, Unknown };

    analysis::SlotNo Slot = analysis::SlotNo::None;
    Kind What = Unknown;
    analysis::FuncNo By = analysis::FuncNo::None;
    ir::Reg Of = ir::Reg::None;   ///< The object.
    ir::Reg From = ir::Reg::None; ///< What it is set to.
    /// The member that it is set to.
    analysis::SlotNo FromSlot = analysis::SlotNo::None;
  };
  using Writes = std::vector<Write>;

  void write(const analysis::Program &P, const Body &In, const ir::Instr &I,
             unsigned No);
  static bool isAnswered(const Write &W, const Writes &Others);
  static bool areSetTogether(const Writes &Weak, const Writes &Strong);

  llvm::DenseMap<uint32_t, Writes> BySlot;
  llvm::DenseMap<uint32_t, analysis::SlotNo> Owners; ///< By weak slot.
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_SETTOGETHER_H
