//===- Heap.cpp - Abstract objects and what they hold ---------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis/Heap.h"
#include "Analysis/Summary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StableHashing.h"
#include <utility>

using namespace llvm;

namespace weakspot::analysis {

TraceNo Traces::add(Place Where, FuncNo In, TraceNo Inner) {
  auto Key = std::make_tuple(Where.File, Where.Line, Where.Col, index(In),
                             index(Inner));
  auto [It, Inserted] =
      Known.try_emplace(Key, static_cast<TraceNo>(Steps.size() + 1));
  if (Inserted)
    Steps.push_back({Where, In, Inner});
  return It->second;
}

unsigned Traces::depth(TraceNo T) const {
  unsigned Depth = 0;
  for (; T != TraceNo::None; T = (*this)[T].Inner)
    ++Depth;
  return Depth;
}

SmallVector<Place, 4> Traces::path(TraceNo T) const {
  SmallVector<Place, 4> Path;
  for (; T != TraceNo::None; T = (*this)[T].Inner)
    Path.push_back((*this)[T].Where);
  return Path;
}

/// What A means, in every link.
static stable_hash stablePart(const Program &P, const Node &N) {
  if (N.Kind == NodeKind::Slot)
    return P.slot(static_cast<SlotNo>(N.A)).Id;
  if (N.Kind == NodeKind::Global && N.A != ~0U)
    return P.global(static_cast<GlobalNo>(N.A)).Id;
  return N.A;
}

NodeNo Arena::get(const Node &N) {
  auto Key = std::make_tuple(static_cast<uint32_t>(N.Kind), index(N.Parent),
                             N.A, N.Site, N.Instance);
  auto [It, Inserted] =
      Known.try_emplace(Key, static_cast<NodeNo>(Nodes.size()));
  if (Inserted) {
    Nodes.push_back(N);
    Parts.emplace_back();
    if (N.isPart() && N.Parent != NodeNo::None)
      Parts.back().Older =
          std::exchange(Parts[index(N.Parent)].Newest, It->second);
    stable_hash Above = N.Parent == NodeNo::None ? 0 : (*this)[N.Parent].Name;
    Nodes.back().Name = stable_hash_combine(
        stable_hash_combine(Above, static_cast<stable_hash>(N.Kind),
                            stablePart(P, N)),
        N.Site, N.Instance);
  }
  return It->second;
}

unsigned Arena::size(const Expr &E) const {
  auto Of = [&](Value V) -> unsigned {
    auto Symbol = static_cast<uint64_t>(V.Data);
    return V.K == Value::Unknown && symbolKind(Symbol) == SymbolKind::Derived
               ? ExprSizes[symbolId(Symbol)]
               : 0;
  };
  return std::min<unsigned>(1 + Of(E.X) + Of(E.Y), UINT8_MAX);
}

uint32_t Arena::number(const Expr &E) {
  auto Key =
      std::make_tuple(static_cast<uint8_t>(E.Op), static_cast<uint8_t>(E.X.K),
                      E.X.Data, static_cast<uint8_t>(E.Y.K), E.Y.Data);
  auto [It, Inserted] =
      KnownExprs.try_emplace(Key, static_cast<uint32_t>(Exprs.size()));
  if (Inserted) {
    Exprs.push_back(E);
    ExprSizes.push_back(size(E));
  }
  return It->second;
}

void Arena::setCopyOf(NodeNo N, NodeNo Source) {
  DenseSet<uint32_t> Seen;
  SmallVector<NodeNo, 8> Work{Source};
  while (!Work.empty()) {
    NodeNo From = Work.pop_back_val();
    if (From == NodeNo::None || !Seen.insert(index(From)).second)
      continue;
    if (From == N)
      return;
    Work.push_back((*this)[From].Parent);
    Work.push_back((*this)[From].CopyOf);
  }
  Nodes[index(N)].CopyOf = Source;
}

NodeNo Arena::slot(NodeNo Parent, SlotNo S) {
  Node N;
  N.Kind = NodeKind::Slot;
  N.Parent = Parent;
  N.A = index(S);
  N.Type = P.slot(S).Type;
  N.Input = (*this)[Parent].Input;
  N.Exact = true;
  return get(N);
}

NodeNo Arena::pointee(NodeNo Cell) {
  Node N;
  N.Kind = NodeKind::Pointee;
  N.Parent = Cell;
  TypeNo T = (*this)[Cell].Type;
  N.Type = T == TypeNo::None ? T : P.type(T).Arg;
  N.Input = true;
  return get(N);
}

NodeNo Arena::element(NodeNo Coll, ElementKind K, uint64_t Site,
                      uint32_t Instance) {
  if (K == ElementKind::Each)
    FirstOfEach = std::min(FirstOfEach, static_cast<NodeNo>(Nodes.size()));
  Node N;
  N.Kind = NodeKind::Element;
  N.Parent = Coll;
  N.A = static_cast<uint32_t>(K);
  N.Site = Site;
  N.Instance = Instance;
  TypeNo T = (*this)[Coll].Type;
  N.Type = T == TypeNo::None ? T : P.type(T).Arg;
  N.Input = K != ElementKind::Fresh;
  N.Exact = true;
  return get(N);
}

NodeNo Arena::deleter(NodeNo Object) {
  Node N;
  N.Kind = NodeKind::Deleter;
  N.Parent = Object;
  N.Input = (*this)[Object].Input;
  return get(N);
}

NodeNo Arena::kept(NodeNo Holder) {
  Node N;
  N.Kind = NodeKind::Kept;
  N.Parent = Holder;
  N.Input = (*this)[Holder].Input;
  return get(N);
}

NodeNo Arena::root(NodeNo N) const {
  while ((*this)[N].isPart())
    N = (*this)[N].Parent;
  return N;
}

static std::optional<Value> calculate(Expr::Operation Op, int64_t X,
                                      int64_t Y) {
  // Wraps like unsigned numbers, which never traps.
  auto A = static_cast<uint64_t>(X), B = static_cast<uint64_t>(Y);
  switch (Op) {
  case Expr::Eq:
    return Value::boolean(X == Y);
  case Expr::Ne:
    return Value::boolean(X != Y);
  case Expr::Lt:
    return Value::boolean(X < Y);
  case Expr::Le:
    return Value::boolean(X <= Y);
  case Expr::Gt:
    return Value::boolean(X > Y);
  case Expr::Ge:
    return Value::boolean(X >= Y);
  case Expr::Add:
    return Value::integer(static_cast<int64_t>(A + B));
  case Expr::Sub:
    return Value::integer(static_cast<int64_t>(A - B));
  case Expr::Mul:
    return Value::integer(static_cast<int64_t>(A * B));
  case Expr::Div:
  case Expr::Rem:
    if (Y == 0 || Y == -1)
      return std::nullopt;
    return Value::integer(Op == Expr::Div ? X / Y : X % Y);
  case Expr::And:
    return Value::integer(X & Y);
  case Expr::Or:
    return Value::integer(X | Y);
  case Expr::Xor:
    return Value::integer(X ^ Y);
  case Expr::Shl:
  case Expr::Shr:
    if (B >= 64)
      return std::nullopt;
    return Value::integer(Op == Expr::Shl ? static_cast<int64_t>(A << B)
                                          : X >> Y);
  case Expr::Not:
  case Expr::Combine:
  case Expr::IsA:
    break;
  }
  return std::nullopt;
}

std::optional<Value> evaluate(const Expr &E) {
  Value X = E.X, Y = E.Y;
  if (E.Op == Expr::Not)
    return X.isTruth()
               ? std::optional<Value>(Value::boolean(X.K == Value::False))
               : std::nullopt;
  // Where one side alone decides.
  for (Value Side : {X, Y})
    if (E.Op == Expr::And &&
        (Side == Value::integer(0) || Side.K == Value::False))
      return Value::integer(0);
  // A condition that is used as a number, [conv.prom].
  bool IsArithmetic = E.Op > Expr::Not;
  for (auto [Mine, Other] : {std::make_pair(&X, &Y), std::make_pair(&Y, &X)})
    if (Mine->isTruth() && (IsArithmetic || Other->K == Value::Int))
      *Mine = Value::integer(Mine->K == Value::True);
  if (X.K == Value::Int && Y.K == Value::Int)
    return calculate(E.Op, X.Data, Y.Data);
  if ((E.Op != Expr::Eq && E.Op != Expr::Ne) || X.K == Value::Unknown ||
      Y.K == Value::Unknown)
    return std::nullopt;
  bool Same = X == Y;
  if (!Same && X.K != Y.K && (X.K == Value::Int || Y.K == Value::Int))
    return std::nullopt;
  return Value::boolean(Same == (E.Op == Expr::Eq));
}

void State::note(const Event &E) {
  if (Events.size() < MaxEvents && !is_contained(Events, E))
    Events.push_back(E);
}

void State::skip(ArrayRef<FuncNo> Callees) {
  append_range(Skipped, Callees);
  llvm::sort(Skipped);
  Skipped.erase(llvm::unique(Skipped), Skipped.end());
}

} // namespace weakspot::analysis
