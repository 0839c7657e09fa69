//===- Tables.cpp - The functions that globals hold -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Program.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

namespace {

/// Follows functions and closures through the registers of one function into
/// the globals in which they end up, in the order of the text.
class TableScan {
public:
  TableScan(const Program &P, const FunctionInfo &F)
      : P(P), View(*F.View), Body(*F.Body) {}

  /// Whether there is anything to follow.
  bool isWorthIt() const;
  template <typename Callback> void run(Callback Found);

private:
  FuncNo functionOf(const ir::Instr &I) const;

  const Program &P;
  const ModuleView &View;
  const ir::Function &Body;
};

} // namespace

FuncNo TableScan::functionOf(const ir::Instr &I) const {
  if (I.Op == Opcode::FuncRef)
    return View.function(I.Callee);
  if (I.Op == Opcode::Closure)
    if (RecordNo R = View.record(I.Rec); R != RecordNo::None)
      return P.record(R).CallOp;
  return FuncNo::None;
}

bool TableScan::isWorthIt() const {
  return Body.hasAny(ir::opSet({Opcode::Global})) &&
         Body.hasAny(ir::opSet({Opcode::FuncRef, Opcode::Closure}));
}

template <typename Callback> void TableScan::run(Callback Found) {
  DenseMap<ir::Reg, GlobalNo> Within;
  DenseMap<ir::Reg, SmallVector<FuncNo, 2>> Held;
  auto Hold = [&](ir::Reg R, ArrayRef<FuncNo> Functions) {
    auto It = Within.find(R);
    for (FuncNo F : Functions)
      if (It != Within.end())
        Found(It->second, F);
      else if (!is_contained(Held[R], F))
        Held[R].push_back(F);
  };
  const ir::OpenBody Open(Body);
  for (const ir::Block &B : Body.blocks())
    for (const ir::Instr &I : B.Instrs) {
      if (I.Op == Opcode::Global)
        Within[I.Result] = View.Globals[ir::index(I.Glob)];
      SmallVector<FuncNo, 2> Passed;
      if (FuncNo F = functionOf(I); F != FuncNo::None)
        Passed.push_back(F);
      for (const ir::Operand &O : drop_begin(I.Args, I.Args.empty() ? 0 : 1))
        append_range(Passed, Held.lookup(O.R));
      if (!I.Args.empty()) {
        if (auto Base = Within.find(I.Args[0].R);
            Base != Within.end() && I.Result != ir::Reg::None) {
          GlobalNo G = Base->second;
          Within[I.Result] = G;
        }
        Hold(I.Args[0].R, Passed);
        append_range(Passed, Held.lookup(I.Args[0].R));
      }
      if (I.Result != ir::Reg::None && !Passed.empty())
        Hold(I.Result, Passed);
    }
}

void Program::findTables() {
  for (const FunctionInfo &F : Functions) {
    if (!F.Body)
      continue;
    TableScan Scan(*this, F);
    if (!Scan.isWorthIt())
      continue;
    Scan.run([&](GlobalNo G, FuncNo Held) {
      auto &Known = Globals[index(G)].Functions;
      if (!is_contained(Known, Held))
        Known.push_back(Held);
    });
  }
}

} // namespace weakspot::analysis
