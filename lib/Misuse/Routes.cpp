//===- Routes.cpp -----------------------------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Routes.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;
using ir::Reg;

/// Members and pointers between a root and what is got at from it.
static constexpr unsigned MaxRouteLevels = 12;

/// What a variable is set to, if only once.
static const ir::Instr *setOnce(const Body &B, Reg Cell) {
  const ir::Instr *Set = nullptr;
  bool IsOnce = true;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Args.size() < 2 || I.Args[0].R != Cell)
      return;
    switch (I.Op) {
    case Opcode::Store:
    case Opcode::Copy:
    case Opcode::Move:
    case Opcode::Weaken:
    case Opcode::Lock:
    case Opcode::SharedFromThis:
    case Opcode::Swap:
    case Opcode::Adopt:
      IsOnce &= !Set;
      Set = &I;
      break;
    default:
      break;
    }
  });
  return IsOnce ? Set : nullptr;
}

static std::optional<Route> routeOfResult(const Program &P, const Body &B,
                                          const ir::Instr &Call);

std::optional<Route> routeTo(const Program &P, const Body &B, Reg R) {
  Route To;
  auto From = [&](uint64_t Root) {
    To.Root = Root;
    std::reverse(To.Slots.begin(), To.Slots.end());
    return To;
  };
  for (unsigned Level = 0; Level < MaxRouteLevels; ++Level) {
    if (ir::index(R) < B.info().Body->Params.size())
      return From(ir::index(R));
    const ir::Instr *Def = B.definition(R);
    if (!Def)
      return std::nullopt;
    switch (Def->Op) {
    case Opcode::Field:
      To.Slots.push_back(P.slotOf(B.recordOf(*Def), Def->SlotNo));
      R = Def->Args[0].R;
      break;
    case Opcode::Load:
    case Opcode::Deref:
      R = Def->Args[0].R;
      break;
    case Opcode::Global:
      return From(Route::FirstGlobal + index(B.home(R).Global));
    case Opcode::Local:
    case Opcode::Temp: {
      const ir::Instr *Set = setOnce(B, R);
      if (!Set || Set->Op == Opcode::Swap || Set->Op == Opcode::Adopt)
        return From(ir::index(R));
      R = Set->Args[1].R;
      break;
    }
    case Opcode::Call:
      if (std::optional<Route> Given = routeOfResult(P, B, *Def)) {
        std::reverse(To.Slots.begin(), To.Slots.end());
        append_range(Given->Slots, To.Slots);
        return Given;
      }
      return From(ir::index(R));
    default:
      return From(ir::index(R));
    }
  }
  return std::nullopt;
}

Route behind(const Route &At, const Route &Inner, unsigned Drop) {
  Route Whole = At;
  append_range(Whole.Slots, drop_begin(Inner.Slots, Drop));
  return Whole;
}

std::optional<Route> routeOver(const Program &P, const Body &Caller,
                               const ir::Instr &Call, const Route &Inner) {
  if (Inner.isOfGlobal())
    return Inner;
  const FunctionInfo &F = P.function(Caller.callee(Call));
  if (Inner.Root >= F.Body->Params.size() || Inner.Root >= Call.Args.size())
    return std::nullopt;
  std::optional<Route> To = routeTo(P, Caller, Call.Args[Inner.Root].R);
  return To ? std::optional(behind(*To, Inner)) : std::nullopt;
}

/// What a getter gives: always the same of its parameters, or of a global.
static std::optional<Route> routeOfResult(const Program &P, const Body &B,
                                          const ir::Instr &Call) {
  FuncNo F = B.callee(Call);
  if (F == FuncNo::None || !P.function(F).Body || F == B.number())
    return std::nullopt;
  const Body Getter(P, F);
  Reg Given = Reg::None;
  unsigned Returns = 0;
  Getter.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (I.Op != Opcode::Return)
      return;
    ++Returns;
    Given = I.Args.empty() ? Reg::None : I.Args[0].R;
    // No further getters: they may call one another.
    for (Reg R = Given; R != Reg::None;) {
      const ir::Instr *Def = Getter.definition(R);
      if (Def && Def->Op != Opcode::Field && Def->Op != Opcode::Load &&
          Def->Op != Opcode::Deref && Def->Op != Opcode::Global)
        Given = Reg::None;
      R = Def && Given != Reg::None && !Def->Args.empty() ? Def->Args[0].R
                                                          : Reg::None;
    }
  });
  if (Returns != 1 || Given == Reg::None)
    return std::nullopt;
  std::optional<Route> Inner = routeTo(P, Getter, Given);
  return Inner ? routeOver(P, B, Call, *Inner) : std::nullopt;
}

} // namespace weakspot::misuse
