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

NodeNo FunctionSolver::addElement(State &S, NodeNo Coll, Position Where,
                                  Value Key) {
  Key = resolve(S, Key);
  // There is one element of a key.
  if (Where == Position::Key && (Key.K != Value::Unknown || Key.Data != 0))
    for (NodeNo Same : contentOf(S, Coll).Elements)
      if (S.Keys.contains(index(Same)) && S.Keys.lookup(index(Same)) == Key)
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
  if (Where == Position::Key)
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
  for (const auto &[N, C] : S.Cells) {
    // Of an element that is a record only its slots have cells.
    auto E = static_cast<NodeNo>(N);
    while (E != NodeNo::None && A[E].Parent != Coll)
      E = A[E].isPart() ? A[E].Parent : NodeNo::None;
    if (E != NodeNo::None && A[E].Kind == NodeKind::Element && A[E].Input)
      Found.push_back(E);
  }
  llvm::sort(Found);
  Found.erase(llvm::unique(Found), Found.end());
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
    if (A[E].A == static_cast<uint32_t>(ElementKind::Each))
      C.Rest = false;
    if (!is_contained(C.Erased, E))
      C.Erased.push_back(E);
    dropCell(S, E);
    return;
  }
  if (Element.K == Value::Null)
    return;
  // It can't be told which element goes. Erasing is how programs take edges
  // away, so all are taken to have gone.
  clearCollection(S, Coll);
  contentOf(S, Coll).Uncounted = true;
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

SmallVector<NodeNo, 8> FunctionSolver::knownElements(State &S, NodeNo Coll) {
  const Content C = contentOf(S, Coll);
  SmallVector<NodeNo, 8> Known;
  if (C.Rest)
    for (NodeNo E : touchedInputElements(S, Coll))
      if (A[E].A == static_cast<uint32_t>(ElementKind::Made) &&
          !is_contained(C.Erased, E) && !is_contained(C.Elements, E))
        Known.push_back(E);
  append_range(Known, C.Elements);
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
  else if (Key.K == Value::Unknown && symbolKind(Data) == SymbolKind::Entry)
    Data = A[static_cast<NodeNo>(symbolId(Data))].Name;
  return static_cast<uint64_t>(Key.K) * 0x9e3779b97f4a7c15ULL + Data;
}

SmallVector<Value, 4> FunctionSolver::elementsAt(State &S, NodeNo Coll,
                                                 Position Where, Value Key) {
  const Content C = contentOf(S, Coll);
  auto Input = [&](ElementKind K, uint64_t Site = 0) {
    return Value::address(A.element(Coll, K, Site));
  };
  auto OrNull = [&](bool Back) {
    return C.Elements.empty()
               ? Value::null()
               : Value::address(Back ? C.Elements.back() : C.Elements.front());
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
    return {OrNull(false)};
  case Position::Front:
    return {C.Rest ? Input(ElementKind::Front) : OrNull(false)};
  case Position::Back:
    return {C.Elements.empty() && C.Rest ? Input(ElementKind::Back)
                                         : OrNull(true)};
  case Position::Key:
    break;
  }
  bool Keyed =
      any_of(C.Elements, [&](NodeNo E) { return S.Keys.contains(index(E)); });
  if (Keyed && (Key.K != Value::Unknown || Key.Data != 0))
    for (NodeNo E : C.Elements)
      if (S.Keys.lookup(index(E)) == Key)
        return {Value::address(E)};
  if (!Keyed && !C.Rest && Key.K == Value::Int)
    return {static_cast<uint64_t>(Key.Data) < C.Elements.size()
                ? Value::address(C.Elements[Key.Data])
                : Value::null()};
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
  bool Keyed =
      any_of(C.Elements, [&](NodeNo E) { return S.Keys.contains(index(E)); });
  if (Keyed && !Key.isNameless())
    for (NodeNo E : C.Elements)
      if (S.Keys.contains(index(E)) && S.Keys.lookup(index(E)) == Key)
        return {Value::address(E)};
  if (!C.Rest && (Keyed || C.Elements.empty())) {
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
    bool IsFull = any_of(S.Cells, [&](const auto &Entry) {
      const Content &Held = Entry.second;
      return (Held.Owned != NodeNo::None || Held.V.K == Value::Func ||
              !Held.Elements.empty()) &&
             isWithin(static_cast<NodeNo>(Entry.first), E);
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
