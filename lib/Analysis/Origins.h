//===- Origins.h - Where addresses come from --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Flow-insensitively, function by function: which slots, globals and parameters
// a register may address, through elements, local pointers, calls that return
// an address in something they were given, and slots that hold addresses, as
// connections and references do. It over-approximates, as far as what is known
// of other functions goes; that grows as they are looked at.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_ORIGINS_H
#define WEAKSPOT_ANALYSIS_ORIGINS_H

#include "Analysis/CallGraph.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace weakspot::analysis {

/// Globals are counted like slots, from where no slots are.
inline constexpr uint32_t FirstGlobal = 1U << 31U;
inline SlotNo asSlot(GlobalNo G) {
  return static_cast<SlotNo>(index(G) | FirstGlobal);
}
inline bool isGlobal(SlotNo S) {
  return S != SlotNo::None && (index(S) & FirstGlobal) != 0;
}

/// So are objects on the heap that are no records, such as a shared function:
/// those that a function and the closures in it share, and (None) all others.
inline constexpr uint32_t FirstBare = 1U << 30U;
inline SlotNo bareObjects(FuncNo SharedIn) {
  return static_cast<SlotNo>((index(SharedIn) & (FirstBare - 1)) | FirstBare);
}

/// What a register may address: slots, and parameters as they came in.
struct Origin {
  llvm::SmallVector<SlotNo, 1> Slots;
  llvm::SmallVector<unsigned, 1> Params;

  bool empty() const { return Slots.empty() && Params.empty(); }
  void add(const Origin &O) {
    for (SlotNo S : O.Slots)
      if (!llvm::is_contained(Slots, S))
        Slots.push_back(S);
    for (unsigned I : O.Params)
      if (!llvm::is_contained(Params, I))
        Params.push_back(I);
  }
};

/// What has been found out of the program's addresses.
struct KnownAddresses {
  KnownAddresses(const Program &P, const CallGraph &G)
      : G(G), Returned(P.numFunctions()) {}

  const CallGraph &G;
  /// By function: what the address that it returns may be.
  std::vector<Origin> Returned;
  /// By slot that holds an address, as a connection does: the slots that it may
  /// address.
  llvm::DenseMap<uint32_t, Origin> Borrowed;
  bool BorrowedMore = false;

  void borrow(SlotNo Holder, const Origin &From);
};

/// Of the registers of one function that has a body.
class Origins {
public:
  /// Known may grow meanwhile: pointees() then sees more.
  Origins(const Program &P, FuncNo Me, KnownAddresses &Known);

  const Origin &of(ir::Reg R) const { return ByReg[ir::index(R)]; }
  /// What the address in a cell may lead to.
  Origin pointees(ir::Reg Cell) const;
  /// The cell that it was loaded from, if it was.
  ir::Reg loadedFrom(ir::Reg R) const { return LoadedFrom[ir::index(R)]; }
  /// Null, or a fresh cell that nothing is put into.
  bool isNull(ir::Reg R) const { return NeverWritten[ir::index(R)]; }
  /// Whether the cell at Part is the one at Whole, or a slot in it.
  bool liesIn(ir::Reg Part, ir::Reg Whole) const;
  /// Whether it is part of the object that a constructor makes.
  bool isBeingMade(ir::Reg R) const { return BeingMade[ir::index(R)]; }

  /// Adds to what is known which slots hold addresses of which others. Stored
  /// is told of each parameter whose value goes into a slot.
  void
  addBorrowed(llvm::function_ref<void(unsigned Param, SlotNo Holder)> Stored);

private:
  struct FieldOf {
    ir::Reg Base = ir::Reg::None; ///< None: it is no slot's.
    ir::RecordId Rec = ir::RecordId::None;
    uint32_t SlotNo = 0;
  };

  void follow(const ir::Instr &I);
  void followWrite(const ir::Instr &I, bool IsFirst);
  void addResult(FuncNo Callee, const ir::Instr &I);
  void addCaptures(const ir::Instr &I);
  void addBare(const ir::Instr &I);

  const Program &P;
  FuncNo Me;
  const ir::Function &F;
  const ModuleView &View;
  KnownAddresses &Known;
  std::vector<Origin> ByReg;
  std::vector<Origin> Stored;   ///< By local pointer cell.
  std::vector<TypeNo> CellType; ///< Of parameters and locals.
  std::vector<ir::Reg> LoadedFrom;
  std::vector<FieldOf> Fields; ///< What gave a slot's address.
  std::vector<bool> NeverWritten;
  std::vector<bool> BeingMade;
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_ORIGINS_H
