//===- Interpreter.cpp - Runs the ownership IR concretely -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::ir;

namespace weakspot::conformance {

Interpreter::Interpreter(const Module &M, StringRef CountedName,
                         StringRef Probe)
    : M(M), Probe(Probe) {
  for (size_t I = 0; I < M.Records.size(); ++I)
    if (M.Records[I].Name == CountedName)
      Counted = static_cast<RecordId>(I);
}

std::set<Log> Interpreter::run(FuncId F) {
  std::set<Log> Logs;
  Choices.clear();
  for (unsigned Runs = 0; Runs < 4000; ++Runs) {
    Cells.clear();
    Blocks.clear();
    Globals.clear();
    Lines.clear();
    Limits.clear();
    NextChoice = Steps = Depth = 0;
    Stopped = false;
    call(F, {});
    if (!Stopped) {
      Lines.push_back(alive());
      Logs.insert(Lines);
    }
    // The next run differs in the last choice that has an alternative left.
    Choices.resize(Limits.size());
    while (!Choices.empty() && Choices.back() + 1 == Limits[Choices.size() - 1])
      Choices.pop_back();
    if (Choices.empty())
      break;
    ++Choices.back();
  }
  return Logs;
}

unsigned Interpreter::choose(unsigned N) {
  if (NextChoice == Choices.size())
    Choices.push_back(0);
  Limits.push_back(N);
  return Choices[NextChoice++];
}

bool Interpreter::truth(Value V) {
  if (V.Kind == Value::Unknown)
    return choose(2) == 1;
  return V.Kind == Value::Int ? V.N != 0 : V.Kind != Value::Null;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

FuncId Interpreter::overrider(FuncId F, Value Object) const {
  if (Object.Kind != Value::Address || kind(Object.N) != TypeKind::Record)
    return F;
  auto Overrides = [&](auto &Self, FuncId G) -> bool {
    return G == F || any_of(M.function(G).Overrides,
                            [&](FuncId O) { return Self(Self, O); });
  };
  auto In = [&](auto &Self, RecordId R) -> FuncId {
    for (size_t I = 0; I < M.Functions.size(); ++I)
      if (FuncId G = static_cast<FuncId>(I);
          M.Functions[I].Parent == R && Overrides(Overrides, G))
        return G;
    for (RecordId Base : M.record(R).Bases)
      if (FuncId G = Self(Self, Base); G != FuncId::None)
        return G;
    return FuncId::None;
  };
  FuncId G = In(In, M.type(Cells[Object.N].T).Record);
  return G == FuncId::None ? F : G;
}

Interpreter::Value Interpreter::invoke(Value Callee, std::vector<Value> Args) {
  if (Callee.Kind == Value::Function)
    return call(static_cast<FuncId>(Callee.N), std::move(Args));
  if (Callee.Kind != Value::Address)
    return {};
  CellNo C = Callee.N;
  if (kind(C) == TypeKind::Callable)
    return at(C).Inner == NoCell
               ? Value()
               : invoke({Value::Address, at(C).Inner}, std::move(Args));
  if (kind(C) == TypeKind::Borrow)
    return invoke(at(C).V, std::move(Args));
  if (kind(C) != TypeKind::Record)
    return {};
  FuncId Op = M.record(M.type(at(C).T).Record).CallOp;
  if (Op == FuncId::None)
    return {};
  Args.insert(Args.begin(), {Value::Address, C});
  return call(Op, std::move(Args));
}

Interpreter::Value Interpreter::call(FuncId Id, std::vector<Value> Args) {
  const Function &F = M.function(Id);
  if (F.Name.starts_with(Probe)) {
    Lines.push_back(alive());
    return {};
  }
  if (F.Blocks.empty() || stop())
    return {};
  ++Depth;
  Frame Fr{&F, std::vector<Value>(F.NumRegs)};
  for (size_t I = 0; I < std::min(Args.size(), F.Params.size()); ++I)
    Fr.Regs[I] = Args[I];
  Value Result;
  for (const Block *B = &F.Blocks.front(); B && !stop();) {
    const Block *To = nullptr;
    for (const Instr &I : B->Instrs) {
      if (stop())
        break;
      switch (I.Op) {
      case Opcode::Try:
        To = &F.Blocks[index(I.Targets.front())];
        continue;
      case Opcode::Jump:
        To = &F.Blocks[index(
            I.Targets[I.Targets.size() == 1 ? 0 : choose(I.Targets.size())])];
        continue;
      case Opcode::Branch:
        To = &F.Blocks[index(
            I.Targets[truth(Fr.Regs[index(I.Args[0].R)]) ? 0 : 1])];
        continue;
      case Opcode::Return:
        if (!I.Args.empty())
          Result = Fr.Regs[index(I.Args[0].R)];
        continue;
      case Opcode::Throw:
      case Opcode::Unreachable:
        Stopped = true;
        continue;
      default: {
        Value V = execute(Fr, I);
        if (I.Result != Reg::None)
          Fr.Regs[index(I.Result)] = V;
      }
      }
    }
    B = To;
  }
  --Depth;
  return Result;
}

} // namespace weakspot::conformance
