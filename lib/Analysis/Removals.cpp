//===- Removals.cpp - Where the program takes owning edges away -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Removals.h"
#include "Analysis/FreshCells.h"
#include "Analysis/Origins.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

namespace {

using ReportTo = function_ref<void(SlotNo, Removal)>;

/// What a function does to its parameters.
struct Effects {
  DenseSet<unsigned> Fills;          ///< Something is put into its cell.
  DenseSet<unsigned> FillsThrough;   ///< Into what its cell points to.
  DenseSet<unsigned> Empties;        ///< The parameter's cell is emptied.
  DenseSet<unsigned> EmptiesThrough; ///< What its cell points to is.
  DenseSet<std::pair<unsigned, uint32_t>>
      Stores; ///< The parameter's value goes into the slot.
  DenseSet<std::pair<unsigned, uint32_t>>
      Initialises; ///< The same for a slot of the object under construction.
};

/// What the program's functions do, as far as it has been found out.
struct Known {
  Known(const Program &P, const CallGraph &G)
      : Functions(P.numFunctions()), Addresses(P, G) {}

  std::vector<Effects> Functions;
  KnownAddresses Addresses;
};

class FunctionScan {
public:
  FunctionScan(const Program &P, FuncNo F, Known &All);

  /// Reports removals and updates the function's own effects from its callees'.
  bool run(ReportTo Emptied, ReportTo Filled);

private:
  const Origin &origin(ir::Reg R) const { return From.of(R); }
  bool isReplaced(const ir::Block &B, size_t No) const;
  bool isNull(ir::Reg R) const { return From.isNull(R); }
  bool isBeingMade(ir::Reg R) const { return From.isBeingMade(R); }
  void empty(ir::Reg R, Place Where);
  void fill(ir::Reg R, Place Where);
  void fillBy(const ir::Instr &I);
  void store(ir::Reg Dst, ir::Reg Src, Place Where);
  void callEffects(FuncNo Callee, const ir::Instr &I);
  void callFills(FuncNo Callee, const ir::Instr &I);

  const Program &P;
  FuncNo Me;
  const ir::Function &F;
  const ModuleView &View;
  Known &All;
  Origins From;
  ReportTo Report = nullptr;
  ReportTo ReportFill = nullptr;
  Effects *Mine = nullptr;
  bool Changed = false;
};

FunctionScan::FunctionScan(const Program &P, FuncNo F, Known &All)
    : P(P), Me(F), F(*P.function(F).Body), View(*P.function(F).View), All(All),
      From(P, F, All.Addresses) {}

/// Whether what is emptied gets new contents by the same statement, as in an
/// assignment.
bool FunctionScan::isReplaced(const ir::Block &B, size_t No) const {
  const ir::Instr &Reset = B.Instrs[No];
  const Origin &What = origin(Reset.Args[0].R);
  // The steps of a library call stand close together.
  constexpr size_t MaxSteps = 16;
  ArrayRef<ir::Instr> Next = ArrayRef(B.Instrs).drop_front(No + 1);
  return any_of(Next.take_front(MaxSteps), [&](const auto &I) {
    bool Writes = I.Op == Opcode::Insert || I.Op == Opcode::Emplace ||
                  I.Op == Opcode::Copy || I.Op == Opcode::Move ||
                  I.Op == Opcode::Adopt || I.Op == Opcode::Share;
    if (I.Op == Opcode::Emplace && !isFilled(F, I.Result))
      return false;
    return Writes && View.place(I.Where) == View.place(Reset.Where) &&
           (From.liesIn(Reset.Args[0].R, I.Args[0].R) ||
            any_of(origin(I.Args[0].R).Slots,
                   [&](SlotNo S) { return is_contained(What.Slots, S); }));
  });
}

void FunctionScan::empty(ir::Reg R, Place Where) {
  for (SlotNo S : origin(R).Slots)
    Report(S, {Me, Where});
  for (unsigned I : origin(R).Params)
    Changed |= Mine->Empties.insert(I).second;
  if (ir::Reg Cell = From.loadedFrom(R); Cell != ir::Reg::None)
    for (unsigned I : origin(Cell).Params)
      Changed |= Mine->EmptiesThrough.insert(I).second;
}

void FunctionScan::fill(ir::Reg R, Place Where) {
  if (isBeingMade(R))
    return;
  for (SlotNo S : origin(R).Slots)
    ReportFill(S, {Me, Where});
  for (unsigned I : origin(R).Params)
    Changed |= Mine->Fills.insert(I).second;
  if (ir::Reg Cell = From.loadedFrom(R); Cell != ir::Reg::None)
    for (unsigned I : origin(Cell).Params)
      Changed |= Mine->FillsThrough.insert(I).second;
}

/// What a single operation may put somewhere.
void FunctionScan::fillBy(const ir::Instr &I) {
  Place Where = View.place(I.Where);
  switch (I.Op) {
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::DynCast:
  case Opcode::Store:
    if (!isNull(I.Args[1].R))
      fill(I.Args[0].R, Where);
    break;
  case Opcode::Adopt:
  case Opcode::Share:
  case Opcode::Alias:
  case Opcode::Lock:
  case Opcode::SharedFromThis:
  case Opcode::Insert:
  case Opcode::Emplace:
  case Opcode::Splice:
    fill(I.Args[0].R, Where);
    break;
  case Opcode::Swap:
    fill(I.Args[0].R, Where);
    fill(I.Args[1].R, Where);
    break;
  case Opcode::Opaque:
  case Opcode::Escape:
    for (const ir::Operand &O : I.Args)
      fill(O.R, Where);
    break;
  default:
    break;
  }
}

void FunctionScan::store(ir::Reg Dst, ir::Reg Src, Place Where) {
  // What a member starts with takes nothing away.
  if (!isBeingMade(Dst)) {
    if (isNull(Src))
      return empty(Dst, Where);
    if (!origin(Dst).empty() &&
        (mayStayEmpty(F, Src) || ownsNothing(P, View, F, Src)))
      empty(Dst, Where);
  }
  auto &Kept = isBeingMade(Dst) ? Mine->Initialises : Mine->Stores;
  for (SlotNo S : origin(Dst).Slots)
    for (unsigned I : origin(Src).Params)
      Changed |= Kept.insert({I, index(S)}).second;
}

void FunctionScan::callEffects(FuncNo Callee, const ir::Instr &I) {
  const Effects &E = All.Functions[index(Callee)];
  Place Where = View.place(I.Where);
  // Copies: a recursive call changes what is looped over.
  SmallVector<unsigned, 4> Empties(E.Empties.begin(), E.Empties.end());
  SmallVector<unsigned, 4> Through(E.EmptiesThrough.begin(),
                                   E.EmptiesThrough.end());
  SmallVector<std::pair<unsigned, uint32_t>, 4> Stores(E.Stores.begin(),
                                                       E.Stores.end());
  SmallVector<std::pair<unsigned, uint32_t>, 4> Initialises(
      E.Initialises.begin(), E.Initialises.end());
  auto ArgAt = [&](unsigned No) {
    return No < I.Args.size() ? I.Args[No].R : ir::Reg::None;
  };
  for (unsigned No : Empties)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None)
      empty(R, Where);
  callFills(Callee, I);
  for (unsigned No : Through)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None) {
      for (SlotNo S : From.pointees(R).Slots)
        Report(S, {Me, Where});
      for (unsigned Param : origin(R).Params)
        Changed |= Mine->EmptiesThrough.insert(Param).second;
    }
  for (auto [No, Slot] : Stores) {
    ir::Reg R = ArgAt(No);
    if (R == ir::Reg::None)
      continue;
    All.Addresses.borrow(static_cast<SlotNo>(Slot), origin(R));
    if (isNull(R))
      Report(static_cast<SlotNo>(Slot), {Me, Where});
    for (unsigned Param : origin(R).Params)
      Changed |= Mine->Stores.insert({Param, Slot}).second;
  }
  for (auto [No, Slot] : Initialises)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None) {
      All.Addresses.borrow(static_cast<SlotNo>(Slot), origin(R));
      for (unsigned Param : origin(R).Params)
        Changed |= Mine->Initialises.insert({Param, Slot}).second;
    }
}

void FunctionScan::callFills(FuncNo Callee, const ir::Instr &I) {
  Place Where = View.place(I.Where);
  bool IsKnown = P.function(Callee).Body != nullptr;
  SmallVector<unsigned, 4> Fills(All.Functions[index(Callee)].Fills.begin(),
                                 All.Functions[index(Callee)].Fills.end());
  SmallVector<unsigned, 4> Through(
      All.Functions[index(Callee)].FillsThrough.begin(),
      All.Functions[index(Callee)].FillsThrough.end());
  for (auto [No, O] : enumerate(I.Args)) {
    // What is passed by value is the callee's own.
    if (O.How == ir::Transfer::Copy || O.How == ir::Transfer::Move)
      continue;
    if (!IsKnown || is_contained(Fills, No))
      fill(O.R, Where);
    if (is_contained(Through, No))
      for (SlotNo S : From.pointees(O.R).Slots)
        ReportFill(S, {Me, Where});
  }
}

bool FunctionScan::run(ReportTo Emptied, ReportTo Filled) {
  Report = Emptied;
  ReportFill = Filled;
  Mine = &All.Functions[index(Me)];
  Changed = false;
  From.addBorrowed([&](unsigned Param, SlotNo Holder) {
    Changed |= Mine->Stores.insert({Param, index(Holder)}).second;
  });
  const ir::OpenBody Open(F);
  for (const ir::Block &B : F.blocks())
    for (auto [No, I] : enumerate(B.Instrs)) {
      Place Where = View.place(I.Where);
      fillBy(I);
      switch (I.Op) {
      case Opcode::Reset:
        if (!isReplaced(B, No))
          empty(I.Args[0].R, Where);
        break;
      case Opcode::Store:
        if (isNull(I.Args[1].R) && !isBeingMade(I.Args[0].R))
          empty(I.Args[0].R, Where);
        break;
      case Opcode::Delete:
        if (ir::Reg Cell = From.loadedFrom(I.Args[0].R); Cell != ir::Reg::None)
          empty(Cell, Where);
        break;
      case Opcode::Release:
      case Opcode::Erase:
        empty(I.Args[0].R, Where);
        break;
      case Opcode::Unretain:
        empty(I.Args[0].R, Where);
        Report(SlotNo::None, {Me, Where});
        break;
      case Opcode::Swap:
        empty(I.Args[0].R, Where);
        empty(I.Args[1].R, Where);
        break;
      case Opcode::Splice:
        empty(I.Args[1].R, Where);
        break;
      case Opcode::Move:
        empty(I.Args[1].R, Where);
        store(I.Args[0].R, I.Args[1].R, Where);
        break;
      case Opcode::Copy:
      case Opcode::DynCast:
        store(I.Args[0].R, I.Args[1].R, Where);
        break;
      case Opcode::Insert:
      case Opcode::Closure:
        for (const ir::Operand &O : I.Args)
          if (O.How == ir::Transfer::Move)
            empty(O.R, Where);
        break;
      case Opcode::Call:
        callEffects(View.function(I.Callee), I);
        break;
      case Opcode::VCall:
        for (FuncNo O : overriders(P, View.function(I.Callee)))
          callEffects(O, I);
        break;
      case Opcode::Return:
        if (!I.Args.empty())
          All.Addresses.Returned[index(Me)].add(origin(I.Args[0].R));
        break;
      default:
        break;
      }
    }
  return Changed;
}

} // namespace

ArrayRef<Removal> Removals::of(GlobalNo G) const { return of(asSlot(G)); }

ArrayRef<Removal> Removals::ofBare(FuncNo SharedIn) const {
  return of(bareObjects(SharedIn));
}

Removals::Removals(const Program &P, const CallGraph &G) {
  Known All(P, G);
  auto Emptied = [&](SlotNo S, Removal R) {
    (S == SlotNo::None ? Retained : BySlot[index(S)]).push_back(R);
  };
  auto Filled = [&](SlotNo S, Removal R) { Fills[index(S)].push_back(R); };
  // An address may be kept in a slot by a function that comes after the one
  // that uses it.
  static constexpr unsigned MaxRounds = 3;
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    All.Addresses.BorrowedMore = false;
    for (const Component &C : G.components())
      for (bool Again = true; Again;) {
        Again = false;
        for (FuncNo F : C.Functions)
          Again |= FunctionScan(P, F, All).run(Emptied, Filled) && C.Recursive;
      }
    if (!All.Addresses.BorrowedMore)
      break;
  }
  auto Tidy = [](std::vector<Removal> &List) {
    llvm::sort(List);
    List.erase(llvm::unique(List), List.end());
  };
  for (auto &[S, List] : BySlot)
    Tidy(List);
  for (auto &[S, List] : Fills)
    Tidy(List);
  Tidy(Retained);
}

} // namespace weakspot::analysis
