//===- Deleters.cpp - What owners run at the end of a life ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A deleter in view that does not end what it is given makes its pointer a
// guard: what is owned is the control block, with the deleter's captures, and
// the deleter is run when that goes. Any other deleter is taken to delete.
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;
using ir::TypeKind;

namespace {

/// Where a function's pointer parameter goes.
class Given {
public:
  Given(const Program &P, FuncNo F, unsigned Param, unsigned Level)
      : P(P), Info(P.function(F)), Level(Level) {
    IsGiven.resize(Info.Body->NumRegs);
    if (Param < IsGiven.size())
      IsGiven.set(Param);
  }

  /// Whether the body only looks at what is behind it, or changes that.
  bool isLeftAlive();

private:
  bool isGiven(const ir::Operand &O) const {
    return IsGiven.test(ir::index(O.R));
  }
  bool leavesAlive(const ir::Instr &I);
  bool calleeLeavesAlive(const ir::Instr &I) const;

  const Program &P;
  const FunctionInfo &Info;
  unsigned Level;
  BitVector IsGiven; ///< By register: it, or a cell that it was put into.
};

} // namespace

bool Given::calleeLeavesAlive(const ir::Instr &I) const {
  static constexpr unsigned MaxLevel = 4;
  if (none_of(I.Args, [&](const ir::Operand &O) { return isGiven(O); }))
    return true;
  FuncNo Callee = Info.View->function(I.Callee);
  if (I.Op != Opcode::Call || Level >= MaxLevel || !P.function(Callee).Body)
    return false;
  return all_of(enumerate(I.Args), [&](const auto &Arg) {
    return !isGiven(Arg.value()) ||
           Given(P, Callee, Arg.index(), Level + 1).isLeftAlive();
  });
}

bool Given::leavesAlive(const ir::Instr &I) {
  switch (I.Op) {
  case Opcode::Call:
  case Opcode::VCall:
  case Opcode::Invoke:
    return calleeLeavesAlive(I);
  case Opcode::Load:
    if (isGiven(I.Args[0]))
      IsGiven.set(ir::index(I.Result));
    return true;
  case Opcode::Store: {
    if (!isGiven(I.Args[1]))
      return true;
    const ir::Instr *Cell = nullptr;
    for (const ir::Block &B : Info.Body->blocks())
      for (const ir::Instr &Def : B.Instrs)
        if (Def.Result == I.Args[0].R)
          Cell = &Def;
    IsGiven.set(ir::index(I.Args[0].R));
    return Cell && Cell->Op == Opcode::Local;
  }
  case Opcode::Field:
  case Opcode::Deref:
  case Opcode::IsNull:
  case Opcode::Cmp:
    return true;
  default:
    return none_of(I.Args, [&](const ir::Operand &O) { return isGiven(O); });
  }
}

bool Given::isLeftAlive() {
  const ir::OpenBody Open(*Info.Body);
  return all_of(Info.Body->blocks(), [&](const ir::Block &B) {
    return all_of(B.Instrs, [&](const ir::Instr &I) { return leavesAlive(I); });
  });
}

static bool endsNoLife(const Program &P, FuncNo Deleter, bool IsClosure) {
  return Deleter != FuncNo::None && P.function(Deleter).Body &&
         Given(P, Deleter, IsClosure ? 1 : 0, 0).isLeftAlive();
}

void FunctionSolver::adopt(State &S, NodeNo Cell, Value Object, Value Deleter) {
  NodeNo Held = Deleter.node();
  // A unique pointer to nothing runs no deleter.
  bool Runs = Object.isAddress() ||
              (Object.K == Value::Null && A.kind(Cell) == TypeKind::Strong);
  if (!Runs || (Held == NodeNo::None && Deleter.K != Value::Func))
    return setOwner(S, Cell, Object, Object.node());
  FuncNo Body = FuncNo::None;
  Value Closure;
  bool IsGuard = callableTarget(S, Deleter, Body, Closure) &&
                 endsNoLife(P, Body, Closure.isAddress());
  NodeNo Owned = Object.isAddress() ? A.root(Object.node()) : NodeNo::None;
  if (IsGuard) {
    Node Block;
    Block.Kind = NodeKind::Heap;
    Block.Site = site(0xb10c);
    Block.Instance = nextInstance(S, Block.Site);
    Block.Made = here();
    Owned = A.get(Block);
    setOwner(S, Owned, Object, NodeNo::None);
  }
  setOwner(S, Cell, Object, Owned);
  if (Owned == NodeNo::None)
    return;
  NodeNo Kept = A.deleter(Owned);
  if (Held == NodeNo::None) {
    if (IsGuard)
      setOwner(S, Kept, Deleter, NodeNo::None);
  } else if (A.kind(Held) == TypeKind::Record) {
    wrapClosure(S, Kept, Held, /*IsMove=*/true);
  } else if (A.kind(Held) == TypeKind::Callable) {
    copyCell(S, Kept, Held, /*IsMove=*/true);
  }
}

/// Of a control block that was made to guard something.
void FunctionSolver::runDeleter(State &S, NodeNo Block) {
  auto Guarded = S.Cells.find(index(Block));
  NodeNo Deleter = A.deleter(Block);
  if (A[Block].Kind != NodeKind::Heap || A[Block].Type != TypeNo::None ||
      Guarded == S.Cells.end() || !S.Cells.contains(index(Deleter)))
    return;
  SmallVector<Value, 2> Args{Guarded->second.V};
  FuncNo Body = FuncNo::None;
  Value Closure;
  if (!callableTarget(S, Value::address(Deleter), Body, Closure))
    return;
  if (Closure.isAddress())
    Args.insert(Args.begin(), Closure);
  if (!callBest(S, Body, Args))
    S.skip(Body);
}

} // namespace weakspot::analysis
