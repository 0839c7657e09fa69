//===- Summary.cpp - What calling a function does ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Summary.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

namespace {

/// Two members of one name may be the same one if they lie in two objects.
bool mayAlias(const Disjunct &D) {
  DenseMap<uint32_t, unsigned> Written; // By slot.
  for (const auto &[N, C] : D.Cells)
    if (D.Nodes[N].Input && D.Nodes[N].Kind == NodeKind::Slot)
      ++Written[D.Nodes[N].A];
  if (Written.empty())
    return false;
  if (any_of(Written, [](const auto &Slot) { return Slot.second > 1; }))
    return true;
  return any_of(D.Nodes, [&](const Node &N) {
    if (!N.Input || N.Kind != NodeKind::Pointee || N.Parent == NodeNo::None)
      return false;
    const Node &Read = D.Nodes[index(N.Parent)];
    return Read.Kind == NodeKind::Slot && Written.contains(Read.A) &&
           none_of(D.Cells, [&](const auto &Cell) {
             return Cell.first == index(N.Parent);
           });
  });
}

class Builder {
public:
  Builder(const State &S, const Arena &A) : S(S), A(A) {}

  Disjunct build();

private:
  uint32_t add(NodeNo N);
  void noteElement(NodeNo N);
  Value translate(Value V);
  void reach(NodeNo Root);
  void reach(Value V) {
    if (V.isAddress())
      reach(A.root(V.node()));
  }
  void indexCells();
  void addFacts();
  bool isVisible(uint64_t Symbol) const;

  const State &S;
  const Arena &A;
  Disjunct D;
  std::vector<NodeNo> Origins; ///< Of its nodes.
  DenseMap<uint32_t, uint32_t> Known;
  MapVector<uint32_t, SmallVector<uint32_t, 4>>
      CellsOf; ///< By root, ascending.
  SmallVector<NodeNo, 16> Work;
  DenseSet<uint32_t> Reached;
};

uint32_t Builder::add(NodeNo N) {
  auto It = Known.find(index(N));
  if (It != Known.end())
    return It->second;
  Node Copy = A[N];
  if (Copy.Parent != NodeNo::None)
    Copy.Parent = static_cast<NodeNo>(add(Copy.Parent));
  if (Copy.CopyOf != NodeNo::None)
    Copy.CopyOf = static_cast<NodeNo>(add(Copy.CopyOf));
  // What an element is looked up by comes before it.
  auto Key = S.Keys.find(index(N));
  if (Copy.Kind == NodeKind::Element && Key != S.Keys.end())
    if (Value V = translate(Key->second); V != Value() || !Copy.Input)
      D.Keys.push_back({static_cast<uint32_t>(D.Nodes.size()), V});
  D.Nodes.push_back(Copy);
  Origins.push_back(N);
  noteElement(N);
  return Known[index(N)] = D.Nodes.size() - 1;
}

void Builder::noteElement(NodeNo N) {
  if (A[N].Kind != NodeKind::Element ||
      A[N].A != static_cast<uint32_t>(ElementKind::Each))
    return;
  using Elements = Disjunct::Elements;
  if (!S.Visited.contains(index(N)))
    D.OfEach = Elements::Some;
  else if (D.OfEach == Elements::None)
    D.OfEach = Elements::All;
}

Value Builder::translate(Value V) {
  if (V.isAddress()) {
    if (S.Dead.contains(index(A.root(V.node()))))
      return Value();
    return {Value::Addr, add(V.node())};
  }
  if (V.K != Value::Unknown || V.Data == 0)
    return V;
  auto Symbol = static_cast<uint64_t>(V.Data);
  switch (symbolKind(Symbol)) {
  case SymbolKind::Entry:
    return Value::symbol(
        symbol(SymbolKind::Entry, add(static_cast<NodeNo>(symbolId(Symbol)))));
  case SymbolKind::Derived: {
    Expr E = A.expr(symbolId(Symbol));
    E.X = translate(E.X);
    E.Y = translate(E.Y);
    D.Exprs.push_back(E);
    return Value::symbol(symbol(SymbolKind::Derived, D.Exprs.size() - 1));
  }
  default:
    return V;
  }
}

/// Whether a caller can tell what the symbol is.
bool Builder::isVisible(uint64_t Symbol) const {
  switch (symbolKind(Symbol)) {
  case SymbolKind::Argument:
  case SymbolKind::Entry:
    return true;
  case SymbolKind::Anonymous:
  case SymbolKind::Guess:
    return false;
  case SymbolKind::Derived: {
    const Expr &E = A.expr(symbolId(Symbol));
    auto Known = [&](Value V) {
      return V.K != Value::Unknown || (V.Data != 0 && isVisible(V.Data));
    };
    return Known(E.X) && Known(E.Y);
  }
  }
  return false;
}

void Builder::reach(NodeNo Root) {
  if (!S.Dead.contains(index(Root)) && Reached.insert(index(Root)).second)
    Work.push_back(Root);
}

void Builder::indexCells() {
  SmallVector<uint32_t, 32> Cells;
  for (const auto &[N, C] : S.Cells)
    Cells.push_back(N);
  llvm::sort(Cells);
  for (uint32_t N : Cells)
    CellsOf[index(A.root(static_cast<NodeNo>(N)))].push_back(N);
}

void Builder::addFacts() {
  SmallVector<uint32_t, 16> Nodes;
  for (const auto &[N, IsNull] : S.NullFacts)
    if (A[static_cast<NodeNo>(N)].Input)
      Nodes.push_back(N);
  llvm::sort(Nodes);
  for (uint32_t N : Nodes)
    D.NullFacts.push_back({add(static_cast<NodeNo>(N)), S.NullFacts.lookup(N)});
  Nodes.clear();
  for (const auto &[N, R] : S.ClassFacts)
    Nodes.push_back(N);
  llvm::sort(Nodes);
  for (uint32_t N : Nodes)
    D.ClassFacts.push_back({add(static_cast<NodeNo>(N)),
                            static_cast<RecordNo>(S.ClassFacts.lookup(N))});
  auto AddVisible = [&](const auto &Facts, auto &To) {
    SmallVector<uint64_t, 8> Symbols;
    for (const auto &[Symbol, Fact] : Facts)
      if (isVisible(Symbol))
        Symbols.push_back(Symbol);
    llvm::sort(Symbols);
    for (uint64_t Symbol : Symbols)
      To.push_back(
          {static_cast<uint64_t>(translate(Value::symbol(Symbol)).Data),
           Facts.lookup(Symbol)});
  };
  AddVisible(S.SymbolFacts, D.SymbolFacts);
  AddVisible(S.Ranges, D.Ranges);
}

Disjunct Builder::build() {
  indexCells();
  for (const auto &[Root, Cells] : CellsOf)
    if (A[static_cast<NodeNo>(Root)].Input)
      reach(static_cast<NodeNo>(Root));
  reach(S.Ret);
  for (const PendingCall &P : S.Pending) {
    reach(P.Target);
    for (Value V : P.Args)
      reach(V);
  }
  while (!Work.empty()) {
    NodeNo Root = Work.pop_back_val();
    auto It = CellsOf.find(index(Root));
    if (It == CellsOf.end())
      continue;
    for (uint32_t N : It->second) {
      const Content &C = S.Cells.find(N)->second;
      if (!C.New && A[static_cast<NodeNo>(N)].Input)
        continue;
      Content Copy = C;
      reach(C.V);
      if (C.Owned != NodeNo::None)
        reach(A.root(C.Owned));
      uint32_t Cell = add(static_cast<NodeNo>(N));
      Copy.V = translate(C.V);
      if (C.Owned != NodeNo::None)
        Copy.Owned = S.Dead.contains(index(A.root(C.Owned)))
                         ? NodeNo::None
                         : static_cast<NodeNo>(add(C.Owned));
      for (NodeNo &E : Copy.Elements)
        E = static_cast<NodeNo>(add(E));
      for (NodeNo &E : Copy.Erased)
        E = static_cast<NodeNo>(add(E));
      D.Cells.push_back({Cell, std::move(Copy)});
    }
  }
  SmallVector<uint32_t, 8> Escaped(S.Escaped.begin(), S.Escaped.end());
  llvm::sort(Escaped);
  for (uint32_t N : Escaped)
    if (A[static_cast<NodeNo>(N)].Input || Reached.contains(N))
      D.Escaped.push_back(add(static_cast<NodeNo>(N)));
  for (PendingCall P : S.Pending) {
    P.Target = translate(P.Target);
    for (Value &V : P.Args)
      V = translate(V);
    D.Pending.push_back(std::move(P));
  }
  for (Event E : S.Events) {
    if (!A[E.On].Input)
      continue;
    E.On = static_cast<NodeNo>(add(E.On));
    D.Events.push_back(E);
  }
  D.Ret = translate(S.Ret);
  D.Skipped = S.Skipped;
  D.Choices = S.Choices;
  D.Parted = S.Parted;
  D.Made = S.Made;
  D.FirstOfFacts = D.Nodes.size();
  addFacts();
  llvm::sort(D.Cells, less_first());
  for (auto [N, Origin] : zip_equal(D.Nodes, Origins))
    N.Once = Origin < A.firstOfEach();
  D.MayAlias = mayAlias(D);
  return std::move(D);
}

} // namespace

bool Summary::walks() const {
  return any_of(Disjuncts, [](const Disjunct &D) {
    return D.OfEach != Disjunct::Elements::None;
  });
}

bool Summary::walksInDepth() const {
  auto LiesInEach = [](const Disjunct &D, const Node &N) {
    for (NodeNo Up = N.Parent; Up != NodeNo::None;
         Up = D.Nodes[index(Up)].Parent)
      if (D.Nodes[index(Up)].isEach())
        return true;
    return false;
  };
  return any_of(Disjuncts, [&](const Disjunct &D) {
    return D.OfEach != Disjunct::Elements::None &&
           any_of(D.Nodes, [&](const Node &N) {
             return N.isEach() && LiesInEach(D, N);
           });
  });
}

Disjunct summarize(const State &S, const Arena &A) {
  return Builder(S, A).build();
}

} // namespace weakspot::analysis
