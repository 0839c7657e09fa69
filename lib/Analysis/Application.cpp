//===- Application.cpp - A summary applied at a call ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Application.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace llvm;

namespace weakspot::analysis {

static constexpr unsigned MaxTurns = 8;

TraceNo Application::via(TraceNo Inner) { return Solver.here(Inner); }

bool Application::run(Value &Ret) {
  if (D.OfEach == Disjunct::Elements::Some) {
    // The first element that is as the facts say.
    const State Before = S;
    for (unsigned Turn = 0; Turn < turns(); ++Turn) {
      if (Turn > 0)
        S = Before;
      if (runTurn(Turn, Ret))
        return true;
    }
    return false;
  }
  for (unsigned Turn = 0; Turn < turns(); ++Turn)
    if (!prepare(Turn))
      return false;
  Ret = Result;
  commit();
  return true;
}

unsigned Application::turns() const { return std::min(Turns, MaxTurns); }

bool Application::runTurn(unsigned Turn, Value &Ret) {
  if (!prepare(Turn))
    return false;
  Ret = Result;
  commit();
  return true;
}

bool Application::prepare(unsigned Turn) {
  if (Calls.empty() && Writes.empty())
    Instance = Solver.nextInstance(S, Solver.site(0xca11));
  // What the callee makes for each element is made anew each time.
  Instance = (Instance & 0xffff) | (Turn << 16);
  std::optional<State> Before;
  if (Solver.Observer && !D.Events.empty())
    Before = S;
  if (!mapNodes(Turn) || !checkFacts())
    return false;
  if (readsWhatItWrote())
    Solver.guess(S);
  Solver.Aliased |= D.MayAlias && aliases();
  if (Before)
    tellEvents(*Before);
  Result = translate(D.Ret);
  for (PendingCall Call : D.Pending) {
    Call.Target = translate(Call.Target);
    for (Value &V : Call.Args)
      V = translate(V);
    Call.Path = via(Call.Path);
    Calls.push_back(std::move(Call));
  }
  prepareWrites();
  return true;
}

SmallVector<Binding, 2> Application::targets(unsigned Turn) {
  SmallVector<Binding, 2> Known;
  if (!mapNodes(Turn) || !checkFacts())
    return Known;
  for (const PendingCall &Call : D.Pending) {
    if (!Call.Target.isAddress())
      continue;
    Binding B = bind(Call);
    if (B.isKnown() && !B.Path.empty())
      Known.push_back(std::move(B));
  }
  return Known;
}

Binding Application::bind(const PendingCall &Call) {
  Binding B;
  B.Path = pathTo(Call.Target.node());
  Value V = Solver.resolve(S, Map[index(Call.Target.node())]);
  if (Call.Callee == FuncNo::None)
    B.Function = V.func();
  if (!V.isAddress())
    return B;
  bool Exact = false;
  RecordNo R = Solver.dynamicClass(S, V.node(), Exact);
  if (R != RecordNo::None &&
      (Call.Callee == FuncNo::None ? Solver.P.record(R).CallOp != FuncNo::None
                                   : Exact))
    B.Class = R;
  return B;
}

/// The nodes that lead to N from a parameter or a global; none if something
/// else does.
std::vector<Node> Application::pathTo(NodeNo N) const {
  std::vector<Node> Path;
  for (; N != NodeNo::None; N = D.Nodes[index(N)].Parent)
    Path.push_back(D.Nodes[index(N)]);
  std::reverse(Path.begin(), Path.end());
  NodeKind Root = Path.front().Kind;
  bool IsInput = (Root == NodeKind::Param || Root == NodeKind::Global) &&
                 all_of(Path, [](const Node &On) {
                   return On.Input && On.CopyOf == NodeNo::None;
                 });
  return IsInput ? Path : std::vector<Node>();
}

bool Application::mapNodes(unsigned Turn) {
  Map.clear();
  Absent.clear();
  auto IsAbsent = [&](NodeNo N) {
    return N != NodeNo::None && Absent[index(N)];
  };
  for (const Node &N : D.Nodes) {
    if (IsAbsent(N.Parent) || IsAbsent(N.CopyOf)) {
      Map.push_back(Value::null());
      Absent.push_back(true);
      continue;
    }
    bool Feasible = true;
    Map.push_back(mapNode(N, Turn, Feasible));
    if (!Feasible)
      return false;
    Absent.push_back(N.isEach() && Map.back().K == Value::Null);
  }
  return true;
}

Value Application::mapNode(const Node &N, unsigned Turn, bool &Feasible) {
  if (N.Kind == NodeKind::Param)
    return N.A < Args.size() ? Solver.resolve(S, Args[N.A]) : Value();
  if (N.Kind == NodeKind::Global)
    return Value::address(Solver.A.get(N));
  if (N.Parent == NodeNo::None)
    return makeFresh(N, NodeNo::None);
  Value Base = Solver.resolve(S, Map[index(N.Parent)]);
  // What is known of something that is not there holds.
  if (!Base.isAddress() && Map.size() >= D.FirstOfFacts)
    return Value();
  if (Base.K == Value::Null) {
    // A part of nothing: the callee would have crashed here, or found no
    // element.
    Feasible = N.Kind == NodeKind::Deleter || N.Kind == NodeKind::Kept;
    return Value::null();
  }
  if (!Base.isAddress())
    Base =
        Value::address(Solver.cellOf(S, Base, D.Nodes[index(N.Parent)].Type));
  NodeNo Parent = Base.node();
  switch (N.Kind) {
  case NodeKind::Pointee: {
    Value V = Solver.readCell(S, Parent);
    return V.K == Value::Unknown ? Value::address(Solver.cellOf(S, V, N.Type))
                                 : V;
  }
  case NodeKind::Slot:
    return Value::address(Solver.A.slot(Parent, static_cast<SlotNo>(N.A)));
  case NodeKind::Deleter:
    return Value::address(Solver.A.deleter(Parent));
  case NodeKind::Kept:
    return Value::address(Solver.A.kept(Parent));
  case NodeKind::Element:
    return mapElement(N, Parent, Turn);
  default:
    return makeFresh(N, NodeNo::None);
  }
}

Value Application::makeFresh(const Node &N, NodeNo Parent) {
  Node New = N;
  New.Parent = Parent;
  New.Site = Solver.site(N.Site * 0x9e3779b97f4a7c15ULL + N.Instance + 1);
  New.Instance = N.Once ? Instance & 0xffff : Instance;
  New.Made = via(N.Made);
  if (New.Kind == NodeKind::Slot || New.Kind == NodeKind::Pointee)
    New.Kind = NodeKind::Opaque;
  New.CopyOf = NodeNo::None;
  NodeNo Made = Solver.A.get(New);
  if (N.CopyOf != NodeNo::None)
    if (Value Source = Solver.resolve(S, Map[index(N.CopyOf)]);
        Source.isAddress())
      Solver.A.setCopyOf(Made, Source.node());
  return Value::address(Made);
}

bool Application::checkFacts() {
  for (auto [N, IsNull] : D.NullFacts)
    if (!Solver.assumeNull(S, Map[N], IsNull))
      return false;
  for (auto [N, R] : D.ClassFacts) {
    Value V = Solver.resolve(S, Map[N]);
    if (V == Value())
      continue;
    if (!V.isAddress())
      return false;
    bool Exact = false;
    RecordNo Known = Solver.dynamicClass(S, V.node(), Exact);
    if (Exact ? Known != R
              : Known != RecordNo::None && !Solver.P.isDerivedFrom(R, Known))
      return false;
    if (!Exact)
      S.ClassFacts[index(V.node())] = index(R);
  }
  return all_of(D.SymbolFacts,
                [&](const auto &Fact) {
                  return Solver.learn(S, translate(Value::symbol(Fact.first)),
                                      Fact.second);
                }) &&
         all_of(D.Ranges, [&](const auto &Fact) {
           return Solver.narrow(S, translate(Value::symbol(Fact.first)),
                                Fact.second);
         });
}

/// Whether what the callee wrote and another cell of it are one here.
bool Application::aliases() const {
  DenseMap<uint32_t, uint32_t> Written;
  for (const auto &[N, C] : D.Cells)
    if (D.Nodes[N].Input && D.Nodes[N].Kind == NodeKind::Slot &&
        Map[N].isAddress())
      Written[index(Map[N].node())] = N;
  for (uint32_t N = 0; N < D.FirstOfFacts; ++N) {
    if (D.Nodes[N].Kind != NodeKind::Slot || !Map[N].isAddress())
      continue;
    auto It = Written.find(index(Map[N].node()));
    if (It != Written.end() && It->second != N)
      return true;
  }
  return false;
}

/// Whether two of the callee's access paths lead to one flag here, of which it
/// wrote by one and made a choice by the other: the choice may have come later,
/// when it was no longer as on entry.
bool Application::readsWhatItWrote() const {
  DenseMap<uint32_t, uint32_t> Written;
  for (const auto &[N, C] : D.Cells)
    if (D.Nodes[N].Input && Map[N].isAddress())
      Written[index(Map[N].node())] = N;
  auto IsOther = [&](uint32_t N) {
    auto It =
        Map[N].isAddress() ? Written.find(index(Map[N].node())) : Written.end();
    return It != Written.end() && It->second != N;
  };
  auto Reads = [&](auto &Self, Value V) -> bool {
    if (V.K != Value::Unknown || V.Data == 0)
      return false;
    auto Symbol = static_cast<uint64_t>(V.Data);
    if (symbolKind(Symbol) == SymbolKind::Entry)
      return IsOther(symbolId(Symbol));
    if (symbolKind(Symbol) != SymbolKind::Derived)
      return false;
    const Expr &E = D.Exprs[symbolId(Symbol)];
    return Self(Self, E.X) || Self(Self, E.Y);
  };
  return any_of(D.SymbolFacts, [&](const auto &Fact) {
    return Reads(Reads, Value::symbol(Fact.first));
  });
}

void Application::tellEvents(const State &Before) {
  for (Event E : D.Events) {
    Value On = Map[index(E.On)];
    if (!On.isAddress())
      continue;
    E.On = On.node();
    E.How = via(E.How);
    Solver.Observer->event(PathView(Solver), E, Before, S);
  }
}

Value Application::translate(Value V) {
  if (V.isAddress())
    return Map[index(V.node())];
  if (V.K != Value::Unknown || V.Data == 0)
    return V;
  auto Symbol = static_cast<uint64_t>(V.Data);
  switch (symbolKind(Symbol)) {
  case SymbolKind::Argument:
    return symbolId(Symbol) < Args.size() ? Args[symbolId(Symbol)] : Value();
  case SymbolKind::Entry: {
    Value Cell = Map[symbolId(Symbol)];
    if (!Cell.isAddress())
      return Value();
    return Solver.A.kind(Cell.node()) == ir::TypeKind::Collection
               ? Solver.sizeOf(S, Cell.node())
               : Solver.readCell(S, Cell.node());
  }
  case SymbolKind::Derived: {
    const Expr &E = D.Exprs[symbolId(Symbol)];
    return Solver.derive(S, {E.Op, translate(E.X), translate(E.Y)});
  }
  case SymbolKind::Anonymous:
  case SymbolKind::Guess:
    return Value::symbol(
        symbol(symbolKind(Symbol), Solver.site(Symbol) + Instance));
  }
  return Value();
}

void Application::mergeCollection(NodeNo Cell, const Content &Source,
                                  Content &C) {
  // A callee that erased the element which stood for each has erased the one
  // that this turn is about.
  bool One = any_of(Source.Erased,
                    [&](NodeNo E) { return D.Nodes[index(E)].isEach(); });
  if (!C.Rest && !One)
    return;
  // What the caller knows of the old elements stays, less what went.
  Content Old = Solver.contentOf(S, Cell);
  SmallVector<NodeNo, 2> Merged;
  for (NodeNo E : Old.Elements)
    if (!is_contained(C.Erased, E) && !is_contained(C.Elements, E))
      Merged.push_back(E);
  append_range(Merged, C.Elements);
  C.Elements = std::move(Merged);
  C.Uncounted |= Old.Uncounted;
  C.Rest = Old.Rest &&
           none_of(C.Erased, [&](NodeNo E) { return Solver.A[E].isEach(); });
  erase_if(C.Erased, [&](NodeNo E) { return is_contained(Old.Erased, E); });
  C.Erased.insert(C.Erased.begin(), Old.Erased.begin(), Old.Erased.end());
}

void Application::addWrite(NodeNo Cell, Content C) {
  auto [It, Inserted] = Writes.try_emplace(index(Cell), C);
  Content &Known = It->second;
  if (Inserted)
    return;
  bool Collects = Solver.A.kind(Cell) == ir::TypeKind::Collection ||
                  Solver.A[Cell].Kind == NodeKind::Kept;
  if (!Collects) {
    Known = std::move(C);
    return;
  }
  // What each turn put in is there, and what any took out is gone.
  for (NodeNo E : C.Erased)
    if (!is_contained(Known.Erased, E))
      Known.Erased.push_back(E);
  for (NodeNo E : C.Elements)
    if (!is_contained(Known.Elements, E))
      Known.Elements.push_back(E);
  erase_if(Known.Elements,
           [&](NodeNo E) { return is_contained(Known.Erased, E); });
  Known.Rest &= C.Rest;
  Known.Uncounted = true;
}

/// The object that the callee's Owned is. What an owner from outside owns need
/// not be what it points to.
NodeNo Application::ownedHere(NodeNo Owned) {
  const Node &N = D.Nodes[index(Owned)];
  if (N.Kind == NodeKind::Pointee)
    if (NodeNo Cell = Map[index(N.Parent)].node();
        Cell != NodeNo::None && isOwnerKind(Solver.A.kind(Cell)))
      return Solver.contentOf(S, Cell).Owned;
  return Solver.resolve(S, Map[index(Owned)]).node();
}

void Application::prepareWrites() {
  for (const auto &[N, Source] : D.Cells) {
    Value Cell = Solver.resolve(S, Map[N]);
    if (!Cell.isAddress())
      continue;
    Content C = Source;
    C.V = translate(Source.V);
    if (Source.Owned != NodeNo::None)
      C.Owned = ownedHere(Source.Owned);
    auto MapAll = [&](auto &Nodes) {
      auto Sources = Nodes;
      Nodes.clear();
      for (NodeNo E : Sources)
        if (Value V = Map[index(E)]; V.isAddress())
          Nodes.push_back(V.node());
    };
    MapAll(C.Elements);
    MapAll(C.Erased);
    C.How = via(Source.How);
    C.New = true;
    C.Guessed |= S.Guessed;
    C.After = S.madeWith(Source.After);
    mergeCollection(Cell.node(), Source, C);
    addWrite(Cell.node(), std::move(C));
  }
  for (const auto &[E, Key] : D.Keys)
    if (Value V = Map[E]; V.isAddress() && !D.Nodes[E].Input)
      S.Keys[index(V.node())] = translate(Key);
  if (D.OfEach == Disjunct::Elements::All)
    for (Value V : Map)
      if (V.isAddress() && Solver.A[V.node()].isEach())
        S.Visited.insert(index(V.node()));
  for (uint32_t N : D.Escaped)
    if (Value V = Map[N]; V.isAddress())
      S.Escaped.insert(index(Solver.A.root(V.node())));
}

void Application::commit() {
  S.skip(D.Skipped);
  for (Choice C : D.Parted)
    S.part({Solver.forkOfCallee(C.Fork), C.Way, S.madeWith(C.At)});
  uint8_t Made = S.madeWith(D.Made);
  for (Choice C : D.Choices)
    S.choose({Solver.forkOfCallee(C.Fork), C.Way});
  S.Made = Made;
  // All reads came before all writes: a callee may move things between cells.
  SmallVector<std::pair<NodeNo, Content>, 8> Olds;
  for (auto &[N, C] : Writes) {
    auto It = S.Cells.find(N);
    if (It != S.Cells.end())
      Olds.push_back({static_cast<NodeNo>(N), std::move(It->second)});
    S.Cells[N] = std::move(C);
  }
  for (const auto &[Cell, Old] : Olds) {
    // Elements that are no longer in the collection have ended.
    const SmallVector<NodeNo, 2> Elements = S.Cells[index(Cell)].Elements;
    for (NodeNo E : Old.Elements)
      if (!is_contained(Elements, E))
        Solver.dropCell(S, E);
    Solver.release(S, Solver.A.kind(Cell), Old);
  }
  for (const PendingCall &Call : Calls)
    Solver.perform(S, Call);
}

} // namespace weakspot::analysis
