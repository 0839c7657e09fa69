//===- LocalClosures.cpp - Closures that do not get away --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/LocalClosures.h"
#include "Misuse/Bodies.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;
using ir::Reg;

namespace {

/// Follows a closure's cell through the functions that are handed it.
class Trail {
public:
  Trail(const Program &P, RecordNo Closure) : P(P), Closure(Closure) {}

  bool stays(FuncNo F, Reg Cell);

private:
  bool stays(FuncNo F, const ir::Instr &Use, Reg Cell);
  bool staysInCall(FuncNo Callee, unsigned ArgNo);

  static constexpr unsigned MaxSteps = 16;

  const Program &P;
  RecordNo Closure;
  DenseSet<std::pair<uint32_t, uint32_t>> Seen;
};

} // namespace

bool Trail::staysInCall(FuncNo Callee, unsigned ArgNo) {
  const FunctionInfo &To = P.function(Callee);
  if (To.Flags & ir::FF_Coroutine)
    return false;
  if (Callee == P.record(Closure).CallOp && ArgNo == 0)
    return true;
  return To.Body && ArgNo < To.Body->Params.size() &&
         stays(Callee, static_cast<Reg>(ArgNo));
}

bool Trail::stays(FuncNo F, const ir::Instr &Use, Reg Cell) {
  switch (Use.Op) {
  case Opcode::Drop:
    return true;
  case Opcode::Invoke:
    return none_of(drop_begin(Use.Args),
                   [&](const ir::Operand &O) { return O.R == Cell; });
  case Opcode::Call: {
    FuncNo Callee = P.function(F).View->function(Use.Callee);
    return all_of(enumerate(Use.Args), [&](const auto &Arg) {
      return Arg.value().R != Cell || staysInCall(Callee, Arg.index());
    });
  }
  case Opcode::Copy:
  case Opcode::Move: {
    if (Use.Args[0].R == Cell)
      return true;
    for (const ir::Block &B : P.function(F).Body->blocks())
      for (const ir::Instr &I : B.Instrs)
        if (I.Result == Use.Args[0].R)
          return (I.Op == Opcode::Local || I.Op == Opcode::Temp) &&
                 stays(F, I.Result);
    return false;
  }
  default:
    return false;
  }
}

bool Trail::stays(FuncNo F, Reg Cell) {
  if (!Seen.insert({index(F), ir::index(Cell)}).second)
    return true;
  if (Seen.size() > MaxSteps)
    return false;
  const ir::OpenBody Open(*P.function(F).Body);
  for (const ir::Block &B : P.function(F).Body->blocks())
    for (const ir::Instr &I : B.Instrs)
      if (any_of(I.Args, [&](const ir::Operand &O) { return O.R == Cell; }) &&
          !stays(F, I, Cell))
        return false;
  return true;
}

void LocalClosures::scan(const Program &P) {
  DenseSet<uint32_t> Leaving;
  forEachBody(P, ir::opSet({Opcode::Closure}), [&](const Body &In) {
    In.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      if (I.Op != Opcode::Closure)
        return;
      RecordNo R = In.recordOf(I);
      if (Trail(P, R).stays(In.number(), I.Result))
        Local.insert(index(R));
      else
        Leaving.insert(index(R));
    });
  });
  for (uint32_t R : Leaving)
    Local.erase(R);
}

} // namespace weakspot::misuse
