//===- Bodies.h - Function bodies without paths -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For checks that ask what a program does at all rather than what happens on a
// path: definitions of registers, and the member or global that a register is
// the address of.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_BODIES_H
#define WEAKSPOT_MISUSE_BODIES_H

#include "Analysis/Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace weakspot::misuse {

/// A member, of any object, or a global.
struct Home {
  analysis::SlotNo Slot = analysis::SlotNo::None;
  analysis::GlobalNo Global = analysis::GlobalNo::None;

  bool isKnown() const {
    return Slot != analysis::SlotNo::None || Global != analysis::GlobalNo::None;
  }
  friend auto operator<=>(const Home &, const Home &) = default;
};

class Body {
public:
  Body(const analysis::Program &P, analysis::FuncNo F);

  analysis::FuncNo number() const { return No; }
  const analysis::FunctionInfo &info() const { return F; }
  const ir::Instr *definition(ir::Reg R) const;
  /// Where the cell that R addresses is; unknown for a local or a parameter.
  Home home(ir::Reg R) const;
  analysis::Place place(const ir::Instr &I) const {
    return F.View->place(I.Where);
  }
  analysis::FuncNo callee(const ir::Instr &I) const {
    return F.View->function(I.Callee);
  }
  /// The record whose slot a `field` is of.
  analysis::RecordNo recordOf(const ir::Instr &Field) const {
    return F.View->record(Field.Rec);
  }
  /// The type of the cell that R addresses; None where that is not known.
  analysis::TypeNo typeAt(ir::Reg R) const;
  /// Whether R addresses what Is says yes to, a part of it, or what is got at
  /// from it through members, pointers and references.
  bool isReachedFrom(ir::Reg R, llvm::function_ref<bool(ir::Reg)> Is) const;
  void forEach(
      llvm::function_ref<void(uint32_t Block, const ir::Instr &)> Use) const;

private:
  const analysis::Program &P;
  analysis::FuncNo No;
  const analysis::FunctionInfo &F;
  ir::OpenBody Open;
  /// By register; made when the first is asked for, as most are for no body.
  mutable std::vector<const ir::Instr *> Defs;
};

/// Every body of the program that is not a library's and has one of these
/// operations.
void forEachBody(const analysis::Program &P, ir::OpSet With,
                 llvm::function_ref<void(const Body &)> Use);

/// Whether it can be asked if the object is there: a weak pointer, or an
/// address that is null from then on.
bool isWeakly(const analysis::Program &P, analysis::TypeNo T);

/// Whether what is thrown where I is may be caught in the function.
bool mayBeCaught(const ir::Function &F, const ir::Instr &I);

analysis::TypeNo typeOf(const analysis::Program &P, const Home &H);
/// `Cache::entries_`
std::string nameOf(const analysis::Program &P, const Home &H);
analysis::Place placeOf(const analysis::Program &P, const Home &H);

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_BODIES_H
