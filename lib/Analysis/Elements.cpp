//===- Elements.cpp - Which elements a position or a key means --*- C++ -*-===//
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

SmallVector<NodeNo, 8> FunctionSolver::knownElements(State &S, NodeNo Coll) {
  const Content C = contentOf(S, Coll);
  SmallVector<NodeNo, 8> Known;
  if (C.Rest)
    for (NodeNo E : touchedInputElements(S, Coll))
      if (A[E].A == static_cast<uint32_t>(ElementKind::Made) &&
          !is_contained(C.Erased, E) && !is_contained(C.Elements, E))
        Known.push_back(E);
  llvm::copy_if(C.Elements, std::back_inserter(Known), [&](NodeNo E) {
    return resolve(S, Value::address(E)).isAddress();
  });
  return Known;
}

/// The number of a key in nodes of elements: it does not depend on what else
/// the function was seen to touch.
uint64_t FunctionSolver::siteOfKey(Value Key) const {
  auto Data = static_cast<uint64_t>(Key.Data);
  if (Key.K == Value::Unknown && Data == 0)
    return site(3);
  if (Key.isAddress())
    Data = A[Key.node()].Name;
  else if (Key.K == Value::Func)
    Data = P.function(Key.func()).Id;
  else if (Key.K == Value::Unknown && symbolKind(Data) == SymbolKind::Entry)
    Data = A[static_cast<NodeNo>(symbolId(Data))].Name;
  return static_cast<uint64_t>(Key.K) * 0x9e3779b97f4a7c15ULL + Data;
}

/// The first one that is there; also the one behind it where the first stands
/// for what was copied, which may be nothing.
SmallVector<Value, 4> FunctionSolver::firstOf(const State &S,
                                              ArrayRef<NodeNo> Elements) const {
  SmallVector<Value, 4> First;
  for (NodeNo E : Elements) {
    Value V = resolve(S, Value::address(E));
    if (V.isAddress())
      First.push_back(V);
    if (First.size() == 2 || (V.isAddress() && !mayBeNull(S, E)))
      break;
  }
  if (First.empty())
    First.push_back(Value::null());
  return First;
}

/// The one behind Nth others, counted from an end.
Value FunctionSolver::elementFrom(State &S, NodeNo Coll, ElementKind End,
                                  uint64_t Nth) {
  const Content C = contentOf(S, Coll);
  SmallVector<NodeNo, 4> Known;
  if (End == ElementKind::Back)
    Known.assign(C.Elements.rbegin(), C.Elements.rend());
  else if (!C.Rest)
    Known.assign(C.Elements.begin(), C.Elements.end());
  for (NodeNo E : Known)
    if (Value V = resolve(S, Value::address(E)); V.isAddress() && Nth-- == 0)
      return V;
  Nth += count_if(
      C.Erased, [&](NodeNo E) { return A[E].A == static_cast<uint32_t>(End); });
  return C.Rest ? Value::address(A.element(Coll, End, Nth)) : Value::null();
}

bool FunctionSolver::isKeyed(const State &S, const Content &C) {
  return any_of(C.Elements,
                [&](NodeNo E) { return S.Keys.contains(index(E)); });
}

/// The element that is known to have the key; None if none is.
NodeNo FunctionSolver::elementOf(const State &S, const Content &C, Value Key) {
  if (!Key.isNameless())
    for (NodeNo E : C.Elements)
      if (S.Keys.lookup(index(E)) == Key)
        return E;
  return NodeNo::None;
}

SmallVector<Value, 4> FunctionSolver::elementsAt(State &S, NodeNo Coll,
                                                 Position Where, Value Key) {
  const Content C = contentOf(S, Coll);
  auto Input = [&](ElementKind K, uint64_t Site = 0) {
    return Value::address(A.element(Coll, K, Site));
  };
  Key = resolve(S, Key);
  switch (Where) {
  case Position::Any:
    if (C.Rest && resolve(S, Input(ElementKind::Each)).isAddress()) {
      // There may be none from before entry.
      SmallVector<NodeNo, 8> Known = knownElements(S, Coll);
      if (Known.empty())
        return {Input(ElementKind::Each)};
      return {Input(ElementKind::Each), Value::address(Known.front())};
    }
    return firstOf(S, C.Elements);
  case Position::Front:
    return {elementFrom(S, Coll, ElementKind::Front)};
  case Position::Back:
  case Position::Linked:
    return {elementFrom(S, Coll, ElementKind::Back)};
  case Position::Key:
  case Position::Again:
    break;
  }
  if (NodeNo E = elementOf(S, C, Key); E != NodeNo::None)
    return {Value::address(E)};
  bool Keyed = isKeyed(S, C);
  if (!Keyed && !C.Rest && Key.K == Value::Int) {
    if (static_cast<uint64_t>(Key.Data) < C.Elements.size())
      return {Value::address(C.Elements[Key.Data])};
    // One that stands for several may stand for that one.
    if (!C.Uncounted)
      return {Value::null()};
  }
  if (C.Rest) {
    // Element addresses of the same key are the same; an unknown key is one of
    // its own.
    uint64_t Site = siteOfKey(Key);
    // What access has made there is what is found there.
    Value Made = Input(ElementKind::Made, Site);
    if (S.Keys.contains(index(Made.node())) &&
        !is_contained(C.Erased, Made.node()))
      return {Made};
    Value E = Input(ElementKind::Key, Site);
    if (Key != Value())
      S.Keys[index(E.node())] = Key;
    return {E};
  }
  return pickElements(S, Coll, Key, Keyed);
}

SmallVector<Value, 4> FunctionSolver::pickElements(State &S, NodeNo Coll,
                                                   Value Key, bool Keyed) {
  const Content C = contentOf(S, Coll);
  const auto &Picks = S.Picks[index(Coll)];
  for (const auto &[PickedKey, E] : Picks)
    if (!Key.isNameless() && PickedKey == Key && is_contained(C.Elements, E))
      return {Value::address(E)};
  // Different indexes mean different elements as long as there are enough.
  SmallVector<Value, 4> Free, Any;
  for (NodeNo E : C.Elements) {
    Value K = S.Keys.lookup(index(E));
    bool KnownToDiffer =
        Keyed && K.K != Value::Unknown && Key.K != Value::Unknown;
    if (KnownToDiffer)
      continue;
    if (Any.size() < 3)
      Any.push_back(Value::address(E));
    if (Free.size() < 3 &&
        none_of(Picks, [&](const auto &P) { return P.second == E; }))
      Free.push_back(Value::address(E));
  }
  if (!Free.empty())
    return Free;
  if (Any.empty())
    return {Value::null()};
  guess(S);
  return Any;
}

SmallVector<Value, 4> FunctionSolver::accessElement(State &S, NodeNo Coll,
                                                    Value Key) {
  Key = resolve(S, Key);
  const Content C = contentOf(S, Coll);
  if (NodeNo E = elementOf(S, C, Key); E != NodeNo::None)
    return {Value::address(E)};
  if (!C.Rest && (isKeyed(S, C) || C.Elements.empty())) {
    SmallVector<Value, 4> At{Value()};
    append_range(At, maybeAt(S, C, Key));
    return At;
  }
  if (!C.Rest && !Key.isCount())
    guess(S);
  SmallVector<Value, 4> At = elementsAt(S, Coll, Position::Key, Key);
  NodeNo First = At.front().node();
  if (First != NodeNo::None &&
      A[First].A == static_cast<uint32_t>(ElementKind::Key)) {
    NodeNo Made = A.element(Coll, ElementKind::Made, A[First].Site);
    erase(contentOf(S, Coll).Erased, Made);
    if (Key != Value())
      S.Keys[index(Made)] = Key;
    At = {Value::address(Made)};
    if (!Key.isNameless())
      append_range(At, maybeAt(S, C, Key));
    return At;
  }
  if (At.front().K == Value::Null)
    return {Value::address(addElement(S, Coll, Position::Back, Value()))};
  return At;
}

/// Some of those that hold something and may have the key.
SmallVector<Value, 2> FunctionSolver::maybeAt(const State &S, const Content &C,
                                              Value Key) const {
  static constexpr unsigned MaxNameless = 2, MaxNumbers = 8;
  SmallVector<Value, 2> Nameless, Numbers;
  for (NodeNo E : reverse(C.Elements)) {
    bool IsFull = false;
    A.eachWithin(E, [&](NodeNo N) {
      if (auto Cell = S.Cells.find(index(N)); Cell != S.Cells.end())
        IsFull |= Cell->second.Owned != NodeNo::None ||
                  Cell->second.V.K == Value::Func ||
                  !Cell->second.Elements.empty();
    });
    Value Known = S.Keys.lookup(index(E));
    if (!IsFull)
      continue;
    if (Key.isNameless() || Known.isNameless())
      Nameless.push_back(Value::address(E));
    else if (Key.K == Value::Unknown && Known.isCount())
      Numbers.push_back(Value::address(E));
  }
  if (!Numbers.empty() && Numbers.size() <= MaxNumbers)
    return Numbers;
  if (Nameless.size() > MaxNameless)
    Nameless.truncate(MaxNameless);
  return Nameless;
}

/// Whether Key may be that of the element that is taken for it, and what
/// follows from that; None: of none that is there.
bool FunctionSolver::assumeKey(State &S, Value Key, ArrayRef<Value> Others,
                               NodeNo Element) {
  if (Key.K != Value::Unknown || Key.isNameless())
    return true;
  auto Assume = [&](NodeNo E, Expr::Operation Op) {
    Value Known = S.Keys.lookup(index(E));
    return !Known.isCount() || learnComparison(S, Op, Key, Known, 0);
  };
  if (Element != NodeNo::None)
    return Assume(Element, Expr::Eq);
  return all_of(Others, [&](Value E) {
    return !E.isAddress() || Assume(E.node(), Expr::Ne);
  });
}

/// Of a collection whose elements own nothing it only counts whether there are
/// any: which of them has a key is not worth a path of its own.
Value FunctionSolver::ownlessAt(State &S, NodeNo Coll, Value Key,
                                bool IsAccess) {
  const Content C = contentOf(S, Coll);
  if (NodeNo E = elementOf(S, C, Key); E != NodeNo::None)
    return Value::address(E);
  if (!C.Rest && !isKeyed(S, C) && Key.K == Value::Int && !C.Uncounted &&
      static_cast<uint64_t>(Key.Data) < C.Elements.size())
    return Value::address(C.Elements[Key.Data]);
  // One that nothing was done to since entry is as it was.
  if (C.Rest && !IsAccess && C.Elements.empty() && C.Erased.empty() &&
      !C.Uncounted && !Key.isNameless())
    return elementsAt(S, Coll, Position::Key, Key).front();
  if (!C.Rest && C.Elements.empty())
    return IsAccess ? Value::address(addElement(S, Coll, Position::Key, Key))
                    : Value::null();
  if (IsAccess && C.Elements.empty())
    addElement(S, Coll, Position::Key, Key);
  if (IsAccess)
    contentOf(S, Coll).Uncounted = true;
  return Value();
}

} // namespace weakspot::analysis
