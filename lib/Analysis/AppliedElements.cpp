//===- AppliedElements.cpp - Elements of a callee at a call -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Application.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

/// The key of an element where the caller does not know it. What is made at
/// such keys by different calls need not be the same.
Value Application::unknownKey(const Node &N, NodeNo Coll) {
  if (N.A == static_cast<uint32_t>(ElementKind::Key))
    return Value::symbol(symbol(SymbolKind::Anonymous, N.Site));
  return Solver.contentOf(S, Coll).Rest
             ? translate(Value::symbol(symbol(SymbolKind::Anonymous, N.Site)))
             : Value();
}

Value Application::mapElement(const Node &N, NodeNo Coll, unsigned Turn) {
  switch (static_cast<ElementKind>(N.A)) {
  case ElementKind::Each: {
    SmallVector<Value, 4> All;
    Value Each = Value::address(Solver.A.element(Coll, ElementKind::Each));
    if (Solver.contentOf(S, Coll).Rest && Solver.resolve(S, Each).isAddress())
      All.push_back(Each);
    for (NodeNo E : Solver.knownElements(S, Coll))
      All.push_back(Value::address(E));
    Turns = std::max<unsigned>(Turns, All.size());
    return All.empty() ? Value::null() : All[Turn % All.size()];
  }
  case ElementKind::Front:
  case ElementKind::Back:
    return Solver.elementFrom(S, Coll, static_cast<ElementKind>(N.A), N.Site);
  case ElementKind::Key:
  case ElementKind::Made: {
    bool Finds = N.A == static_cast<uint32_t>(ElementKind::Key);
    Value Key = unknownKey(N, Coll);
    auto Element = static_cast<uint32_t>(Map.size());
    for (auto It = partition_point(
             D.Keys, [&](const auto &K) { return K.first < Element; });
         It != D.Keys.end() && It->first == Element; ++It)
      if (Value V = Solver.resolve(S, translate(It->second)); V != Value())
        Key = V;
    return Finds ? findAt(N, Coll, Key) : makeAt(N, Coll, Key);
  }
  case ElementKind::Left:
    return mapLeft(N, Coll);
  case ElementKind::Fresh:
    break;
  }
  return makeFresh(N, Coll);
}

/// One of those that are left where the callee asked whether there are any.
Value Application::mapLeft(const Node &N, NodeNo Coll) {
  auto Cell = find_if(
      D.Cells, [&](const auto &C) { return C.first == index(N.Parent); });
  if (Cell == D.Cells.end() || Cell->second.Erased.size() < N.Site)
    return Value();
  SmallVector<NodeNo, 4> Gone;
  for (NodeNo E : ArrayRef(Cell->second.Erased).take_front(N.Site)) {
    if (index(E) >= Map.size())
      return Value();
    Gone.push_back(Map[index(E)].node());
  }
  const Content C = Solver.contentOf(S, Coll);
  SmallVector<NodeNo, 8> Known = Solver.knownElements(S, Coll);
  erase_if(Known, [&](NodeNo E) { return is_contained(Gone, E); });
  if (!Known.empty())
    return Value::address(Known.front());
  if (C.Uncounted)
    return Value();
  erase_if(Gone,
           [&](NodeNo E) { return E == NodeNo::None || !Solver.A[E].Input; });
  return C.Rest ? Value::address(Solver.A.element(
                      Coll, ElementKind::Left, C.Erased.size() + Gone.size()))
                : Value::null();
}

/// One of those that a position may mean.
Value Application::pick(const Node &N, ArrayRef<Value> At) {
  if (At.size() > 1)
    Solver.guess(S);
  return At[N.Site % At.size()];
}

/// What the callee found at a key. What it makes there was not there yet.
Value Application::findAt(const Node &N, NodeNo Coll, Value Key) {
  Value Found = pick(N, Solver.elementsAt(S, Coll, ir::Position::Key, Key));
  if (!is_contained(MadeHere, Found))
    return Found;
  const Node &Made = Solver.A[Found.node()];
  return Made.Input ? Value::address(
                          Solver.A.element(Coll, ElementKind::Key, Made.Site))
                    : Value::null();
}

Value Application::makeAt(const Node &N, NodeNo Coll, Value Key) {
  SmallVector<Value, 4> Before =
      Solver.elementsAt(S, Coll, ir::Position::Key, Key);
  Value Element = pick(N, Solver.accessElement(S, Coll, Key));
  if (Element.isNameless())
    Element =
        Value::address(Solver.addElement(S, Coll, ir::Position::Key, Key));
  if (!is_contained(Before, Element))
    MadeHere.push_back(Element);
  return Element;
}

} // namespace weakspot::analysis
