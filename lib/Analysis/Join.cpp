//===- Join.cpp - Paths that need not be kept apart -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Summary.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

/// Whether it makes no difference for owners what a cell holds: what is stored
/// in it owns nothing, or it belongs to a global, which never lets go.
static bool isIndifferent(NodeNo Cell, const Content &C, const Arena &A) {
  bool Collects = A.kind(Cell) == ir::TypeKind::Collection ||
                  A[Cell].Kind == NodeKind::Kept;
  return (C.isScalar() && !Collects) || A.holdsNothing(Cell) ||
         A[A.root(Cell)].Kind == NodeKind::Global;
}

/// Reading an input cell only notes what it held: the path that did not read it
/// differs in nothing.
static bool covers(const State &X, const State &Y, const Arena &A) {
  return all_of(X.Cells, [&](const auto &Entry) {
    auto Cell = static_cast<NodeNo>(Entry.first);
    const Content &C = Entry.second;
    auto It = Y.Cells.find(Entry.first);
    if (It == Y.Cells.end())
      return !C.New || isIndifferent(Cell, C, A);
    return It->second == C ||
           (isIndifferent(Cell, C, A) && isIndifferent(Cell, It->second, A));
  });
}

/// Whether what died in X either died in Y too or was never made there.
static bool diedAlike(const State &X, const State &Y, const Arena &A) {
  SmallVector<uint32_t, 8> Only;
  for (uint32_t N : X.Dead)
    if (!Y.Dead.contains(N))
      Only.push_back(N);
  if (Only.empty())
    return true;
  DenseSet<uint32_t> Seen;
  auto See = [&](NodeNo N) {
    if (N != NodeNo::None)
      Seen.insert(index(A.root(N)));
  };
  for (const auto &[N, C] : Y.Cells) {
    See(static_cast<NodeNo>(N));
    See(C.V.node());
    See(C.Owned);
  }
  for (Value V : Y.Regs)
    See(V.node());
  return none_of(Only, [&](uint32_t N) {
    return A[static_cast<NodeNo>(N)].Input || Seen.contains(N);
  });
}

/// Whether two paths know the same of what was locked and is still held.
static bool sameLocks(const State &X, const State &Y) {
  auto Fact = [](const State &S, NodeNo N) {
    auto It = S.NullFacts.find(index(N));
    return It == S.NullFacts.end() ? std::optional<bool>()
                                   : std::optional<bool>(It->second);
  };
  return all_of(X.Locked, [&](const auto &Lock) {
    return !X.Cells.contains(index(Lock.first)) ||
           Fact(X, Lock.second) == Fact(Y, Lock.second);
  });
}

bool State::sameHeap(const State &O, const Arena &A) const {
  return Ret == O.Ret && sameLocks(*this, O) && sameLocks(O, *this) &&
         Pending == O.Pending && covers(*this, O, A) && covers(O, *this, A) &&
         diedAlike(*this, O, A) && diedAlike(O, *this, A);
}

/// Whether V is of what a caller can see on entry.
static bool isAboutEntry(Value V, const Arena &A, unsigned Level = 0) {
  if (V.isAddress())
    return A[V.node()].Input;
  if (V.K != Value::Unknown || V.Data == 0 || Level > 8)
    return false;
  auto Symbol = static_cast<uint64_t>(V.Data);
  if (symbolKind(Symbol) != SymbolKind::Derived)
    return symbolKind(Symbol) == SymbolKind::Argument ||
           symbolKind(Symbol) == SymbolKind::Entry;
  const Expr &E = A.expr(symbolId(Symbol));
  return isAboutEntry(E.X, A, Level + 1) || isAboutEntry(E.Y, A, Level + 1);
}

bool State::sameFlags(const State &O, const Arena &A) const {
  auto Agrees = [&](const State &X, const State &Y) {
    return all_of(X.Cells, [&](const auto &Entry) {
      auto Cell = static_cast<NodeNo>(Entry.first);
      const Content &C = Entry.second;
      NodeKind Root = A[A.root(Cell)].Kind;
      // A local tells what a search came to.
      if (!C.New || !(C.V.isConstant() || isAboutEntry(C.V, A)) ||
          Root == NodeKind::Global)
        return true;
      auto It = Y.Cells.find(Entry.first);
      return It != Y.Cells.end() && It->second.V == C.V;
    });
  };
  return Agrees(*this, O) && Agrees(O, *this);
}

bool State::sameEvents(const State &O) const {
  auto Has = [](const State &X, const State &Y) {
    return all_of(X.Events, [&](const Event &E) {
      return !E.Parts || any_of(Y.Events, [&](const Event &Other) {
        return Other.Kind == E.Kind && Other.On == E.On && Other.Type == E.Type;
      });
    });
  };
  return Has(*this, O) && Has(O, *this);
}

bool State::assumesLess(const State &O, const Arena &A) const {
  auto IsKnown = [](uint64_t Symbol) {
    SymbolKind K = symbolKind(Symbol);
    return K == SymbolKind::Argument || K == SymbolKind::Entry;
  };
  return all_of(NullFacts,
                [&](const auto &Fact) {
                  auto It = O.NullFacts.find(Fact.first);
                  return !A[static_cast<NodeNo>(Fact.first)].Input ||
                         (It != O.NullFacts.end() && It->second == Fact.second);
                }) &&
         all_of(SymbolFacts, [&](const auto &Fact) {
           auto It = O.SymbolFacts.find(Fact.first);
           return !IsKnown(Fact.first) ||
                  (It != O.SymbolFacts.end() && It->second == Fact.second);
         });
}

/// Whether N is part of something, or reached from something, that is null in
/// S: what another path knows of it then holds of nothing.
static bool isVacuous(NodeNo N, const State &S, const Arena &A) {
  for (N = A[N].Parent; N != NodeNo::None; N = A[N].Parent) {
    auto It = S.NullFacts.find(index(N));
    if (It != S.NullFacts.end())
      return It->second;
  }
  return false;
}

static bool isVacuous(Value V, const State &S, const Arena &A,
                      unsigned Level = 0) {
  if (V.isAddress())
    return isVacuous(V.node(), S, A);
  if (V.K != Value::Unknown || V.Data == 0 || Level > 8)
    return false;
  auto Symbol = static_cast<uint64_t>(V.Data);
  switch (symbolKind(Symbol)) {
  case SymbolKind::Entry:
    return isVacuous(static_cast<NodeNo>(symbolId(Symbol)), S, A);
  case SymbolKind::Derived: {
    const Expr &E = A.expr(symbolId(Symbol));
    return isVacuous(E.X, S, A, Level + 1) || isVacuous(E.Y, S, A, Level + 1);
  }
  default:
    return false;
  }
}

/// How much S asks of what was there on entry.
static size_t questions(const State &S, const Arena &A) {
  return llvm::count_if(S.SymbolFacts,
                        [&](const auto &Fact) {
                          return isAboutEntry(Value::symbol(Fact.first), A);
                        }) +
         llvm::count_if(S.NullFacts, [&](const auto &Fact) {
           return A[static_cast<NodeNo>(Fact.first)].Input;
         });
}

bool State::asksNothing(const Arena &A) const {
  auto IsAboutEntry = [&](const auto &Fact) {
    return isAboutEntry(Value::symbol(Fact.first), A);
  };
  return !Blurred && ClassFacts.empty() && none_of(SymbolFacts, IsAboutEntry) &&
         none_of(Ranges, IsAboutEntry) &&
         none_of(NullFacts, [&](const auto &Fact) {
           return Fact.second && A[static_cast<NodeNo>(Fact.first)].Input;
         });
}

/// Keeps what both know, and what one knows of something that is not there for
/// the other.
template <typename Map, typename Vacuous>
static void joinFacts(Map &Mine, const Map &Others, Vacuous IsVacuous,
                      const State &S, const State &O) {
  SmallVector<typename Map::key_type, 8> Gone;
  for (const auto &[K, V] : Mine) {
    auto It = Others.find(K);
    if (It == Others.end() ? !IsVacuous(K, O) : !(It->second == V))
      Gone.push_back(K);
  }
  SmallVector<std::pair<typename Map::key_type, typename Map::mapped_type>, 4>
      Added;
  for (const auto &[K, V] : Others)
    if (!Mine.contains(K) && IsVacuous(K, S))
      Added.push_back({K, V});
  for (const auto &K : Gone)
    Mine.erase(K);
  for (const auto &[K, V] : Added)
    Mine[K] = V;
}

/// What numbers may be on either path, where both know something of them.
static DenseMap<uint64_t, Range> joinedRanges(const State &X, const State &Y) {
  auto In = [](const State &S, uint64_t Symbol) {
    auto It = S.SymbolFacts.find(Symbol);
    return It != S.SymbolFacts.end() && It->second.K == Value::Int
               ? Range{It->second.Data, It->second.Data}
               : S.Ranges.lookup(Symbol);
  };
  DenseMap<uint64_t, Range> Joined;
  auto Add = [&](uint64_t Symbol) {
    if (Range R = In(X, Symbol).hull(In(Y, Symbol)); R != Range())
      Joined[Symbol] = R;
  };
  for (const auto &[Symbol, R] : X.Ranges)
    Add(Symbol);
  for (const auto &[Symbol, V] : X.SymbolFacts)
    if (V.K == Value::Int)
      Add(Symbol);
  return Joined;
}

/// What a path's facts make of a number or condition.
static std::optional<Value> valueOf(Value V, const State &S, const Arena &A,
                                    unsigned Level = 0) {
  if (V.K != Value::Unknown)
    return V;
  auto Symbol = static_cast<uint64_t>(V.Data);
  if (auto It = S.SymbolFacts.find(Symbol); It != S.SymbolFacts.end())
    return It->second;
  if (V.Data == 0 || symbolKind(Symbol) != SymbolKind::Derived || Level > 6)
    return std::nullopt;
  Expr E = A.expr(symbolId(Symbol));
  std::optional<Value> X = valueOf(E.X, S, A, Level + 1);
  std::optional<Value> Y =
      E.Op == Expr::Not ? Value() : valueOf(E.Y, S, A, Level + 1);
  return X && Y ? evaluate({E.Op, *X, *Y}) : std::nullopt;
}

/// Whether it says what a parameter is, or is not.
static bool isAboutParameter(uint64_t Symbol, const Arena &A) {
  if (symbolKind(Symbol) != SymbolKind::Derived)
    return false;
  const Expr &E = A.expr(symbolId(Symbol));
  return (E.Op == Expr::Eq || E.Op == Expr::Ne) && E.X.K == Value::Unknown &&
         E.X.Data != 0 &&
         symbolKind(static_cast<uint64_t>(E.X.Data)) == SymbolKind::Argument;
}

/// Adds to Mine what the other path knows of parameters and follows from this
/// one's facts.
static void addImplied(DenseMap<uint64_t, Value> &Mine, const State &S,
                       const State &Other, const Arena &A) {
  for (const auto &[Symbol, V] : Other.SymbolFacts)
    if (!Mine.contains(Symbol) && isAboutParameter(Symbol, A) &&
        valueOf(Value::symbol(Symbol), S, A) == V)
      Mine[Symbol] = V;
}

void State::forget(uint32_t Cell, uint64_t Salt, const Arena &A) {
  Content C;
  C.New = true;
  if (A.kind(static_cast<NodeNo>(Cell)) == ir::TypeKind::Collection)
    C.Rest = true;
  else
    // One unknown per cell and join: asked twice, it answers the same.
    C.V =
        Value::symbol((3ULL << 60) | (hash_combine(Cell, Salt, ++Joins) >> 5));
  Cells[Cell] = std::move(C);
}

/// The numbers that cells come to on both paths, whether they were put there or
/// were found.
static DenseMap<uint32_t, Value> agreedNumbers(const State &X, const State &Y,
                                               const Arena &A) {
  DenseMap<uint32_t, Value> Agreed;
  auto In = [&](const State &S, uint32_t N) {
    auto It = S.Cells.find(N);
    return valueOf(It == S.Cells.end()
                       ? Value::symbol(symbol(SymbolKind::Entry, N))
                       : It->second.V,
                   S, A);
  };
  for (const State *S : {&X, &Y})
    for (const auto &[N, C] : S->Cells) {
      if (!C.New || A.kind(static_cast<NodeNo>(N)) != ir::TypeKind::Scalar)
        continue;
      std::optional<Value> V = In(X, N);
      if (V && V->isConstant() && V == In(Y, N))
        Agreed[N] = *V;
    }
  return Agreed;
}

/// Where one path is open to all that the other is, what only the other skipped
/// makes nothing doubtful.
void State::joinSkipped(const State &O, bool AssumesLess,
                        bool OtherAssumesLess) {
  if (AssumesLess && OtherAssumesLess) {
    SmallVector<FuncNo, 2> Both;
    std::set_intersection(Skipped.begin(), Skipped.end(), O.Skipped.begin(),
                          O.Skipped.end(), std::back_inserter(Both));
    Skipped = std::move(Both);
  } else if (OtherAssumesLess) {
    Skipped = O.Skipped;
  } else if (!AssumesLess) {
    skip(O.Skipped);
  }
}

void State::join(const State &O, const Arena &A) {
  const bool AssumesLess = assumesLess(O, A),
             OtherAssumesLess = O.assumesLess(*this, A);
  const DenseMap<uint32_t, Value> Agreed = agreedNumbers(*this, O, A);
  Ranges = joinedRanges(*this, O);
  for (const Event &E : O.Events)
    note(E);
  auto Never = [](auto, const State &) { return false; };
  auto NoSymbol = [&](uint64_t Symbol, const State &S) {
    return isVacuous(Value::symbol(Symbol), S, A);
  };
  auto NoNode = [&](uint32_t N, const State &S) {
    return isVacuous(static_cast<NodeNo>(N), S, A);
  };
  // After `case 1:` and `default:` it is still known not to be what the other
  // cases ask for.
  DenseMap<uint64_t, Value> Others = O.SymbolFacts;
  addImplied(Others, O, *this, A);
  addImplied(SymbolFacts, *this, O, A);
  size_t Before = std::max(questions(*this, A), questions(O, A));
  joinFacts(SymbolFacts, Others, NoSymbol, *this, O);
  joinFacts(NullFacts, O.NullFacts, NoNode, *this, O);
  Blurred |= O.Blurred || questions(*this, A) < Before;
  joinFacts(ClassFacts, O.ClassFacts, Never, *this, O);
  // The heaps are equal: what one path shows for sure needs no guess.
  Guessed &= O.Guessed;
  joinSkipped(O, AssumesLess, OtherAssumesLess);
  size_t Shared = std::mismatch(Choices.begin(), Choices.end(),
                                O.Choices.begin(), O.Choices.end())
                      .first -
                  Choices.begin();
  for (ArrayRef<Choice> Own :
       {ArrayRef(Choices).drop_front(Shared),
        ArrayRef(O.Choices).drop_front(Shared), ArrayRef(O.Parted)})
    for (Choice C : Own)
      part(C);
  Choices.truncate(Shared);
  Made = std::max(Made, O.Made);
  Escaped.insert(O.Escaped.begin(), O.Escaped.end());
  Visited.insert(O.Visited.begin(), O.Visited.end());
  // An element from before entry is told from others by its key.
  for (const auto &[Element, Key] : O.Keys)
    Keys.try_emplace(Element, Key);
  Dead.insert(O.Dead.begin(), O.Dead.end());
  // What is made next must not be one of those that have died on either path.
  for (const auto &[Site, Count] : O.SiteCount) {
    uint32_t &Mine = SiteCount[Site];
    Mine = std::max(Mine, Count);
  }

  SmallVector<uint32_t, 8> Differ;
  for (auto &[N, C] : Cells) {
    auto It = O.Cells.find(N);
    if (It == O.Cells.end() ? C.New : !(It->second == C)) {
      Differ.push_back(N);
    } else if (It != O.Cells.end()) {
      C.Guessed &= It->second.Guessed;
      C.After = std::max(C.After, It->second.After);
    }
  }
  for (const auto &[N, C] : O.Cells)
    if (C.New && !Cells.contains(N))
      Differ.push_back(N);
  llvm::sort(Differ);
  uint64_t Salt = hash_combine(Cells.size(), O.Cells.size());
  for (uint32_t N : Differ) {
    auto Cell = static_cast<NodeNo>(N);
    const Content Mine = Cells.lookup(N), Other = O.Cells.lookup(N);
    if ((Mine.isScalar() && Other.isScalar()) || A.holdsNothing(Cell)) {
      forget(N, Salt, A);
      if (auto It = Agreed.find(N); It != Agreed.end())
        Cells[N].V = It->second;
      continue;
    }
    // A global's: what either path put there may be held.
    for (const Content *C : {&Mine, &Other}) {
      if (C->Owned != NodeNo::None)
        Escaped.insert(index(A.root(C->Owned)));
      if (C->V.isAddress())
        Escaped.insert(index(A.root(C->V.node())));
    }
    if (!Cells.contains(N))
      Cells[N] = Other;
    Cells[N].Certain = false;
  }
}

} // namespace weakspot::analysis
