//===- Collections.cpp - Elements come, go and are visited ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Position;
using ir::TypeKind;

static bool isPointer(TypeKind K) {
  return K == TypeKind::Strong || K == TypeKind::Weak ||
         K == TypeKind::Unique || K == TypeKind::Borrow;
}

/// More elements than this are not told apart: the last one stands for the
/// rest.
static constexpr unsigned MaxElements = 16;

/// A collection that loses more since entry is taken to be empty then.
static constexpr unsigned MaxErased = 8;

NodeNo FunctionSolver::addElement(State &S, NodeNo Coll, Position Where,
                                  Value Key) {
  Key = resolve(S, Key);
  // There is one element of a key.
  if (Where == Position::Key)
    if (NodeNo Same = elementOf(S, contentOf(S, Coll), Key);
        Same != NodeNo::None)
      return Same;
  uint64_t Site = site(index(Coll) + 1);
  NodeNo E = A.element(Coll, ElementKind::Fresh, Site, nextInstance(S, Site));
  Content &C = contentOf(S, Coll);
  C.New = true;
  // What a walk over all elements from before entry adds, it adds for each.
  if (Where == Position::Any || C.Elements.size() >= MaxElements ||
      !S.Visited.empty())
    C.Uncounted = true;
  if (C.Elements.size() >= MaxElements)
    return C.Elements.back();
  if (Where == Position::Front)
    C.Elements.insert(C.Elements.begin(), E);
  else
    C.Elements.push_back(E);
  if (ir::hasKey(Where))
    S.Keys[index(E)] = Key;
  return E;
}

NodeNo FunctionSolver::elementLike(State &S, NodeNo Dst, NodeNo Src,
                                   uint64_t Salt) {
  uint64_t Site = site(Salt * 1315423911U + index(Dst) + 7);
  NodeNo E = A.element(Dst, ElementKind::Fresh, Site, nextInstance(S, Site));
  if (A[Src].Kind == NodeKind::Element && A[Src].Input) {
    A.setCopyOf(E, Src);
    S.Visited.insert(index(Src));
  }
  auto Key = S.Keys.find(index(Src));
  if (Key != S.Keys.end()) {
    Value V = Key->second;
    S.Keys[index(E)] = V;
  }
  return E;
}

/// How many collections N is an element of, one inside the other.
static unsigned nesting(const Arena &A, NodeNo N) {
  unsigned Level = 0;
  for (; A[N].isPart(); N = A[N].Parent)
    Level += A[N].Kind == NodeKind::Element;
  return Level;
}

void FunctionSolver::copyCollection(State &S, NodeNo Dst, NodeNo Src,
                                    bool IsMove) {
  // A class may hold a collection of itself: what stands for all elements then
  // has elements without end.
  static constexpr unsigned MaxNesting = 4;
  if (nesting(A, Src) > MaxNesting)
    return clearCollection(S, Dst);
  Content From = contentOf(S, Src);
  SmallVector<NodeNo, 4> Sources(From.Elements.begin(), From.Elements.end());
  if (From.Rest &&
      !resolve(S, Value::address(A.element(Src, ElementKind::Each)))
           .isAddress())
    From.Rest = false;
  if (From.Rest)
    Sources.insert(Sources.begin(), A.element(Src, ElementKind::Each));
  Content To;
  To.New = true;
  To.Uncounted = From.Uncounted || From.Rest;
  for (auto [I, E] : enumerate(Sources)) {
    NodeNo Copy = elementLike(S, Dst, E, I);
    copyCell(S, Copy, E, IsMove, /*KeepHow=*/true);
    To.Elements.push_back(Copy);
  }
  clearCollection(S, Dst);
  S.Cells[index(Dst)] = std::move(To);
  if (IsMove)
    clearCollection(S, Src);
}

void FunctionSolver::clearCollection(State &S, NodeNo Coll) {
  Content Old = contentOf(S, Coll);
  Content Empty;
  Empty.New = true;
  S.Cells[index(Coll)] = std::move(Empty);
  for (NodeNo E : Old.Elements)
    dropCell(S, E);
  // Elements from before entry that were looked at go the same way.
  for (NodeNo E : touchedInputElements(S, Coll))
    if (!is_contained(S.Cells[index(Coll)].Elements, E))
      dropCell(S, E);
}

SmallVector<NodeNo, 8> FunctionSolver::touchedInputElements(const State &S,
                                                            NodeNo Coll) const {
  SmallVector<NodeNo, 8> Found;
  for (NodeNo E = A.newestPart(Coll); E != NodeNo::None; E = A.olderPart(E)) {
    if (A[E].Kind != NodeKind::Element || !A[E].Input)
      continue;
    // Of an element that is a record only its slots have cells.
    bool IsTouched = false;
    A.eachWithin(E, [&](NodeNo N) { IsTouched |= S.Cells.contains(index(N)); });
    if (IsTouched)
      Found.push_back(E);
  }
  std::reverse(Found.begin(), Found.end());
  return Found;
}

void FunctionSolver::eraseElement(State &S, NodeNo Coll, Value Element) {
  Content &C = contentOf(S, Coll);
  Element = resolve(S, Element);
  NodeNo E = Element.node();
  auto *Found = llvm::find(C.Elements, E);
  C.New = true;
  if (E != NodeNo::None && Found != C.Elements.end()) {
    C.Elements.erase(Found);
    dropCell(S, E);
    return;
  }
  if (E != NodeNo::None && A[E].Kind == NodeKind::Element &&
      A[E].Parent == Coll && A[E].Input) {
    if (A[E].isEach() || C.Erased.size() >= MaxErased)
      C.Rest = false;
    if (!is_contained(C.Erased, E))
      C.Erased.push_back(E);
    dropCell(S, E);
    return;
  }
  if (Element.K == Value::Null)
    return;
  if (A.holdsNothing(Coll) && (C.Rest || C.Elements.size() > 1))
    return forgetElements(S, Coll);
  // It can't be told which element goes. Erasing is how programs take edges
  // away, so all are taken to have gone.
  clearCollection(S, Coll);
  contentOf(S, Coll).Uncounted = true;
}

/// There may be something in it or not.
void FunctionSolver::forgetElements(State &S, NodeNo Coll) {
  clearCollection(S, Coll);
  contentOf(S, Coll).Rest = true;
  S.NullFacts.erase(index(A.element(Coll, ElementKind::Each)));
}

Value FunctionSolver::nextElement(State &S, Value Element) {
  Element = resolve(S, Element);
  NodeNo E = Element.node();
  if (E == NodeNo::None || A[E].Kind != NodeKind::Element)
    return Element.K == Value::Null ? Value::null() : Value();
  bool Each = A[E].A == static_cast<uint32_t>(ElementKind::Each);
  if (Each)
    S.Visited.insert(index(E));
  SmallVector<NodeNo, 8> Known = knownElements(S, A[E].Parent);
  const auto *Found = llvm::find(Known, E);
  const auto *Next = Found != Known.end() ? std::next(Found)
                     : Each               ? Known.begin()
                                          : Known.end();
  return Next == Known.end() ? Value::null() : Value::address(*Next);
}

Value FunctionSolver::sizeOf(State &S, NodeNo Coll) {
  const Content &C = contentOf(S, Coll);
  // Keys that are not known may be equal.
  auto IsKnown = [&](NodeNo E) {
    auto Key = S.Keys.find(index(E));
    return Key == S.Keys.end() || Key->second.K == Value::Int;
  };
  if (!C.Rest && !C.Uncounted &&
      (C.Elements.size() < 2 || all_of(C.Elements, IsKnown)))
    return Value::integer(static_cast<int64_t>(C.Elements.size()));
  // A caller knows how many there were.
  if (C.Rest && !C.New && knownElements(S, Coll).empty())
    return Value::symbol(symbol(SymbolKind::Entry, index(Coll)));
  return Value::symbol(freshSymbol(S));
}

bool FunctionSolver::executeCollection(const ir::Instr &I, State &S,
                                       States &Forks) {
  TypeNo None = TypeNo::None;
  Value Object = arg(S, I, 0);
  if (I.Op == ir::Opcode::Next) {
    define(S, I, nextElement(S, Object));
    return true;
  }
  NodeNo Coll = cellOf(S, Object, None);
  if (Coll == NodeNo::None)
    return false;
  auto Where = static_cast<Position>(I.Sub);
  // Pointers are the same key if they point to the same.
  auto KeyAt = [&](unsigned No) {
    Value Key = No < I.Args.size() ? resolve(S, arg(S, I, No)) : Value();
    return Key.isAddress() && isPointer(A.kind(Key.node()))
               ? readCell(S, Key.node())
               : Key;
  };
  switch (I.Op) {
  case ir::Opcode::Elem:
  case ir::Opcode::Access: {
    if (Where == Position::Key && A.holdsNothing(Coll)) {
      define(S, I, ownlessAt(S, Coll, KeyAt(1), I.Op == ir::Opcode::Access));
      return true;
    }
    SmallVector<Value, 4> At = I.Op == ir::Opcode::Elem
                                   ? elementsAt(S, Coll, Where, KeyAt(1))
                                   : accessElement(S, Coll, KeyAt(1));
    uint64_t Fork = ++Frame.Forks;
    auto KnowsKey = [&](const State &Out, Value V) {
      return Out.Keys.lookup(index(V.node())).isCount() &&
             !KeyAt(1).isNameless();
    };
    auto Take = [&](State &Out, unsigned Way) {
      Value V = At[Way];
      if (I.Op == ir::Opcode::Access && At.size() > 1 &&
          !assumeKey(Out, KeyAt(1), ArrayRef(At).drop_front(),
                     Way == 0 ? NodeNo::None : V.node()))
        return false;
      if (Where == Position::Any && At.size() > 1)
        assumeNull(Out, At.front(), Way != 0);
      if (Where == Position::Key && At.size() > 1)
        Out.choose({Fork, Way});
      if (Way > 0 && At.front().isNameless() && !KnowsKey(Out, V))
        guess(Out);
      if (V.isNameless())
        V = Value::address(addElement(Out, Coll, Position::Key, KeyAt(1)));
      if (Where == Position::Key && V.isAddress())
        Out.Picks[index(Coll)].push_back({resolve(Out, KeyAt(1)), V.node()});
      define(Out, I, V);
      return true;
    };
    for (unsigned Way = 1; Way < At.size(); ++Way) {
      State Other = S;
      if (Take(Other, Way))
        Forks.push_back(std::move(Other));
    }
    return Take(S, 0);
  }
  case ir::Opcode::Emplace:
    define(S, I, Value::address(addElement(S, Coll, Where, KeyAt(1))));
    return true;
  case ir::Opcode::Insert: {
    NodeNo E = addElement(S, Coll, Where, KeyAt(2));
    Value V = arg(S, I, 1);
    ir::Transfer How = I.Args[1].How;
    NodeNo Src = How == ir::Transfer::Ref ? NodeNo::None : V.node();
    if (Src != NodeNo::None)
      copyCell(S, E, Src, How == ir::Transfer::Move);
    else
      setOwner(S, E, V, NodeNo::None);
    define(S, I, Value::address(E));
    return true;
  }
  case ir::Opcode::Erase:
    if (I.Args.size() > 1)
      eraseElement(S, Coll, arg(S, I, 1));
    else
      eraseElement(S, Coll, Value());
    return true;
  case ir::Opcode::Splice: {
    NodeNo Src = cellOf(S, arg(S, I, 1), None);
    if (Src == NodeNo::None || Src == Coll)
      return Src != NodeNo::None;
    Content From = contentOf(S, Src);
    SmallVector<NodeNo, 4> Sources(From.Elements.begin(), From.Elements.end());
    if (From.Rest)
      Sources.insert(Sources.begin(), A.element(Src, ElementKind::Each));
    Content &To = contentOf(S, Coll);
    To.New = true;
    To.Uncounted |= From.Uncounted || From.Rest;
    for (auto [No, E] : enumerate(Sources)) {
      NodeNo Copy = elementLike(S, Coll, E, No);
      copyCell(S, Copy, E, /*IsMove=*/true, /*KeepHow=*/true);
      S.Cells[index(Coll)].Elements.push_back(Copy);
    }
    clearCollection(S, Src);
    return true;
  }
  default:
    return true;
  }
}

} // namespace weakspot::analysis
