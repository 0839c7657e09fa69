//===- Removals.cpp - Where the program takes owning edges away -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Removals.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

namespace {

/// What a register may address: slots, and parameters as they came in.
struct Origin {
  SmallVector<SlotNo, 1> Slots;
  SmallVector<unsigned, 1> Params;

  bool empty() const { return Slots.empty() && Params.empty(); }
  void add(const Origin &O) {
    for (SlotNo S : O.Slots)
      if (!is_contained(Slots, S))
        Slots.push_back(S);
    for (unsigned I : O.Params)
      if (!is_contained(Params, I))
        Params.push_back(I);
  }
};

/// What a function does to its parameters.
struct Effects {
  DenseSet<unsigned> Empties; ///< The parameter's cell is emptied.
  DenseSet<std::pair<unsigned, uint32_t>>
      Stores; ///< The parameter's value goes into the slot.
};

class FunctionScan {
public:
  FunctionScan(const Program &P, FuncNo F);

  /// Reports removals and updates the function's own effects from its callees'.
  bool run(std::vector<Effects> &All,
           function_ref<void(SlotNo, Removal)> Report);

private:
  const Origin &origin(ir::Reg R) const { return Origins[ir::index(R)]; }
  void computeOrigins();
  bool isNull(ir::Reg R) const { return NeverWritten[ir::index(R)]; }
  void empty(ir::Reg R, Place Where);
  void store(ir::Reg Dst, ir::Reg Src, Place Where);
  void callEffects(FuncNo Callee, const ir::Instr &I, unsigned FirstArg,
                   const std::vector<Effects> &All);

  const Program &P;
  FuncNo Me;
  const ir::Function &F;
  const ModuleView &View;
  std::vector<Origin> Origins;
  std::vector<bool>
      NeverWritten; ///< Fresh cells that nothing is put into: null.
  function_ref<void(SlotNo, Removal)> Report = nullptr;
  Effects *Mine = nullptr;
  bool Changed = false;
};

FunctionScan::FunctionScan(const Program &P, FuncNo F)
    : P(P), Me(F), F(*P.function(F).Body), View(*P.function(F).View),
      Origins(this->F.NumRegs), NeverWritten(this->F.NumRegs) {
  computeOrigins();
}

void FunctionScan::computeOrigins() {
  for (unsigned I = 0; I < F.Params.size(); ++I)
    Origins[I].Params.push_back(I);
  // Values that pass through local pointer cells: two rounds see through a
  // store that is below its load in a loop.
  std::vector<Origin> Stored(F.NumRegs);
  for (unsigned Round = 0; Round < 2; ++Round)
    for (const ir::Block &B : F.Blocks)
      for (const ir::Instr &I : B.Instrs) {
        auto From = [&](unsigned No) -> const Origin & {
          return origin(I.Args[No].R);
        };
        switch (I.Op) {
        case Opcode::Local:
        case Opcode::Temp:
          if (Round == 0)
            NeverWritten[ir::index(I.Result)] = true;
          break;
        case Opcode::Const:
          NeverWritten[ir::index(I.Result)] =
              static_cast<ir::ConstKind>(I.Sub) == ir::ConstKind::Null;
          break;
        case Opcode::Field:
          if (SlotNo S = P.slotOf(View.record(I.Rec), I.SlotNo);
              S != SlotNo::None)
            Origins[ir::index(I.Result)].add({{S}, {}});
          break;
        case Opcode::Elem:
        case Opcode::Next:
        case Opcode::Access:
        case Opcode::Emplace:
          Origins[ir::index(I.Result)].add(From(0));
          break;
        case Opcode::Insert:
          Origins[ir::index(I.Result)].add(From(0));
          NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Load:
          // A borrowed address is where it points; an owner's object is its
          // own.
          Origins[ir::index(I.Result)].add(Stored[ir::index(I.Args[0].R)]);
          break;
        case Opcode::Store:
          Stored[ir::index(I.Args[0].R)].add(From(1));
          NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Copy:
        case Opcode::Move:
        case Opcode::DynCast:
          if (!isNull(I.Args[1].R))
            NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Swap:
        case Opcode::Adopt:
        case Opcode::Alias:
        case Opcode::Weaken:
        case Opcode::Lock:
        case Opcode::SharedFromThis:
        case Opcode::Splice:
          NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Opaque:
        case Opcode::Escape:
          for (const ir::Operand &O : I.Args)
            NeverWritten[ir::index(O.R)] = false;
          break;
        case Opcode::Call:
        case Opcode::VCall: {
          // A constructor or a function that takes the cell by reference may
          // fill it.
          const FunctionInfo &Callee = P.function(View.function(I.Callee));
          for (auto [No, O] : enumerate(I.Args))
            if (!Callee.Body || No >= Callee.Body->Params.size() ||
                P.kind(Callee.View->type(Callee.Body->Params[No].Type)) ==
                    ir::TypeKind::Borrow)
              if (NeverWritten[ir::index(O.R)] &&
                  (!Callee.Body || (No == 0 && (Callee.Flags & ir::FF_Method))))
                NeverWritten[ir::index(O.R)] = false;
          break;
        }
        default:
          break;
        }
      }
}

void FunctionScan::empty(ir::Reg R, Place Where) {
  for (SlotNo S : origin(R).Slots)
    Report(S, {Me, Where});
  for (unsigned I : origin(R).Params)
    Changed |= Mine->Empties.insert(I).second;
}

void FunctionScan::store(ir::Reg Dst, ir::Reg Src, Place Where) {
  if (isNull(Src))
    return empty(Dst, Where);
  for (SlotNo S : origin(Dst).Slots)
    for (unsigned I : origin(Src).Params)
      Changed |= Mine->Stores.insert({I, index(S)}).second;
}

void FunctionScan::callEffects(FuncNo Callee, const ir::Instr &I,
                               unsigned FirstArg,
                               const std::vector<Effects> &All) {
  const Effects &E = All[index(Callee)];
  Place Where = View.place(I.Where);
  // Copies: a recursive call changes what is looped over.
  SmallVector<unsigned, 4> Empties(E.Empties.begin(), E.Empties.end());
  SmallVector<std::pair<unsigned, uint32_t>, 4> Stores(E.Stores.begin(),
                                                       E.Stores.end());
  auto ArgAt = [&](unsigned No) {
    return No + FirstArg < I.Args.size() ? I.Args[No + FirstArg].R
                                         : ir::Reg::None;
  };
  for (unsigned No : Empties)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None)
      empty(R, Where);
  for (auto [No, Slot] : Stores) {
    ir::Reg R = ArgAt(No);
    if (R == ir::Reg::None)
      continue;
    if (isNull(R))
      Report(static_cast<SlotNo>(Slot), {Me, Where});
    for (unsigned Param : origin(R).Params)
      Changed |= Mine->Stores.insert({Param, Slot}).second;
  }
}

bool FunctionScan::run(std::vector<Effects> &All,
                       function_ref<void(SlotNo, Removal)> ReportTo) {
  Report = ReportTo;
  Mine = &All[index(Me)];
  Changed = false;
  for (const ir::Block &B : F.Blocks)
    for (const ir::Instr &I : B.Instrs) {
      Place Where = View.place(I.Where);
      switch (I.Op) {
      case Opcode::Reset:
      case Opcode::Release:
      case Opcode::Erase:
      case Opcode::Unretain:
        empty(I.Args[0].R, Where);
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
        callEffects(View.function(I.Callee), I, 0, All);
        break;
      case Opcode::VCall:
        for (FuncNo O : overriders(P, View.function(I.Callee)))
          callEffects(O, I, 0, All);
        break;
      default:
        break;
      }
    }
  return Changed;
}

} // namespace

Removals::Removals(const Program &P, const CallGraph &G) {
  std::vector<Effects> All(P.numFunctions());
  DenseMap<uint32_t, DenseSet<std::pair<uint64_t, uint64_t>>> Seen;
  auto Report = [&](SlotNo S, Removal R) {
    std::pair<uint64_t, uint64_t> Key{
        (static_cast<uint64_t>(index(R.In)) << 32) | R.Where.File,
        (static_cast<uint64_t>(R.Where.Line) << 32) | R.Where.Col};
    if (Seen[index(S)].insert(Key).second)
      BySlot[index(S)].push_back(R);
  };
  for (const Component &C : G.components())
    for (bool Again = true; Again;) {
      Again = false;
      for (FuncNo F : C.Functions)
        Again |= FunctionScan(P, F).run(All, Report) && C.Recursive;
    }
  for (auto &[S, List] : BySlot)
    llvm::sort(List);
}

} // namespace weakspot::analysis
