//===- Fresh.cpp - Objects that the running call has made -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Fresh.h"
#include "Analysis/CallGraph.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;
using ir::Reg;
using ir::TypeKind;

/// Steps from an address back to where its object is made.
static constexpr unsigned MaxFreshLevels = 12;

bool Fresh::isReturned(FuncNo F, bool IsPointer, unsigned Level) {
  // A function that returns what it got from itself has made that as well.
  auto [It, IsNew] = Returned.try_emplace(index(F), true);
  if (!IsNew)
    return It->second;
  bool All = false;
  if (P.function(F).Body) {
    const Body B(P, F);
    All = true;
    B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Op != Opcode::Return || !All)
        return;
      All = !I.Args.empty() && isMade(B, I.Args[0].R, IsPointer, Level);
    });
  }
  return Returned[index(F)] = All;
}

bool Fresh::isResult(const Body &B, const ir::Instr &Call, unsigned Level) {
  FuncNo Callee = B.callee(Call);
  if (Callee == FuncNo::None || Level > MaxFreshLevels)
    return false;
  bool IsPointer = P.kind(B.info().View->type(Call.Ty)) == TypeKind::Borrow;
  if (Call.Op == Opcode::Call)
    return isReturned(Callee, IsPointer, Level + 1);
  SmallVector<FuncNo, 4> Targets = overriders(P, Callee);
  llvm::sort(Targets);
  return !Targets.empty() && all_of(Targets, [&](FuncNo F) {
    return isReturned(F, IsPointer, Level + 1);
  });
}

bool Fresh::isHeld(const Body &B, Reg Cell, unsigned Level) {
  std::pair<uint32_t, uint32_t> Key{index(B.number()), ir::index(Cell)};
  auto [It, IsNew] = Held.try_emplace(Key, false);
  if (!IsNew)
    return It->second;
  return Held[Key] = isFilled(B, Cell, Level);
}

/// Whether nothing but what is made is ever put into the cell.
bool Fresh::isFilled(const Body &B, Reg Cell, unsigned Level) {
  const ir::Instr *Def = B.definition(Cell);
  if (!Def || Level > MaxFreshLevels)
    return false;
  bool IsMade = false;
  if (Def->Op == Opcode::Call || Def->Op == Opcode::VCall)
    IsMade = isResult(B, *Def, Level);
  else if (Def->Op != Opcode::Local && Def->Op != Opcode::Temp)
    return false;
  bool All = true;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (!All || I.Args.empty() || I.Args[0].R != Cell)
      return;
    switch (I.Op) {
    case Opcode::Adopt:
    case Opcode::Share:
    case Opcode::Store:
    case Opcode::Copy:
    case Opcode::Move:
    case Opcode::DynCast: {
      const ir::Instr *From = B.definition(I.Args[1].R);
      if (From && From->Op == Opcode::Const)
        return;
      bool IsPointer = I.Op == Opcode::Adopt || I.Op == Opcode::Share ||
                       I.Op == Opcode::Store;
      All = isMade(B, I.Args[1].R, IsPointer, Level + 1);
      IsMade |= All;
      break;
    }
    case Opcode::Alias:
    case Opcode::Swap:
    case Opcode::Lock:
    case Opcode::SharedFromThis:
      All = false;
      break;
    default:
      break;
    }
  });
  return All && IsMade;
}

bool Fresh::isIn(const Body &B, Reg Address, unsigned Level) {
  const ir::Instr *Def = B.definition(Address);
  if (!Def || Level > MaxFreshLevels)
    return false;
  switch (Def->Op) {
  case Opcode::Alloc:
  case Opcode::Local:
  case Opcode::Temp:
    return true;
  case Opcode::Field:
  case Opcode::Elem:
  case Opcode::Next:
  case Opcode::Insert:
  case Opcode::Emplace:
  case Opcode::Access:
    return isIn(B, Def->Args[0].R, Level + 1);
  case Opcode::Load:
  case Opcode::Deref:
  case Opcode::Release:
    return isHeld(B, Def->Args[0].R, Level + 1);
  case Opcode::Call:
  case Opcode::VCall:
  case Opcode::Invoke: {
    TypeKind K = P.kind(B.info().View->type(Def->Ty));
    if (K == TypeKind::Record || K == TypeKind::Collection)
      return true;
    return K == TypeKind::Borrow && Def->Op != Opcode::Invoke &&
           isResult(B, *Def, Level + 1);
  }
  default:
    return false;
  }
}

} // namespace weakspot::misuse
