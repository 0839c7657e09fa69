//===- Owners.cpp - Pointers, copies and ends of lives ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::TypeKind;

bool FunctionSolver::isFresh(NodeNo Cell) const {
  if (!(Frame.F.Flags & ir::FF_Ctor))
    return false;
  SlotNo Outermost = SlotNo::None;
  for (; A[Cell].Kind == NodeKind::Slot; Cell = A[Cell].Parent)
    Outermost = static_cast<SlotNo>(A[Cell].A);
  return A[Cell].Kind == NodeKind::Param && A[Cell].A == 0 &&
         Outermost != SlotNo::None &&
         P.slot(Outermost).Record == P.function(Frame.Self).Parent;
}

bool FunctionSolver::isUnset(NodeNo Cell) const {
  return A[Cell].Kind == NodeKind::Global && A[Cell].A != ~0U &&
         P.global(static_cast<GlobalNo>(A[Cell].A)).IsGuard &&
         isMain(P.function(Frame.Self));
}

bool FunctionSolver::ownsRaw(NodeNo Cell) const {
  return A[Cell].Kind == NodeKind::Slot &&
         P.slot(static_cast<SlotNo>(A[Cell].A)).OwnsRaw;
}

Content &FunctionSolver::contentOf(State &S, NodeNo Cell) {
  auto It = S.Cells.find(index(Cell));
  if (It != S.Cells.end())
    return It->second;
  Content C;
  const Node N = A[Cell];
  TypeKind K = A.kind(Cell);
  if (K == TypeKind::Collection || N.Kind == NodeKind::Kept) {
    C.Rest = N.Input && !isFresh(Cell);
  } else if (K == TypeKind::Scalar ||
             (K == TypeKind::Opaque && N.Type != TypeNo::None) ||
             K == TypeKind::Record) {
    C.V = isUnset(Cell) ? Value::boolean(false)
          : N.Input     ? Value::symbol(symbol(SymbolKind::Entry, index(Cell)))
                        : Value::symbol(freshSymbol(S));
  } else if (N.Input && !isFresh(Cell)) {
    NodeNo To = A.pointee(Cell);
    C.V = Value::address(To);
    if (isOwnerKind(K) || ownsRaw(Cell))
      C.Owned = To;
  } else {
    C.V = Value::null();
  }
  return S.Cells[index(Cell)] = std::move(C);
}

Value FunctionSolver::readCell(State &S, NodeNo Cell) {
  Content &C = contentOf(S, Cell);
  // A weak pointer to an object that died reads as null: what `lock` gives.
  if (C.V.isAddress() && A.kind(Cell) == TypeKind::Weak &&
      S.Dead.contains(index(A.root(C.V.node()))))
    return Value::null();
  return resolve(S, C.V);
}

NodeNo FunctionSolver::cellOf(State &S, Value V, TypeNo Type) {
  V = resolve(S, V);
  if (V.isAddress())
    return V.node();
  if (V.K == Value::Null)
    return NodeNo::None;
  Node N;
  N.Kind = NodeKind::Opaque;
  uint64_t Data = V.K == Value::Func ? P.function(V.func()).Id
                                     : static_cast<uint64_t>(V.Data);
  N.Site = site(Data * 31 + static_cast<uint64_t>(V.K));
  N.Type = Type;
  N.Input = true;
  N.Made = here();
  return A.get(N);
}

bool FunctionSolver::mayBeNull(NodeNo N) const {
  const Node &Info = A[A.presenceOf(N)];
  switch (Info.Kind) {
  case NodeKind::Pointee:
  case NodeKind::Opaque:
    return true;
  case NodeKind::Param: {
    TypeNo Declared = Frame.View.type(Frame.F.Params[Info.A].Type);
    return P.kind(Declared) == TypeKind::Borrow &&
           (Info.A != 0 || !(Frame.F.Flags & ir::FF_Method));
  }
  case NodeKind::Element:
    return Info.A != static_cast<uint32_t>(ElementKind::Fresh) &&
           Info.A != static_cast<uint32_t>(ElementKind::Made);
  default:
    return false;
  }
}

bool FunctionSolver::requireNonNull(State &S, Value V) {
  V = resolve(S, V);
  if (V.K == Value::Null)
    return false;
  if (V.isAddress() && mayBeNull(V.node()))
    S.NullFacts[index(presenceOf(S, V.node()))] = false;
  return true;
}

bool FunctionSolver::isOwned(const State &S, NodeNo Object) const {
  return any_of(S.Cells, [&](const auto &Entry) {
    const Content &C = Entry.second;
    return C.Owned != NodeNo::None && A.root(C.Owned) == Object &&
           !S.Dead.contains(index(A.root(static_cast<NodeNo>(Entry.first))));
  });
}

void FunctionSolver::release(State &S, TypeKind HolderKind,
                             const Content &Old) {
  // What a raw pointer owns, only a delete ends.
  if (Old.Owned == NodeNo::None || HolderKind == TypeKind::Borrow)
    return;
  NodeNo Object = A.root(Old.Owned);
  if (S.Dead.contains(index(Object)))
    return;
  const Node &N = A[Object];
  // A callee may have moved the object on before its old holder is looked at.
  if (isOwned(S, Object))
    return;
  if (HolderKind == TypeKind::Unique) {
    if (resolve(S, Value::address(Old.Owned)).K != Value::Null)
      destroy(S, Object);
    return;
  }
  if (N.Kind == NodeKind::Heap && !N.Input &&
      !S.Escaped.contains(index(Object)))
    destroy(S, Object);
}

void FunctionSolver::assign(State &S, NodeNo Cell, Content C) {
  Content Old;
  auto It = S.Cells.find(index(Cell));
  if (It != S.Cells.end())
    Old = It->second;
  C.New = true;
  C.Guessed |= S.Guessed;
  C.After = S.Made;
  S.Cells[index(Cell)] = std::move(C);
  release(S, A.kind(Cell), Old);
}

void FunctionSolver::setOwner(State &S, NodeNo Cell, Value Pointee,
                              NodeNo Owned, bool Certain) {
  Content C;
  C.V = Pointee;
  C.Owned = Owned;
  C.How = here();
  C.Certain = Certain;
  assign(S, Cell, std::move(C));
}

void FunctionSolver::copyCell(State &S, NodeNo Dst, NodeNo Src, bool IsMove,
                              bool KeepHow) {
  if (Dst == Src)
    return;
  TypeKind To = A.kind(Dst), From = A.kind(Src);
  if (A[Dst].Type == TypeNo::None)
    To = From;
  // What is erased is kept as it is: a weak pointer owns nothing in there.
  if (To == TypeKind::Callable &&
      (From == TypeKind::Record ||
       ((From == TypeKind::Weak || From == TypeKind::Borrow) &&
        readCell(S, Src).isAddress())))
    return wrapClosure(S, Dst, Src, IsMove);
  if (To == TypeKind::Record && From == TypeKind::Record) {
    // A part that is a base is initialised by itself, in the whole object.
    RecordNo R = P.recordOf(A[Dst].Type), Part = P.recordOf(A[Src].Type);
    bool IsBase = R != RecordNo::None && Part != RecordNo::None &&
                  P.isDerivedFrom(R, Part);
    return copyRecord(S, Dst, Src, R == RecordNo::None || IsBase ? Part : R,
                      IsMove);
  }
  if (To == TypeKind::Collection && From == TypeKind::Collection)
    return copyCollection(S, Dst, Src, IsMove);
  if (To == TypeKind::Collection) {
    clearCollection(S, Dst);
    return copyCell(S, addElement(S, Dst, ir::Position::Back, Value()), Src,
                    IsMove, KeepHow);
  }
  if (To == TypeKind::Record || From == TypeKind::Collection)
    return;
  if (From == TypeKind::Record) {
    // A closure without captures becomes a function's address.
    RecordNo R = P.recordOf(A[Src].Type);
    if (R != RecordNo::None && P.record(R).CallOp != FuncNo::None)
      setOwner(S, Dst, Value::function(P.record(R).CallOp), NodeNo::None);
    return;
  }
  copyPointer(S, Dst, Src, IsMove, KeepHow);
}

void FunctionSolver::copyPointer(State &S, NodeNo Dst, NodeNo Src, bool IsMove,
                                 bool KeepHow) {
  TypeKind To = A[Dst].Type == TypeNo::None ? A.kind(Src) : A.kind(Dst);
  TypeKind From = A.kind(Src);
  if (auto Lock = find_if(S.Locked, [&](auto &L) { return L.first == Src; });
      Lock != S.Locked.end()) {
    NodeNo Referent = Lock->second;
    S.Locked.push_back({Dst, Referent});
  }
  Content C = contentOf(S, Src);
  C.V = readCell(S, Src);
  if (!isOwnerKind(To))
    C.Owned = ownsRaw(Dst) ? C.V.node() : NodeNo::None;
  else if (!isOwnerKind(From))
    // From a weak or raw pointer; an owner that owns nothing stays one.
    C.Owned = C.V.node();
  // What points to nothing owns nothing, unless it was made so.
  bool IsGuard = C.Owned != NodeNo::None && isOwnerKind(From) &&
                 S.Cells.find(index(Src))->second.V.K == Value::Null;
  if (C.V.K == Value::Null && !IsGuard)
    C.Owned = NodeNo::None;
  if (!KeepHow || C.How == TraceNo::None)
    C.How = here();
  C.Once = false;
  if (To == TypeKind::Callable && From == TypeKind::Callable && !IsMove &&
      C.Owned != NodeNo::None && A.kind(C.Owned) == TypeKind::Record)
    return wrapClosure(S, Dst, C.Owned, false);
  if (IsMove) {
    Content &Source = S.Cells[index(Src)];
    Source = Content();
    Source.V = Value::null();
    Source.New = true;
  }
  assign(S, Dst, std::move(C));
}

void FunctionSolver::wrapClosure(State &S, NodeNo Dst, NodeNo Src,
                                 bool IsMove) {
  Node N;
  N.Kind = NodeKind::Heap;
  N.Site = site(index(Dst));
  N.Instance = nextInstance(S, N.Site);
  N.Type = A[Src].Type;
  N.Exact = true;
  N.Made = A[Src].Made == TraceNo::None ? here() : A[Src].Made;
  NodeNo Erased = A.get(N);
  copyCell(S, Erased, Src, IsMove, /*KeepHow=*/true);
  setOwner(S, Dst, Value::address(Erased), Erased);
}

void FunctionSolver::copyRecord(State &S, NodeNo Dst, NodeNo Src, RecordNo R,
                                bool IsMove) {
  if (R == RecordNo::None)
    return;
  const RecordInfo &Info = P.record(R);
  for (uint32_t I = 0; I < Info.NumSlots; ++I) {
    SlotNo Slot = P.slotOf(R, I);
    TypeKind K = P.kind(P.slot(Slot).Type);
    if (K == TypeKind::Opaque)
      continue;
    copyCell(S, A.slot(Dst, Slot), A.slot(Src, Slot), IsMove, /*KeepHow=*/true);
  }
  for (RecordNo B : Info.Bases)
    copyRecord(S, Dst, Src, B, IsMove);
}

void FunctionSolver::swapCells(State &S, NodeNo X, NodeNo Y) {
  if (X == Y)
    return;
  Node N;
  N.Kind = NodeKind::Local;
  N.Site = site(0x5a);
  N.Instance = nextInstance(S, N.Site);
  N.Type = A[X].Type;
  N.Exact = true;
  NodeNo Between = A.get(N);
  copyCell(S, Between, X, /*IsMove=*/true);
  copyCell(S, X, Y, /*IsMove=*/true);
  copyCell(S, Y, Between, /*IsMove=*/true);
  eraseCellsWithin(S, Between);
}

void FunctionSolver::resetCell(State &S, NodeNo Cell) {
  TypeKind K = A.kind(Cell);
  if (K == TypeKind::Collection)
    return clearCollection(S, Cell);
  if (K == TypeKind::Record) {
    runDestructors(S, Cell, A[Cell].Type, 0);
    return eraseCellsWithin(S, Cell);
  }
  contentOf(S, Cell); // What it held on entry is released too.
  setOwner(S, Cell, Value::null(), NodeNo::None);
}

void FunctionSolver::eraseCellsWithin(State &S, NodeNo Cell) {
  SmallVector<std::pair<uint32_t, Content>, 8> Gone;
  A.eachWithin(Cell, [&](NodeNo N) {
    if (auto It = S.Cells.find(index(N)); It != S.Cells.end()) {
      Gone.push_back({It->first, std::move(It->second)});
      S.Cells.erase(It);
    }
  });
  llvm::sort(Gone,
             [](const auto &X, const auto &Y) { return X.first > Y.first; });
  for (const auto &[N, C] : Gone)
    release(S, A.kind(static_cast<NodeNo>(N)), C);
}

void FunctionSolver::dropCell(State &S, NodeNo Cell) {
  if (S.Dead.contains(index(A.root(Cell))))
    return;
  runDestructors(S, Cell, A[Cell].Type, 0);
  if (A.root(Cell) == Cell && !A[Cell].Input)
    S.Dead.insert(index(Cell));
  eraseCellsWithin(S, Cell);
}

void FunctionSolver::destroy(State &S, NodeNo Object) {
  if (!S.Dead.contains(index(Object))) {
    // While its destructor runs, the object must not be destroyed again.
    if (Depth > 64)
      return;
    ++Depth;
    bool Input = A[Object].Input;
    S.Escaped.insert(index(Object));
    runDeleter(S, Object);
    runDestructors(S, Object, A[Object].Type, 0);
    S.Escaped.erase(index(Object));
    if (!Input)
      S.Dead.insert(index(Object));
    eraseCellsWithin(S, Object);
    --Depth;
  }
}

RecordNo FunctionSolver::dynamicClass(const State &S, NodeNo N,
                                      bool &Exact) const {
  auto It = S.ClassFacts.find(index(N));
  if (It != S.ClassFacts.end()) {
    Exact = true;
    return static_cast<RecordNo>(It->second);
  }
  Exact = A[N].Exact && !(A[N].Kind == NodeKind::Param);
  return P.recordOf(A[N].Type);
}

void FunctionSolver::runDestructors(State &S, NodeNo Cell, TypeNo Type,
                                    unsigned Level) {
  TypeKind K = P.kind(Type);
  if (Level > 16)
    return;
  if (K == TypeKind::Record) {
    bool Exact = false;
    RecordNo R = Level == 0 ? dynamicClass(S, Cell, Exact) : P.recordOf(Type);
    if (R != RecordNo::None)
      runRecordDestructors(S, Cell, R, Level);
  } else if (K == TypeKind::Collection) {
    auto It = S.Cells.find(index(Cell));
    if (It == S.Cells.end())
      return;
    SmallVector<NodeNo, 4> Elements(It->second.Elements.begin(),
                                    It->second.Elements.end());
    for (NodeNo E : Elements)
      runDestructors(S, E, A[E].Type, Level + 1);
  }
}

void FunctionSolver::runRecordDestructors(State &S, NodeNo Cell, RecordNo R,
                                          unsigned Level) {
  const RecordInfo &Info = P.record(R);
  if (Info.Dtor != FuncNo::None)
    callBest(S, Info.Dtor, {Value::address(Cell)});
  for (uint32_t I = Info.NumSlots; I-- > 0;) {
    SlotNo Slot = P.slotOf(R, I);
    TypeKind K = P.kind(P.slot(Slot).Type);
    if (K == TypeKind::Record || K == TypeKind::Collection)
      runDestructors(S, A.slot(Cell, Slot), P.slot(Slot).Type, Level + 1);
  }
  for (RecordNo B : reverse(Info.Bases))
    if (Level < 16)
      runRecordDestructors(S, Cell, B, Level + 1);
}

} // namespace weakspot::analysis
