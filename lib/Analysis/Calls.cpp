//===- Calls.cpp - Calls by their callees' summaries ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Application.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;
using ir::TypeKind;

/// Virtual calls with more possible targets than this wait for a caller that
/// knows more.
static constexpr unsigned MaxTargets = 4;
static constexpr unsigned MaxPending = 8;

bool FunctionSolver::apply(State &S, const Disjunct &D, ArrayRef<Value> Args,
                           Value &Ret) {
  Spent += D.Nodes.size() / 4 + D.Cells.size() + 1;
  return Application(*this, S, D, Args).run(Ret);
}

void FunctionSolver::callThrowing(const State &S, const Summary &Known,
                                  ArrayRef<Value> Args) {
  if (S.Landing == ir::BlockId::None && !Summaries.isCaught(Self))
    return;
  for (const Disjunct &D : Known.Throwing) {
    State Try = S;
    Value Ret;
    if (apply(Try, D, Args, Ret))
      land(std::move(Try));
  }
}

/// Whether what the call passes is not what the way is for, as far as that can
/// be seen without following it.
bool FunctionSolver::isRuledOut(const State &S, const Disjunct &D,
                                ArrayRef<Value> Args) const {
  auto IsOther = [&](const auto &Fact) {
    auto [N, IsNull] = Fact;
    const Node &Of = D.Nodes[N];
    if (Of.Kind != NodeKind::Param || Of.A >= Args.size())
      return false;
    Value V = resolve(S, Args[Of.A]);
    return V.K == Value::Null
               ? !IsNull
               : IsNull && V.isAddress() && !mayBeNull(S, V.node());
  };
  auto Differs = [&](const auto &Fact) {
    auto [Symbol, Known] = Fact;
    if (symbolKind(Symbol) != SymbolKind::Argument ||
        symbolId(Symbol) >= Args.size())
      return false;
    Value V = resolve(S, Args[symbolId(Symbol)]);
    return V != Known && (V.isTruth() ? Known.isTruth()
                                      : V.K == Value::Int && Known.K == V.K);
  };
  return any_of(D.NullFacts, IsOther) || any_of(D.SymbolFacts, Differs);
}

/// The ways that a callee may go: the first in First, the others in Forks.
bool FunctionSolver::callWays(const State &S, const Summary &Known,
                              ArrayRef<Value> Args, State &First, States &Forks,
                              Value &Ret) {
  SmallVector<const Disjunct *, 8> Ways;
  for (const Disjunct &D : Known.Disjuncts)
    if (!isRuledOut(S, D, Args))
      Ways.push_back(&D);
  // What a way does comes after it was chosen.
  uint64_t Fork = isChosen(Ways) ? ++Frame.Forks : 0;
  bool Found = false;
  for (auto [No, D] : enumerate(Ways)) {
    State Try = S;
    if (Fork)
      Try.choose({Fork, static_cast<unsigned>(No)});
    Value Result;
    if (!apply(Try, *D, Args, Result))
      continue;
    if (!Found) {
      First = std::move(Try);
      Ret = Result;
      Found = true;
      continue;
    }
    if (Result == Ret && First.sameHeap(Try, A)) {
      First.join(Try, A);
      continue;
    }
    // The caller defines the register; the value waits in Ret meanwhile.
    Try.Ret = Result;
    Forks.push_back(std::move(Try));
  }
  return Found;
}

/// A loop over elements of which some are dealt with in one way and some in
/// another: each takes the first way that fits it.
bool FunctionSolver::callPerElement(State &S, const Summary &Known,
                                    ArrayRef<Value> Args, Value &Ret) {
  const State Before = S;
  unsigned Turns = 1;
  bool Same = true;
  for (unsigned Turn = 0; Turn < Turns; ++Turn) {
    bool Fits = false;
    for (const Disjunct &D : Known.Disjuncts) {
      if (D.OfEach != Disjunct::Elements::All)
        continue;
      State Try = S;
      Application Way(*this, Try, D, Args);
      Value Result;
      Fits = Way.runTurn(Turn, Result);
      Turns = std::max(Turns, Way.turns());
      if (!Fits)
        continue;
      S = std::move(Try);
      Same &= Turn == 0 || Result == Ret;
      Ret = Result;
      break;
    }
    if (!Fits) {
      S = Before;
      return false;
    }
  }
  if (!Same)
    Ret = Value();
  return true;
}

/// Whether it depends on keys, which a caller may not know, what is meant.
static bool asksForKeys(const Disjunct &D) {
  return any_of(D.Nodes, [](const Node &N) {
    auto Kind = static_cast<ElementKind>(N.A);
    return N.Kind == NodeKind::Element &&
           (Kind == ElementKind::Key || Kind == ElementKind::Made);
  });
}

bool FunctionSolver::call(State &S, FuncNo Callee, ArrayRef<Value> Args,
                          States &Forks, Value &Ret) {
  const FunctionInfo &Info = P.function(Callee);
  const Summary *Known = Summaries.of(Callee);
  SaveAndRestore ThisCall(CallNo, ++Frame.Forks);
  bool Growing = Summaries.isGrowing(Callee);
  if (!Known && !Info.Body) {
    // Nothing is assumed of code that is not there.
    for (auto [No, V] : enumerate(Args))
      escape(S, V, /*IsRead=*/No < 64 && (Info.ReadOnly >> No & 1));
    Ret = Value();
    return !(Info.Flags & ir::FF_NoReturn);
  }
  if (Known) {
    Deep |= Known->Partial || Known->Deep;
    if (const Summary *Special = forTargets(S, Callee, Args))
      Known = Special;
    if (Known->Disjuncts.size() == 1 && !Known->Partial &&
        Known->Disjuncts.front().OfEach == Disjunct::Elements::None &&
        !Known->Disjuncts.front().MayAlias && !Known->Deep &&
        (S.Guessed || !asksForKeys(Known->Disjuncts.front()))) {
      callThrowing(S, *Known, Args);
      return apply(S, Known->Disjuncts.front(), Args, Ret);
    }
    State Ready;
    States Others;
    Aliased = false;
    bool Goes = callWays(S, *Known, Args, Ready, Others, Ret);
    bool IsClear = Goes && Others.empty();
    // None of the ways that it shows is meant: it may be one that a function
    // below it leaves out.
    bool HadToGuess =
        Aliased || (Ready.Guessed && !S.Guessed) || (!Goes && Known->Deep);
    bool Worth = isWorthFollowing(S, Callee, Args, *Known, IsClear, HadToGuess);
    if (Worth && mayFollow())
      if (std::optional<States> Ways = followInPlace(S, Callee, Args);
          Ways && (!Goes || HadToGuess || Ways->size() <= Others.size() + 1)) {
        // Observers are told of what a callee does by its summary.
        if (Goes)
          Others.push_back(std::move(Ready));
        for (State &Way : *Ways)
          for (const State &Told : Others)
            for (const Event &E : Told.Events)
              Way.note(E);
        return takeWays(std::move(*Ways), S, Forks, Ret);
      }
    callThrowing(S, *Known, Args);
    // Of a walk in depth a way shows one path down, not what is beside it.
    bool Ends = !Worth || !Known->walksInDepth();
    if (Goes) {
      S = std::move(Ready);
      for (State &Way : Others) {
        if (!Ends)
          Way.skip(Callee);
        Forks.push_back(std::move(Way));
      }
    } else {
      Goes = callPerElement(S, *Known, Args, Ret);
    }
    if (Goes && !Ends)
      S.skip(Callee);
    if (Goes)
      return true;
    if (!Known->Partial)
      return false;
  }
  if (Growing) {
    Partial = true;
    return false;
  }
  if (const Summary *Special =
          Known ? forConstants(S, Callee, Args) : nullptr) {
    State Ready;
    if (callWays(S, *Special, Args, Ready, Forks, Ret)) {
      S = std::move(Ready);
      return true;
    }
    if (!Special->Partial)
      return false;
  }
  skip(S, Callee, Args, Ret);
  return true;
}

/// How much a disjunct takes away: a teardown's most thorough way is preferred
/// where only one can be followed.
static unsigned weight(const Disjunct &D) {
  unsigned W = 0;
  for (const auto &[N, C] : D.Cells)
    W += 1 + (C.V.K == Value::Null || (!C.Rest && C.Elements.empty()));
  return W + D.Pending.size();
}

bool FunctionSolver::callBest(State &S, FuncNo Callee, ArrayRef<Value> Args,
                              bool *IsOnly) {
  const Summary *Known = Summaries.of(Callee);
  if (!Known || Depth > 32)
    return false;
  ++Depth;
  SaveAndRestore ThisCall(CallNo, ++Frame.Forks);
  bool IsClear = Known->Disjuncts.size() == 1;
  // A destructor is run at the end of what it works on: all that it does is
  // known then.
  Deep |= Known->Partial || Known->Deep;
  bool Worth = isWorthFollowing(S, Callee, Args, *Known, IsClear,
                                /*HadToGuess=*/Known->Deep);
  if (Worth && IsOnly)
    *IsOnly = mayFollow();
  if (Worth && mayFollow())
    if (std::optional<States> Ways = followInPlace(S, Callee, Args);
        Ways && Ways->size() == 1) {
      Ways->front().Ret = S.Ret;
      S = std::move(Ways->front());
      --Depth;
      return true;
    }
  SmallVector<const Disjunct *, 8> ByWeight;
  for (const Disjunct &D : Known->Disjuncts)
    ByWeight.push_back(&D);
  // The disjuncts lie in one array: their addresses keep their order.
  llvm::sort(ByWeight, [](const Disjunct *X, const Disjunct *Y) {
    return std::make_pair(weight(*Y), X) < std::make_pair(weight(*X), Y);
  });
  std::optional<State> Best;
  for (const Disjunct *D : ByWeight) {
    State Try = S;
    Value Ret;
    if (!apply(Try, *D, Args, Ret))
      continue;
    if (Best) {
      *IsOnly = false;
      break;
    }
    Best = std::move(Try);
    if (!IsOnly)
      break;
  }
  if (Best)
    S = std::move(*Best);
  Value Ret;
  bool Found = Best || callPerElement(S, *Known, Args, Ret);
  --Depth;
  return Found;
}

bool FunctionSolver::callVirtual(State &S, FuncNo Callee, ArrayRef<Value> Args,
                                 States &Forks, Value &Ret) {
  Value Object = Args.empty() ? Value() : resolve(S, Args[0]);
  if (!Object.isAddress())
    return Object.K != Value::Null && call(S, Callee, Args, Forks, Ret);
  bool Exact = false;
  RecordNo Static = dynamicClass(S, Object.node(), Exact);
  if (Exact && Static != RecordNo::None)
    return call(S, P.overriderFor(Callee, Static), Args, Forks, Ret);

  // Every class that the program creates and that the object may have.
  MapVector<uint32_t, SmallVector<RecordNo, 2>> Targets;
  RecordNo Top = Static == RecordNo::None ? P.function(Callee).Parent : Static;
  SmallVector<RecordNo, 8> Work{Top};
  DenseSet<uint32_t> Seen;
  while (!Work.empty() && Top != RecordNo::None) {
    RecordNo R = Work.pop_back_val();
    if (!Seen.insert(index(R)).second)
      continue;
    append_range(Work, P.record(R).Derived);
    if (P.record(R).Created)
      Targets[index(P.overriderFor(Callee, R))].push_back(R);
  }
  if (Targets.empty())
    return call(S, Callee, Args, Forks, Ret);
  if (Targets.size() == 1)
    return call(S, static_cast<FuncNo>(Targets.front().first), Args, Forks,
                Ret);
  if (Targets.size() > MaxTargets) {
    PendingCall Later;
    Later.Callee = Callee;
    Later.Target = Object;
    Later.Args.assign(Args.begin(), Args.end());
    Later.Where = Here;
    Later.In = Self;
    defer(S, std::move(Later));
    Ret = Value();
    return true;
  }
  bool First = true;
  State Before = S;
  for (const auto &[Target, Classes] : Targets) {
    State Try = Before;
    // One class stands for those that share the overrider.
    if (Classes.size() == 1)
      Try.ClassFacts[index(Object.node())] = index(Classes.front());
    Value Result;
    States More;
    if (!call(Try, static_cast<FuncNo>(Target), Args, More, Result))
      continue;
    append_range(Forks, More);
    if (First) {
      S = std::move(Try);
      Ret = Result;
      First = false;
    } else {
      Try.Ret = Result;
      Forks.push_back(std::move(Try));
    }
  }
  return !First;
}

bool FunctionSolver::callableTarget(State &S, Value V, FuncNo &Callee,
                                    Value &Object) {
  V = resolve(S, V);
  for (unsigned Level = 0; Level < 4; ++Level) {
    if (V.K == Value::Func) {
      Callee = V.func();
      Object = Value::null();
      return true;
    }
    NodeNo N = V.node();
    if (N == NodeNo::None)
      return false;
    bool Exact = false;
    if (RecordNo R = dynamicClass(S, N, Exact); R != RecordNo::None) {
      Callee = P.record(R).CallOp;
      Object = V;
      return Callee != FuncNo::None;
    }
    // A callable cell, or a strong pointer to one, leads on to its closure.
    if (A.kind(N) == TypeKind::Opaque && A[N].Type != TypeNo::None)
      return false;
    Value Next = readCell(S, N);
    if (Next == V)
      return false;
    V = Next;
  }
  return false;
}

bool FunctionSolver::invoke(State &S, Value Target, ArrayRef<Value> Args,
                            States &Forks, Value &Ret) {
  FuncNo Callee = FuncNo::None;
  Value Object;
  if (callableTarget(S, Target, Callee, Object)) {
    SmallVector<Value, 4> All;
    if (Object.isAddress())
      All.push_back(Object);
    append_range(All, Args);
    return call(S, Callee, All, Forks, Ret);
  }
  Value Known = resolve(S, Target);
  if (Known.isAddress() && A.kind(Known.node()) == TypeKind::Callable &&
      readCell(S, Known.node()).K == Value::Null)
    return false; // std::bad_function_call
  if (Known.K == Value::Null)
    return false;
  // Cells of this frame will be gone when a caller looks: what they hold stays.
  while (Known.isAddress() && A.kind(Known.node()) == TypeKind::Callable) {
    Value Next = readCell(S, Known.node());
    if (!Next.isAddress())
      break;
    Known = Next;
  }
  PendingCall Later;
  Later.Target = Known;
  Later.Args.assign(Args.begin(), Args.end());
  Later.Where = Here;
  Later.In = Self;
  defer(S, std::move(Later));
  Ret = Value();
  return true;
}

/// Leaves it to the callers. If what is called is in a global's table, it may
/// have been any of the functions there.
void FunctionSolver::defer(State &S, PendingCall Call) const {
  NodeNo Root = resolve(S, Call.Target).node();
  if (Root == NodeNo::None)
    return;
  while (A[Root].Parent != NodeNo::None)
    Root = A[Root].Parent;
  if (A[Root].Kind == NodeKind::Global && A[Root].A < P.numGlobals())
    S.skip(P.global(static_cast<GlobalNo>(A[Root].A)).Functions);
  if (S.Pending.size() < MaxPending)
    S.Pending.push_back(std::move(Call));
}

void FunctionSolver::perform(State &S, const PendingCall &Call) {
  FuncNo Callee = Call.Callee;
  SmallVector<Value, 4> Args;
  if (Callee != FuncNo::None) {
    Value Object = resolve(S, Call.Target);
    bool Exact = false;
    RecordNo R = Object.isAddress() ? dynamicClass(S, Object.node(), Exact)
                                    : RecordNo::None;
    if (R == RecordNo::None || !Exact)
      return defer(S, Call);
    Callee = P.overriderFor(Callee, R);
  } else {
    Value Object;
    if (!callableTarget(S, Call.Target, Callee, Object))
      return defer(S, Call);
    if (Object.isAddress())
      Args.push_back(Object);
  }
  append_range(Args, Call.Args);
  // Nothing is known of what goes on for ever.
  bool IsOnly = true;
  if (Depth > 8 || !callBest(S, Callee, Args, &IsOnly) || !IsOnly)
    S.skip(Callee);
}

bool FunctionSolver::executeCall(const ir::Instr &I, State &S, States &Forks) {
  SmallVector<Value, 4> Args;
  for (unsigned No = I.Op == Opcode::Invoke ? 1 : 0; No < I.Args.size(); ++No)
    Args.push_back(arg(S, I, No));
  Value Ret;
  States More;
  bool Goes = true;
  switch (I.Op) {
  case Opcode::Invoke:
    Goes = invoke(S, arg(S, I, 0), Args, More, Ret);
    break;
  case Opcode::VCall:
    Goes = callVirtual(S, View.function(I.Callee), Args, More, Ret);
    break;
  default:
    Goes = call(S, View.function(I.Callee), Args, More, Ret);
    break;
  }
  auto Define = [&](State &Out, Value V) {
    if (I.Result == ir::Reg::None)
      return;
    define(Out, I,
           V.K == Value::Unknown && V.Data == 0
               ? unknownResult(Out, View.type(I.Ty))
               : V);
  };
  for (State &Fork : More) {
    Define(Fork, Fork.Ret);
    Fork.Ret = Value();
    Forks.push_back(std::move(Fork));
  }
  if (Goes)
    Define(S, Ret);
  return Goes;
}

} // namespace weakspot::analysis
