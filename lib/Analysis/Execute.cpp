//===- Execute.cpp - One operation on one path ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;
using ir::TypeKind;

uint64_t FunctionSolver::site(uint64_t Salt) const {
  uint64_t H = 0xcbf29ce484222325ULL;
  for (uint64_t Part :
       {P.function(Self).Id, static_cast<uint64_t>(InstrNo), Salt})
    H = (H ^ Part) * 0x100000001b3ULL + (H >> 29);
  if (Caller)
    H = (H ^ CallSite) * 0x100000001b3ULL + (H >> 29);
  // DenseMap keeps the topmost keys for itself.
  return H >> 4;
}

uint32_t FunctionSolver::nextInstance(State &S, uint64_t Site) {
  return S.SiteCount[Site]++;
}

uint64_t FunctionSolver::freshSymbol(State &S) {
  uint64_t Site = site(0x51);
  return symbol(SymbolKind::Anonymous, Site + nextInstance(S, Site));
}

Value FunctionSolver::arg(const State &S, const ir::Instr &I,
                          unsigned No) const {
  return No < I.Args.size() ? resolve(S, S.Regs[ir::index(I.Args[No].R)])
                            : Value();
}

void FunctionSolver::define(State &S, const ir::Instr &I, Value V) const {
  if (I.Result != ir::Reg::None)
    S.Regs[ir::index(I.Result)] = V;
}

NodeNo FunctionSolver::makeCell(State &S, const ir::Instr &I, NodeKind K) {
  Node N;
  N.Kind = K;
  N.Site = site();
  N.Instance = nextInstance(S, N.Site);
  N.Type = View.type(I.Ty);
  N.Exact = true;
  N.Made = here();
  NodeNo Cell = A.get(N);
  if (K == NodeKind::Local)
    OwnLocals.insert(index(Cell));
  return Cell;
}

bool FunctionSolver::execute(const ir::Instr &I, State &S, States &Forks) {
  switch (I.Op) {
  case Opcode::Local:
  case Opcode::Temp:
    define(S, I, Value::address(makeCell(S, I, NodeKind::Local)));
    return true;
  case Opcode::Alloc:
    define(S, I, Value::address(makeCell(S, I, NodeKind::Heap)));
    return true;
  case Opcode::Global: {
    Node N;
    N.Kind = NodeKind::Global;
    GlobalNo G = View.Globals[ir::index(I.Glob)];
    N.A = index(G);
    N.Type = P.global(G).Type;
    N.Input = true;
    N.Exact = true;
    define(S, I, Value::address(A.get(N)));
    return true;
  }
  case Opcode::Const: {
    switch (static_cast<ir::ConstKind>(I.Sub)) {
    case ir::ConstKind::Null:
      define(S, I, Value::null());
      break;
    case ir::ConstKind::Int:
      define(S, I, Value::integer(I.Int));
      break;
    case ir::ConstKind::True:
    case ir::ConstKind::False:
      define(S, I,
             Value::boolean(static_cast<ir::ConstKind>(I.Sub) ==
                            ir::ConstKind::True));
      break;
    }
    return true;
  }
  case Opcode::Unknown:
    define(S, I, unknownResult(S, View.type(I.Ty)));
    return true;
  case Opcode::FuncRef:
    define(S, I, Value::function(View.function(I.Callee)));
    return true;
  case Opcode::Field: {
    Value Object = arg(S, I, 0);
    if (!requireNonNull(S, Object))
      return false;
    NodeNo N = cellOf(S, Object, TypeNo::None);
    SlotNo Slot = P.slotOf(View.record(I.Rec), I.SlotNo);
    define(S, I,
           Slot == SlotNo::None ? Value() : Value::address(A.slot(N, Slot)));
    return true;
  }
  case Opcode::Elem:
  case Opcode::Next:
  case Opcode::Insert:
  case Opcode::Emplace:
  case Opcode::Access:
  case Opcode::Erase:
  case Opcode::Splice:
    return executeCollection(I, S, Forks);
  case Opcode::Closure:
    executeClosure(I, S);
    return true;
  case Opcode::DynCast:
    return executeCast(I, S, Forks);
  case Opcode::Retain:
    executeRetain(I, S);
    return true;
  case Opcode::Unretain:
    if (NodeNo N = cellOf(S, arg(S, I, 0), TypeNo::None); N != NodeNo::None)
      clearCollection(S, A.kept(N));
    return true;
  case Opcode::Size: {
    NodeNo Coll = cellOf(S, arg(S, I, 0), TypeNo::None);
    if (Coll == NodeNo::None)
      return false;
    define(S, I, sizeOf(S, Coll));
    return true;
  }
  case Opcode::Invoke:
  case Opcode::Call:
  case Opcode::VCall:
    return executeCall(I, S, Forks);
  case Opcode::IsNull:
  case Opcode::Not:
  case Opcode::Cmp:
  case Opcode::Add:
  case Opcode::Sub:
  case Opcode::Mul:
  case Opcode::Div:
  case Opcode::Rem:
  case Opcode::And:
  case Opcode::Or:
  case Opcode::Xor:
  case Opcode::Shl:
  case Opcode::Shr:
  case Opcode::Combine:
  case Opcode::Assume:
  case Opcode::Expired:
  case Opcode::UseCount:
    return executeCondition(I, S);
  case Opcode::Escape:
  case Opcode::Opaque:
    for (unsigned No = 0; No < I.Args.size(); ++No)
      escape(S, arg(S, I, No));
    define(S, I, unknownResult(S, View.type(I.Ty)));
    return true;
  default:
    return executeOwner(I, S);
  }
}

/// A cast to a class that the object may or may not be of goes both ways: that
/// it gives null does not mean that there was no object.
bool FunctionSolver::executeCast(const ir::Instr &I, State &S, States &Forks) {
  NodeNo Dst = cellOf(S, arg(S, I, 0), TypeNo::None);
  NodeNo Src = cellOf(S, arg(S, I, 1), TypeNo::None);
  if (Dst == NodeNo::None)
    return false;
  if (Src == NodeNo::None) {
    resetCell(S, Dst);
    return true;
  }
  TypeNo To = A[Dst].Type;
  RecordNo Wanted =
      To == TypeNo::None ? RecordNo::None : P.recordOf(P.type(To).Arg);
  Value Object = readCell(S, Src);
  if (Wanted == RecordNo::None || !Object.isAddress()) {
    copyCell(S, Dst, Src, /*IsMove=*/false);
    return true;
  }
  Value IsOne = derive(S, {Expr::IsA, Object, Value::integer(index(Wanted))});
  if (!IsOne.isTruth()) {
    State IfNot = S;
    if (learn(IfNot, IsOne, Value::boolean(false))) {
      resetCell(IfNot, Dst);
      Forks.push_back(std::move(IfNot));
    }
    if (!learn(S, IsOne, Value::boolean(true)) || !assumeNull(S, Object, false))
      return false;
    if (A[Object.node()].Input && P.record(Wanted).Derived.empty())
      S.ClassFacts[index(Object.node())] = index(Wanted);
  }
  if (IsOne == Value::boolean(false))
    resetCell(S, Dst);
  else
    copyCell(S, Dst, Src, /*IsMove=*/false);
  return true;
}

bool FunctionSolver::executeOwner(const ir::Instr &I, State &S) {
  Value First = arg(S, I, 0), Second = arg(S, I, 1);
  NodeNo Cell = cellOf(S, First, TypeNo::None);
  if (Cell == NodeNo::None)
    return I.Op == Opcode::Delete || I.Op == Opcode::Drop;
  auto Source = [&](unsigned No) {
    return cellOf(S, arg(S, I, No), TypeNo::None);
  };
  switch (I.Op) {
  case Opcode::Drop:
    dropCell(S, Cell);
    return true;
  case Opcode::Delete:
    destroy(S, A.root(Cell));
    return true;
  case Opcode::Load:
    define(S, I, readCell(S, Cell));
    return true;
  case Opcode::Deref: {
    Value V = readCell(S, Cell);
    define(S, I, V);
    return requireNonNull(S, V);
  }
  case Opcode::Store:
    setOwner(S, Cell, Second, ownsRaw(Cell) ? Second.node() : NodeNo::None);
    return true;
  case Opcode::Copy:
  case Opcode::Move:
    if (Second.K == Value::Func)
      setOwner(S, Cell, Second, NodeNo::None);
    else if (NodeNo Src = Source(1); Src != NodeNo::None)
      copyCell(S, Cell, Src, I.Op == Opcode::Move);
    else
      resetCell(S, Cell);
    return true;
  case Opcode::Swap:
    if (NodeNo Other = Source(1); Other != NodeNo::None)
      swapCells(S, Cell, Other);
    return true;
  case Opcode::Reset:
    resetCell(S, Cell);
    return true;
  case Opcode::Adopt:
    adopt(S, Cell, Second, arg(S, I, 2));
    return true;
  case Opcode::Share:
    adopt(S, Cell, Second, Value());
    return true;
  case Opcode::Alias: {
    NodeNo Owner = Source(1);
    Content C = Owner == NodeNo::None ? Content() : contentOf(S, Owner);
    setOwner(S, Cell, arg(S, I, 2), C.Owned, C.Certain);
    return true;
  }
  case Opcode::Release: {
    Value V = readCell(S, Cell);
    Content &C = S.Cells[index(Cell)];
    C = Content();
    C.V = Value::null();
    C.New = true;
    define(S, I, V);
    return true;
  }
  case Opcode::Weaken:
    if (NodeNo Src = Source(1); Src != NodeNo::None)
      setOwner(S, Cell, readCell(S, Src), NodeNo::None);
    return true;
  case Opcode::Lock:
    if (NodeNo Src = Source(1); Src != NodeNo::None) {
      Value V = readCell(S, Src);
      setOwner(S, Cell, V, V.node());
      if (V.isAddress() && mayBeNull(V.node()))
        S.Locked.push_back({Cell, V.node()});
    }
    return true;
  case Opcode::SharedFromThis: {
    bool Weak = A.kind(Cell) == TypeKind::Weak;
    setOwner(S, Cell, Second, Weak ? NodeNo::None : Second.node());
    S.Cells[index(Cell)].FromSelf = true;
    return true;
  }
  default:
    return true;
  }
}

void FunctionSolver::executeClosure(const ir::Instr &I, State &S) {
  RecordNo R = View.record(I.Rec);
  Summaries.ClosuresMade.insert(index(R));
  Node N;
  N.Kind = NodeKind::Local;
  N.Site = site();
  N.Instance = nextInstance(S, N.Site);
  N.Exact = true;
  N.Made = here();
  N.Type = P.typeOf(R);
  NodeNo Closure = A.get(N);
  OwnLocals.insert(index(Closure));
  define(S, I, Value::address(Closure));
  for (unsigned No = 0; No < I.Args.size(); ++No) {
    SlotNo Slot = SlotNo::None;
    const RecordInfo &Info = P.record(R);
    for (uint32_t K = 0; K < Info.NumSlots; ++K)
      if (P.slot(P.slotOf(R, K)).Name == View.Module->name(I.Args[No].Slot))
        Slot = P.slotOf(R, K);
    if (Slot == SlotNo::None)
      continue;
    Value V = arg(S, I, No);
    NodeNo Cell = A.slot(Closure, Slot);
    ir::Transfer How = I.Args[No].How;
    if (How == ir::Transfer::Ref || !V.isAddress())
      setOwner(S, Cell, V, NodeNo::None);
    else
      copyCell(S, Cell, V.node(), How == ir::Transfer::Move);
  }
}

void FunctionSolver::executeRetain(const ir::Instr &I, State &S) {
  NodeNo Holder = NodeNo::None;
  if (I.HasFirst)
    Holder = cellOf(S, arg(S, I, 0), TypeNo::None);
  if (Holder == NodeNo::None) {
    Node N;
    N.Kind = NodeKind::Global;
    N.A = ~0U;
    N.Input = true;
    Holder = A.get(N);
  }
  unsigned No = I.HasFirst ? 1 : 0;
  Value V = arg(S, I, No);
  if (!V.isAddress())
    return;
  NodeNo Element = addElement(S, A.kept(Holder), ir::Position::Back, Value());
  if (A.kind(V.node()) == TypeKind::Record)
    wrapClosure(S, Element, V.node(), I.Args[No].How == ir::Transfer::Move);
  else
    copyCell(S, Element, V.node(), I.Args[No].How == ir::Transfer::Move);
  Content &C = S.Cells[index(Element)];
  auto Until = static_cast<ir::Lifetime>(I.Sub);
  C.Once = Until == ir::Lifetime::Once;
  C.AtEnd = Until == ir::Lifetime::Holder;
}

/// Whether an object that is not Dead is sure to live: what was made here does,
/// and what a caller hands in.
bool FunctionSolver::isAlive(NodeNo Object) const {
  return !A[Object].Input || A[Object].Kind == NodeKind::Param;
}

static std::optional<Expr::Operation> arithmeticOf(Opcode Op) {
  switch (Op) {
  case Opcode::Add:
    return Expr::Add;
  case Opcode::Sub:
    return Expr::Sub;
  case Opcode::Mul:
    return Expr::Mul;
  case Opcode::Div:
    return Expr::Div;
  case Opcode::Rem:
    return Expr::Rem;
  case Opcode::And:
    return Expr::And;
  case Opcode::Or:
    return Expr::Or;
  case Opcode::Xor:
    return Expr::Xor;
  case Opcode::Shl:
    return Expr::Shl;
  case Opcode::Shr:
    return Expr::Shr;
  case Opcode::Combine:
    return Expr::Combine;
  default:
    return std::nullopt;
  }
}

bool FunctionSolver::executeCondition(const ir::Instr &I, State &S) {
  Value X = arg(S, I, 0), Y = arg(S, I, 1);
  // The same question about the same values has the same answer.
  auto Ask = [&](Expr::Operation Op) {
    Value V = derive(S, {Op, X, Y});
    define(S, I, V == Value() ? Value::symbol(freshSymbol(S)) : V);
  };
  if (std::optional<Expr::Operation> Op = arithmeticOf(I.Op)) {
    Ask(*Op);
    return true;
  }
  switch (I.Op) {
  case Opcode::Assume:
    return assume(S, I.Args[0].R, true);
  case Opcode::Not:
    Y = Value::null();
    Ask(Expr::Not);
    return true;
  case Opcode::IsNull:
    if (X.isAddress())
      X = Value::address(presenceOf(S, X.node()));
    Y = Value::null();
    Ask(Expr::Eq);
    return true;
  case Opcode::Cmp: {
    Ask(static_cast<Expr::Operation>(I.Sub));
    return true;
  }
  case Opcode::Expired: {
    NodeNo Cell = cellOf(S, X, TypeNo::None);
    Value V = Cell == NodeNo::None ? Value() : readCell(S, Cell);
    if (V.K == Value::Null)
      define(S, I, Value::boolean(true));
    else if (V.isAddress() && isAlive(A.root(V.node())))
      define(S, I, Value::boolean(false));
    else
      define(S, I, Value::symbol(freshSymbol(S)));
    return true;
  }
  default:
    define(S, I, Value::symbol(freshSymbol(S)));
    return true;
  }
}

} // namespace weakspot::analysis
