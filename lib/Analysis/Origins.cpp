//===- Origins.cpp - Where addresses come from ----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis/Origins.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

void KnownAddresses::borrow(SlotNo Holder, const Origin &From) {
  if (From.Slots.empty())
    return;
  Origin &To = Borrowed[index(Holder)];
  size_t Before = To.Slots.size();
  To.add({From.Slots, {}});
  BorrowedMore |= To.Slots.size() != Before;
}

Origins::Origins(const Program &P, FuncNo Me, KnownAddresses &Known)
    : P(P), Me(Me), F(*P.function(Me).Body), View(*P.function(Me).View),
      Known(Known), ByReg(F.NumRegs), Stored(F.NumRegs),
      CellType(F.NumRegs, TypeNo::None), LoadedFrom(F.NumRegs, ir::Reg::None),
      Fields(F.NumRegs), NeverWritten(F.NumRegs), BeingMade(F.NumRegs) {
  for (unsigned I = 0; I < F.Params.size(); ++I) {
    ByReg[I].Params.push_back(I);
    CellType[I] = View.type(F.Params[I].Type);
  }
  if (P.function(Me).Flags & ir::FF_Ctor)
    BeingMade[0] = true;
  const ir::OpenBody Open(F);
  // Values that pass through local pointer cells: two rounds see through a
  // store that is below its load in a loop.
  for (unsigned Round = 0; Round < 2; ++Round)
    for (const ir::Block &B : F.blocks())
      for (const ir::Instr &I : B.Instrs) {
        follow(I);
        followWrite(I, Round == 0);
      }
}

Origin Origins::pointees(ir::Reg Cell) const {
  Origin Found = Stored[ir::index(Cell)];
  for (SlotNo S : of(Cell).Slots) {
    if (auto It = Known.Borrowed.find(index(S)); It != Known.Borrowed.end())
      Found.add(It->second);
    // `static Table &table = *new Table;`
    if (isGlobal(S))
      Found.add({{S}, {}});
  }
  return Found;
}

bool Origins::liesIn(ir::Reg Part, ir::Reg Whole) const {
  auto IsSame = [&](auto &Self, ir::Reg X, ir::Reg Y) -> bool {
    const FieldOf &FX = Fields[ir::index(X)], &FY = Fields[ir::index(Y)];
    return X == Y || (FX.Base != ir::Reg::None && FY.Base != ir::Reg::None &&
                      FX.Rec == FY.Rec && FX.SlotNo == FY.SlotNo &&
                      Self(Self, FX.Base, FY.Base));
  };
  while (!IsSame(IsSame, Part, Whole)) {
    Part = Fields[ir::index(Part)].Base;
    if (Part == ir::Reg::None)
      return false;
  }
  return true;
}

/// What a call gives, where that is an address in something it was given.
void Origins::addResult(FuncNo Callee, const ir::Instr &I) {
  if (I.Result == ir::Reg::None)
    return;
  const Origin Returned = Known.Returned[index(Callee)];
  ByReg[ir::index(I.Result)].add({Returned.Slots, {}});
  for (unsigned No : Returned.Params)
    if (No < I.Args.size())
      ByReg[ir::index(I.Result)].add(Origin(of(I.Args[No].R)));
}

/// What an owner leads to if that is no record.
void Origins::addBare(const ir::Instr &I) {
  auto OwnsBare = [&](TypeNo T) {
    while (T != TypeNo::None && P.kind(T) == ir::TypeKind::Borrow)
      T = P.type(T).Arg;
    if (T == TypeNo::None || P.kind(T) != ir::TypeKind::Strong)
      return false;
    TypeNo Object = P.type(T).Arg;
    return Object != TypeNo::None && P.kind(Object) != ir::TypeKind::Record;
  };
  Origin &Result = ByReg[ir::index(I.Result)];
  ir::Reg Cell = I.Args[0].R;
  if (OwnsBare(CellType[ir::index(Cell)]))
    Result.add({{bareObjects(of(Cell).Params.empty() ? Known.G.outermost(Me)
                                                     : FuncNo::None)},
                {}});
  for (SlotNo S : of(Cell).Slots) {
    if (index(S) >= FirstBare || !OwnsBare(P.slot(S).Type))
      continue;
    const RecordInfo &Holder = P.record(P.slot(S).Record);
    Result.add({{bareObjects(Holder.Flags & ir::RF_Closure
                                 ? Known.G.outermost(Holder.CallOp)
                                 : FuncNo::None)},
                {}});
  }
}

void Origins::follow(const ir::Instr &I) {
  auto From = [&](unsigned No) -> const Origin & { return of(I.Args[No].R); };
  switch (I.Op) {
  case Opcode::Local:
  case Opcode::Temp:
    CellType[ir::index(I.Result)] = View.type(I.Ty);
    break;
  case Opcode::Field:
    if (SlotNo S = P.slotOf(View.record(I.Rec), I.SlotNo); S != SlotNo::None)
      ByReg[ir::index(I.Result)].add({{S}, {}});
    BeingMade[ir::index(I.Result)] = isBeingMade(I.Args[0].R);
    Fields[ir::index(I.Result)] = {I.Args[0].R, I.Rec, I.SlotNo};
    break;
  case Opcode::Global:
    ByReg[ir::index(I.Result)].add(
        {{asSlot(View.Globals[ir::index(I.Glob)])}, {}});
    break;
  case Opcode::Elem:
  case Opcode::Next:
  case Opcode::Access:
  case Opcode::Emplace:
  case Opcode::Insert:
    ByReg[ir::index(I.Result)].add(From(0));
    break;
  case Opcode::Load:
  case Opcode::Deref:
    // A borrowed address is where it points; an owner's object is its own.
    ByReg[ir::index(I.Result)].add(pointees(I.Args[0].R));
    if (I.Op == Opcode::Load)
      LoadedFrom[ir::index(I.Result)] = I.Args[0].R;
    else
      addBare(I);
    break;
  case Opcode::Store:
    Stored[ir::index(I.Args[0].R)].add(From(1));
    break;
  case Opcode::Call:
    addResult(View.function(I.Callee), I);
    break;
  case Opcode::VCall:
    for (FuncNo O : overriders(P, View.function(I.Callee)))
      addResult(O, I);
    break;
  default:
    break;
  }
}

void Origins::followWrite(const ir::Instr &I, bool IsFirst) {
  auto Write = [&](const ir::Operand &O) {
    NeverWritten[ir::index(O.R)] = false;
    for (ir::Reg Part = Fields[ir::index(O.R)].Base; Part != ir::Reg::None;
         Part = Fields[ir::index(Part)].Base)
      NeverWritten[ir::index(Part)] = false;
  };
  switch (I.Op) {
  case Opcode::Local:
  case Opcode::Temp:
    if (IsFirst)
      NeverWritten[ir::index(I.Result)] = true;
    break;
  case Opcode::Const:
    NeverWritten[ir::index(I.Result)] =
        static_cast<ir::ConstKind>(I.Sub) == ir::ConstKind::Null;
    break;
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::DynCast:
    if (!isNull(I.Args[1].R))
      Write(I.Args[0]);
    break;
  case Opcode::Insert:
  case Opcode::Store:
  case Opcode::Swap:
  case Opcode::Adopt:
  case Opcode::Share:
  case Opcode::Alias:
  case Opcode::Weaken:
  case Opcode::Lock:
  case Opcode::SharedFromThis:
  case Opcode::Splice:
    Write(I.Args[0]);
    break;
  case Opcode::Opaque:
  case Opcode::Escape:
    for_each(I.Args, Write);
    break;
  case Opcode::Call:
  case Opcode::VCall: {
    // A constructor may fill the cell, as may code that is not in view.
    const FunctionInfo &Callee = P.function(View.function(I.Callee));
    if (!Callee.Body)
      for_each(I.Args, Write);
    else if ((Callee.Flags & ir::FF_Method) && !I.Args.empty() &&
             (Callee.Body->Params.empty() ||
              P.kind(Callee.View->type(Callee.Body->Params[0].Type)) ==
                  ir::TypeKind::Borrow))
      Write(I.Args[0]);
    break;
  }
  default:
    break;
  }
}

void Origins::addBorrowed(
    function_ref<void(unsigned Param, SlotNo Holder)> Stored) {
  const ir::OpenBody Open(F);
  for (const ir::Block &B : F.blocks())
    for (const ir::Instr &I : B.Instrs) {
      if (I.Op == Opcode::Closure)
        addCaptures(I);
      bool IsRef = I.Op == Opcode::Insert && I.Args[1].How == ir::Transfer::Ref;
      if (I.Op != Opcode::Store && !IsRef)
        continue;
      for (SlotNo Holder : of(I.Args[0].R).Slots) {
        Known.borrow(Holder, of(I.Args[1].R));
        for (unsigned No : of(I.Args[1].R).Params)
          Stored(No, Holder);
      }
    }
}

void Origins::addCaptures(const ir::Instr &I) {
  RecordNo R = View.record(I.Rec);
  for (const ir::Operand &O : I.Args)
    for (uint32_t No = 0; No < P.record(R).NumSlots; ++No)
      if (SlotNo S = P.slotOf(R, No);
          O.How == ir::Transfer::Ref &&
          P.slot(S).Name == View.Module->name(O.Slot))
        Known.borrow(S, of(O.R));
}

} // namespace weakspot::analysis
