//===- Facts.cpp - What a path knows of values ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

static bool isNamed(Value V) { return V.K == Value::Unknown && V.Data != 0; }

static uint64_t symbolOf(Value V) { return static_cast<uint64_t>(V.Data); }

/// The comparison that holds where Op does not.
static Expr::Operation negated(Expr::Operation Op) {
  switch (Op) {
  case Expr::Eq:
    return Expr::Ne;
  case Expr::Ne:
    return Expr::Eq;
  case Expr::Lt:
    return Expr::Ge;
  case Expr::Le:
    return Expr::Gt;
  case Expr::Gt:
    return Expr::Le;
  case Expr::Ge:
    return Expr::Lt;
  default:
    return Op;
  }
}

static bool isComparison(Expr::Operation Op) { return Op <= Expr::Ge; }

/// A comparison of numbers of which only the ranges are known.
static std::optional<bool> compare(Expr::Operation Op, Range X, Range Y) {
  switch (Op) {
  case Expr::Lt:
    if (X.High < Y.Low)
      return true;
    if (X.Low >= Y.High)
      return false;
    return std::nullopt;
  case Expr::Ge:
    if (std::optional<bool> Less = compare(Expr::Lt, X, Y))
      return !*Less;
    return std::nullopt;
  case Expr::Gt:
    return compare(Expr::Lt, Y, X);
  case Expr::Le:
    return compare(Expr::Ge, Y, X);
  case Expr::Eq:
    if (X.meet(Y).isEmpty())
      return false;
    return std::nullopt;
  case Expr::Ne:
    if (X.meet(Y).isEmpty())
      return true;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

/// What X is narrowed to by a comparison with Y that holds.
static Range narrowedBy(Expr::Operation Op, Range X, Range Y) {
  switch (Op) {
  case Expr::Lt:
    if (Y.High != INT64_MIN)
      X.High = std::min(X.High, Y.High - 1);
    return X;
  case Expr::Le:
    X.High = std::min(X.High, Y.High);
    return X;
  case Expr::Gt:
    if (Y.Low != INT64_MAX)
      X.Low = std::max(X.Low, Y.Low + 1);
    return X;
  case Expr::Ge:
    X.Low = std::max(X.Low, Y.Low);
    return X;
  case Expr::Eq:
    return X.meet(Y);
  case Expr::Ne:
    if (Y.Low == Y.High && X.Low == Y.Low && X.Low != INT64_MAX)
      ++X.Low;
    else if (Y.Low == Y.High && X.High == Y.Low && X.High != INT64_MIN)
      --X.High;
    return X;
  default:
    return X;
  }
}

/// Moves a range by a number; nothing is known where that overflows.
static Range shifted(Range R, int64_t By) {
  Range Result;
  if (R.Low != INT64_MIN && AddOverflow(R.Low, By, Result.Low))
    Result.Low = INT64_MIN;
  if (R.High != INT64_MAX && AddOverflow(R.High, By, Result.High))
    Result.High = INT64_MAX;
  return Result;
}

/// Of a collection that lost some since entry it is what is left that decides.
NodeNo FunctionSolver::presenceOf(const State &S, NodeNo N) const {
  if (!A[N].isEach())
    return A.presenceOf(N);
  auto Coll = S.Cells.find(index(A[N].Parent));
  size_t Gone = Coll == S.Cells.end() ? 0 : Coll->second.Erased.size();
  return Gone == 0 ? N : A.element(A[N].Parent, ElementKind::Left, Gone);
}

Value FunctionSolver::resolve(const State &S, Value V) const {
  if (V.isAddress()) {
    auto It = S.NullFacts.find(index(presenceOf(S, V.node())));
    return It != S.NullFacts.end() && It->second ? Value::null() : V;
  }
  if (!isNamed(V))
    return V;
  auto It = S.SymbolFacts.find(symbolOf(V));
  if (It != S.SymbolFacts.end())
    return It->second;
  if (symbolKind(symbolOf(V)) != SymbolKind::Derived)
    return V;
  Expr E = A.expr(symbolId(symbolOf(V)));
  E.X = resolve(S, E.X);
  E.Y = resolve(S, E.Y);
  if (std::optional<Value> Known = decide(S, E))
    return *Known;
  return V;
}

/// Two cells are one if they have one name, and two if one of them was made
/// here; of those that were there on entry it is not known.
std::optional<Value> FunctionSolver::compareAddresses(const State &S,
                                                      const Expr &E) const {
  if (E.Op != Expr::Eq && E.Op != Expr::Ne)
    return std::nullopt;
  Value X = E.X, Y = E.Y;
  auto MayBeNull = [&](Value V) {
    return V.isAddress() && mayBeNull(S, V.node());
  };
  auto IsInput = [&](Value V) {
    return V.isAddress() && A[A.root(V.node())].Input;
  };
  bool Equal = X == Y;
  if (!Equal) {
    if (X.K == Value::Unknown || Y.K == Value::Unknown ||
        (X.K == Value::Null && MayBeNull(Y)) ||
        (Y.K == Value::Null && MayBeNull(X)) || (IsInput(X) && IsInput(Y)))
      return std::nullopt;
  }
  return Value::boolean(Equal == (E.Op == Expr::Eq));
}

std::optional<Value> FunctionSolver::decideClass(const State &S,
                                                 const Expr &E) const {
  if (E.X.K == Value::Null)
    return Value::boolean(false);
  if (!E.X.isAddress())
    return std::nullopt;
  bool Exact = false;
  RecordNo Known = dynamicClass(S, E.X.node(), Exact);
  if (Known == RecordNo::None)
    return std::nullopt;
  bool IsOne = P.isDerivedFrom(Known, static_cast<RecordNo>(E.Y.Data));
  return IsOne || Exact ? std::optional<Value>(Value::boolean(IsOne))
                        : std::nullopt;
}

std::optional<Value> FunctionSolver::decide(const State &S,
                                            const Expr &E) const {
  if (E.Op == Expr::IsA)
    return decideClass(S, E);
  if (isComparison(E.Op) && (E.X.isAddress() || E.Y.isAddress()))
    return compareAddresses(S, E);
  if (std::optional<Value> Known = evaluate(E))
    return Known;
  if (!isComparison(E.Op) || S.Ranges.empty())
    return std::nullopt;
  if (std::optional<bool> Known =
          compare(E.Op, rangeOf(S, E.X), rangeOf(S, E.Y)))
    return Value::boolean(*Known);
  return std::nullopt;
}

/// A number as a symbol and what is added to it; None where it has no symbol.
std::optional<std::pair<uint64_t, int64_t>>
FunctionSolver::linear(const State &S, Value V, unsigned Level) const {
  V = resolve(S, V);
  if (!isNamed(V) || Level > 8)
    return std::nullopt;
  if (symbolKind(symbolOf(V)) == SymbolKind::Derived) {
    const Expr &E = A.expr(symbolId(symbolOf(V)));
    Value X = resolve(S, E.X), Y = resolve(S, E.Y);
    if (E.Op == Expr::Add && X.K == Value::Int)
      std::swap(X, Y);
    if ((E.Op == Expr::Add || E.Op == Expr::Sub) && Y.K == Value::Int &&
        Y.Data != INT64_MIN)
      if (auto Base = linear(S, X, Level + 1)) {
        int64_t By = E.Op == Expr::Add ? Y.Data : -Y.Data;
        if (!AddOverflow(Base->second, By, Base->second))
          return Base;
      }
  }
  return std::make_pair(symbolOf(V), int64_t(0));
}

Range FunctionSolver::rangeOf(const State &S, Value V) const {
  if (V.K == Value::Int)
    return {V.Data, V.Data};
  auto Base = linear(S, V);
  return Base ? shifted(S.Ranges.lookup(Base->first), Base->second) : Range();
}

bool FunctionSolver::narrow(State &S, Value V, Range To) {
  if (V.K == Value::Int)
    return To.Low <= V.Data && V.Data <= To.High;
  auto Base = linear(S, V);
  if (!Base || Base->second == INT64_MIN)
    return true;
  Range New = S.Ranges.lookup(Base->first).meet(shifted(To, -Base->second));
  if (New.isEmpty())
    return false;
  if (New == Range())
    return true;
  S.Ranges[Base->first] = New;
  if (New.Low == New.High)
    S.SymbolFacts[Base->first] = Value::integer(New.Low);
  return true;
}

/// Larger expressions are not followed: each is looked through again whenever
/// it is asked for.
static constexpr unsigned MaxExprSize = 12;

/// E by one of two comparisons, so that an answer to one question is one to
/// its opposite; IsNot: it is that one's opposite.
static Expr canonical(Expr E, bool &IsNot) {
  IsNot = E.Op == Expr::Ne || E.Op == Expr::Le || E.Op == Expr::Ge;
  if (E.Op == Expr::Gt || E.Op == Expr::Le)
    std::swap(E.X, E.Y);
  if (E.Op == Expr::Ne)
    E.Op = Expr::Eq;
  else if (isComparison(E.Op) && E.Op != Expr::Eq)
    E.Op = Expr::Lt;
  return E;
}

Value FunctionSolver::derive(const State &S, Expr E) {
  bool IsNot = false;
  E = canonical(E, IsNot);
  if (IsNot) {
    Value Opposite = derive(S, E);
    return Opposite == Value()
               ? Value()
               : derive(S, {Expr::Not, Opposite, Value::null()});
  }
  E.X = resolve(S, E.X);
  E.Y = resolve(S, E.Y);
  if (std::optional<Value> Known = decide(S, E))
    return *Known;
  if (E.X.isNameless() || (E.Op != Expr::Not && E.Y.isNameless()) ||
      A.size(E) > MaxExprSize)
    return Value();
  return Value::symbol(symbol(SymbolKind::Derived, A.number(E)));
}

/// Whether a value comes from a call that no summary covered.
bool FunctionSolver::isGuess(Value V, unsigned Level) const {
  if (V.isAddress())
    return A[V.node()].Kind == NodeKind::Opaque && A[V.node()].A != 0;
  if (!isNamed(V) || Level > 8)
    return false;
  switch (symbolKind(symbolOf(V))) {
  case SymbolKind::Guess:
    return true;
  case SymbolKind::Derived: {
    const Expr &E = A.expr(symbolId(symbolOf(V)));
    return isGuess(E.X, Level + 1) || isGuess(E.Y, Level + 1);
  }
  default:
    return false;
  }
}

/// The address of which V tells whether it is null.
std::optional<Value> FunctionSolver::testedForNull(Value V) const {
  if (symbolKind(symbolOf(V)) != SymbolKind::Derived)
    return std::nullopt;
  const Expr &E = A.expr(symbolId(symbolOf(V)));
  if (E.Op == Expr::Eq && E.X.isAddress() && E.Y.K == Value::Null)
    return E.X;
  return std::nullopt;
}

bool FunctionSolver::learn(State &S, Value V, Value Known, unsigned Level) {
  V = resolve(S, V);
  if (V.K == Value::Int && Known.isTruth())
    return (V.Data != 0) == (Known.K == Value::True);
  if (V.K == Value::Null && Known.isTruth())
    return Known.K == Value::False;
  if (!isNamed(V))
    return V.K == Value::Unknown || V == Known;
  if (isGuess(V))
    guess(S);
  if (std::optional<Value> Tested = testedForNull(V))
    if (Known.isTruth())
      return assumeNull(S, *Tested, Known.K == Value::True);
  S.SymbolFacts[symbolOf(V)] = Known;
  if (Known.K == Value::Int)
    return narrow(S, V, {Known.Data, Known.Data});
  if (symbolKind(symbolOf(V)) != SymbolKind::Derived || !Known.isTruth() ||
      Level > 8)
    return true;
  const Expr E = A.expr(symbolId(symbolOf(V)));
  bool IsTrue = Known.K == Value::True;
  if (E.Op == Expr::Not)
    return learn(S, E.X, Value::boolean(!IsTrue), Level + 1);
  if (!isComparison(E.Op))
    return true;
  return learnComparison(S, IsTrue ? E.Op : negated(E.Op), resolve(S, E.X),
                         resolve(S, E.Y), Level);
}

/// Whether V's expression is true or false.
bool FunctionSolver::isCondition(Value V) const {
  if (!isNamed(V) || symbolKind(symbolOf(V)) != SymbolKind::Derived)
    return false;
  Expr::Operation Op = A.expr(symbolId(symbolOf(V))).Op;
  return Op == Expr::Not || isComparison(Op);
}

bool FunctionSolver::learnComparison(State &S, Expr::Operation Op, Value X,
                                     Value Y, unsigned Level) {
  if (Op == Expr::Eq || Op == Expr::Ne) {
    bool Equal = Op == Expr::Eq;
    if (X.K == Value::Null)
      return assumeNull(S, Y, Equal);
    if (Y.K == Value::Null)
      return assumeNull(S, X, Equal);
    for (auto [Symbol, Constant] :
         {std::make_pair(X, Y), std::make_pair(Y, X)}) {
      if (!isNamed(Symbol))
        continue;
      if (Constant.isTruth())
        return learn(S, Symbol,
                     Equal ? Constant
                           : Value::boolean(Constant.K == Value::False),
                     Level + 1);
      if (Equal && Constant.K == Value::Int && !isCondition(Symbol))
        S.SymbolFacts[symbolOf(Symbol)] = Constant;
    }
  }
  for (auto [Truth, Number, IsLeft] :
       {std::make_tuple(X, Y, true), std::make_tuple(Y, X, false)}) {
    if (Number.K != Value::Int || !isCondition(Truth))
      continue;
    auto HoldsFor = [&](int64_t As) {
      Value V = Value::integer(As);
      return evaluate({Op, IsLeft ? V : Number, IsLeft ? Number : V}) ==
             Value::boolean(true);
    };
    bool IfFalse = HoldsFor(0), IfTrue = HoldsFor(1);
    if (IfFalse && IfTrue)
      return true;
    return (IfFalse || IfTrue) &&
           learn(S, Truth, Value::boolean(IfTrue), Level + 1);
  }
  auto IsNumber = [](Value V) { return V.K == Value::Int || isNamed(V); };
  if (!IsNumber(X) || !IsNumber(Y))
    return true;
  Range OfX = rangeOf(S, X), OfY = rangeOf(S, Y);
  auto Mirrored = [](Expr::Operation Op) {
    switch (Op) {
    case Expr::Lt:
      return Expr::Gt;
    case Expr::Le:
      return Expr::Ge;
    case Expr::Gt:
      return Expr::Lt;
    case Expr::Ge:
      return Expr::Le;
    default:
      return Op;
    }
  };
  return narrow(S, X, narrowedBy(Op, OfX, OfY)) &&
         narrow(S, Y, narrowedBy(Mirrored(Op), OfY, OfX));
}

bool FunctionSolver::assumeNull(State &S, Value V, bool IsNull) {
  V = resolve(S, V);
  if (V.K == Value::Null)
    return IsNull;
  if (!V.isAddress())
    return V.K == Value::Unknown || !IsNull;
  NodeNo N = presenceOf(S, V.node());
  auto It = S.NullFacts.find(index(N));
  if (It != S.NullFacts.end())
    return It->second == IsNull;
  if (!mayBeNull(N))
    return !IsNull;
  if (isGuess(V))
    guess(S);
  S.NullFacts[index(N)] = IsNull;
  return true;
}

bool FunctionSolver::assume(State &S, ir::Reg Condition, bool IsTrue,
                            unsigned Level) {
  Value V = S.Regs[ir::index(Condition)];
  if (!resolve(S, V).isAddress() && !learn(S, V, Value::boolean(IsTrue)))
    return false;
  // Questions about addresses have no expression: the operation tells.
  const ir::Instr *Def = Defs[ir::index(Condition)];
  if (!Def || Level > 8)
    return true;
  switch (Def->Op) {
  case Opcode::Not:
    return assume(S, Def->Args[0].R, !IsTrue, Level + 1);
  case Opcode::IsNull:
    return assumeNull(S, arg(S, *Def, 0), IsTrue);
  case Opcode::Cmp: {
    auto Pred = static_cast<Expr::Operation>(Def->Sub);
    Value X = arg(S, *Def, 0), Y = arg(S, *Def, 1);
    if (X.isAddress() || Y.isAddress())
      return learnComparison(S, IsTrue ? Pred : negated(Pred), X, Y, Level);
    return true;
  }
  default:
    return true;
  }
}

} // namespace weakspot::analysis
