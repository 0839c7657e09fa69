//===- FunctionSolver.cpp - Follows the paths of one function ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::BlockId;
using ir::Opcode;
using ir::TypeKind;

/// Turns of a loop whose every turn is known, such as over a collection whose
/// elements are.
static constexpr unsigned MaxKnownTurns = 24;

/// Different ends of one function that are searched for rings.
static constexpr unsigned MaxExits = 32;

/// A way that takes more cells to tell is left out of a summary: what calls
/// along a chain makes would be told anew by each function of the chain.
static constexpr unsigned MaxSummaryNodes = 1000;

/// Paths that hold the same, but left different flags in objects or assume
/// different things: what comes later may ask for them, and a caller of which
/// no assumption holds does not get there.
static constexpr unsigned MaxAlike = 3;

FunctionSolver::FunctionSolver(const Program &P, SummaryTable &Summaries,
                               Traces &T, const AnalysisOptions &Options,
                               FuncNo Self, PathObserver *Observer,
                               const CallContext *Known)
    : P(P), Summaries(Summaries), T(T), Options(Options), Self(Self),
      Observer(Observer), Known(Known), F(*P.function(Self).Body), Open(F),
      View(*P.function(Self).View), Own(std::make_unique<Arena>(P)), A(*Own),
      Limit(Options.Budget) {
  orderBlocks();
}

void FunctionSolver::orderBlocks() {
  Defs.resize(F.NumRegs);
  for (const ir::Block &B : F.blocks()) {
    FirstInstr.push_back(InstrNo);
    for (const ir::Instr &I : B.Instrs) {
      ++InstrNo;
      if (I.Result != ir::Reg::None)
        Defs[ir::index(I.Result)] = &I;
    }
  }
  // Reverse post order: a join is run once all of its forward predecessors
  // were.
  std::vector<uint8_t> Seen(F.blocks().size());
  std::vector<uint32_t> Post;
  SmallVector<std::pair<uint32_t, unsigned>, 16> Stack{{0, 0}};
  Seen[0] = 1;
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    const auto &Targets = F.blocks()[B].Instrs.back().Targets;
    if (Next == Targets.size()) {
      Post.push_back(B);
      Stack.pop_back();
      continue;
    }
    uint32_t To = ir::index(Targets[Next++]);
    if (!Seen[To]) {
      Seen[To] = 1;
      Stack.push_back({To, 0});
    }
  }
  Order.resize(F.blocks().size());
  for (auto [I, B] : enumerate(reverse(Post))) {
    Order[B] = I;
    ByOrder.push_back(static_cast<BlockId>(B));
  }
  findLoops();
}

State FunctionSolver::entryState() {
  State S;
  S.Regs.resize(F.NumRegs);
  for (auto [I, Param] : enumerate(F.Params)) {
    TypeNo Type = View.type(Param.Type);
    TypeKind K = P.kind(Type);
    if (K == TypeKind::Scalar ||
        (K == TypeKind::Opaque && Type != TypeNo::None)) {
      bool IsConstant =
          Known && I < Known->Args.size() && Known->Args[I].K != Value::Unknown;
      S.Regs[I] = IsConstant ? Known->Args[I]
                             : Value::symbol(symbol(SymbolKind::Argument, I));
      continue;
    }
    Node N;
    N.Kind = NodeKind::Param;
    N.A = I;
    N.Type = K == TypeKind::Borrow ? P.type(Type).Arg : Type;
    N.Input = true;
    S.Regs[I] = Value::address(A.get(N));
  }
  if (Known)
    for (const Binding &B : Known->Targets)
      bind(S, B);
  return S;
}

void FunctionSolver::bind(State &S, const Binding &B) {
  const Node &Last = B.Path.back();
  if (B.Function != FuncNo::None && Last.Kind == NodeKind::Param) {
    S.Regs[Last.A] = Value::function(B.Function);
    return;
  }
  NodeNo Cell = NodeNo::None, Target = NodeNo::None;
  for (Node N : B.Path) {
    Cell = Target;
    N.Parent = Target;
    Target = A.get(N);
  }
  if (B.Function == FuncNo::None)
    S.ClassFacts[index(Target)] = index(B.Class);
  else if (Last.Kind == NodeKind::Pointee)
    S.Cells[index(Cell)].V = Value::function(B.Function);
}

void FunctionSolver::addPending(BlockId B, State S) {
  States &Waiting = Queue[Order[ir::index(B)]];
  unsigned Alike = 0;
  for (State &Other : Waiting)
    if (Other.sameHeap(S, A) &&
        ((Other.sameFlags(S, A) && Other.sameEvents(S)) ||
         ++Alike == MaxAlike)) {
      Other.join(S, A);
      return;
    }
  if (Waiting.size() >= Options.MaxDisjuncts) {
    Truncated = true;
    return;
  }
  Waiting.push_back(std::move(S));
}

void FunctionSolver::followPaths() {
  while (!Queue.empty() && !(Spent > Limit) && !isInVain()) {
    auto First = Queue.begin();
    BlockId B = ByOrder[First->first];
    States Ready = std::move(First->second);
    Queue.erase(First);
    for (State &S : Ready)
      if (!isInVain())
        runBlock(B, std::move(S));
  }
  Truncated |= !Queue.empty();
  if (!Truncated && !Partial)
    return;
  for (const ir::Block &B : F.blocks())
    for (const ir::Instr &I : B.Instrs)
      if (I.Op == Opcode::Closure)
        Summaries.ClosuresMade.insert(index(View.record(I.Rec)));
}

Outcome FunctionSolver::run() {
  Here = View.place(F.Where);
  if (Observer)
    Observer->enter(PathView(*this));
  addPending(BlockId(0), entryState());
  followPaths();
  if (Observer)
    Observer->leave(PathView(*this));

  // Where there are more ends than a summary keeps, those without a guess stay,
  // since a ring on a guessed path is none, and those that change the most.
  auto Changes = [](const State &S) {
    return llvm::count_if(S.Cells,
                          [](const auto &Entry) { return Entry.second.New; });
  };
  std::vector<std::tuple<bool, int64_t, unsigned>> ByChanges;
  for (auto [I, S] : enumerate(Exits))
    ByChanges.push_back({S.Guessed, -Changes(S), I});
  llvm::sort(ByChanges);

  Outcome Out;
  std::vector<const State *> Ends;
  std::vector<std::vector<Ring>> Rings;
  auto Search = [&](const State &S) {
    Ends.push_back(&S);
    Rings.push_back(findRings(P, A, S, Self));
    for (Ring &R : Rings.back()) {
      R.Truncated = Truncated;
      R.End = S.End;
      R.Anyhow = S.asksNothing(A);
    }
  };
  Out.Result.Truncated = Truncated;
  Out.Result.Partial = Partial || Truncated;
  Out.Result.Deep = Deep;
  for (const auto &Ranked : ByChanges) {
    State &S = Exits[std::get<2>(Ranked)];
    Out.Result.Blurred |= S.Blurred;
    Search(S);
    if (Out.Result.Disjuncts.size() >= Options.MaxSummaryDisjuncts) {
      Out.Result.Partial = true;
      continue;
    }
    Disjunct D = summarize(S, A);
    if (D.Nodes.size() > MaxSummaryNodes)
      Out.Result.Partial = Out.Result.Truncated = true;
    else
      Out.Result.Disjuncts.push_back(std::move(D));
  }
  // What nothing refers to any more where it is caught was lost here.
  for (State &S : Thrown) {
    Search(S);
    for (Ring &R : Rings.back())
      R.Thrown = true;
    Out.Result.Throwing.push_back(summarize(S, A));
  }
  dropOpened(Rings, Ends);
  for (std::vector<Ring> &Seen : Rings)
    llvm::move(Seen, std::back_inserter(Out.Rings));
  return Out;
}

void FunctionSolver::runBlock(BlockId B, State Start) {
  const ir::Block &Block = F.blocks()[ir::index(B)];
  InLoop = Inside.test(ir::index(B)) || (Caller && Caller->InLoop);
  // Forks of an operation go on behind it, one after the other.
  SmallVector<std::pair<uint32_t, State>, 4> Work;
  Work.push_back({0, std::move(Start)});
  while (!Work.empty() && !isInVain()) {
    auto [No, S] = Work.pop_back_val();
    bool Goes = true;
    for (; No < Block.Instrs.size() && Goes; ++No) {
      const ir::Instr &I = Block.Instrs[No];
      InstrNo = FirstInstr[ir::index(B)] + No;
      if (I.Where.isValid())
        Here = View.place(I.Where);
      if (++Spent > Limit) {
        Truncated = true;
        return;
      }
      if (Observer)
        Observer->before(PathView(*this), I, S);
      if (I.Op == Opcode::Branch) {
        branch(B, I, std::move(S));
        break;
      }
      if (I.Op == Opcode::Jump) {
        jump(B, I.Targets, S);
        break;
      }
      if (I.Op == Opcode::Try) {
        enterTry(B, I, std::move(S));
        break;
      }
      if (I.Op == Opcode::Throw) {
        land(std::move(S));
        break;
      }
      if (I.Op == Opcode::Return) {
        S.Ret = arg(S, I, 0);
        finish(std::move(S));
        break;
      }
      if (ir::isTerminator(I.Op))
        break;
      States Forks;
      Goes = execute(I, S, Forks);
      if (Observer && Goes)
        Observer->after(PathView(*this), I, S);
      for (State &Fork : Forks) {
        if (Observer)
          Observer->after(PathView(*this), I, Fork);
        if (Work.size() >= Options.MaxDisjuncts) {
          Truncated = true;
          break;
        }
        Work.push_back({No + 1, std::move(Fork)});
      }
    }
  }
}

void FunctionSolver::goTo(BlockId From, BlockId To, State S) {
  // Going back to a block after choices that could have gone either way is
  // bounded; going round a loop whose end is known is bounded by the budget
  // only.
  if (Order[ir::index(To)] <= Order[ir::index(From)] &&
      ++S.Visits[ir::index(To)] > Options.LoopUnroll) {
    Partial = true;
    return;
  }
  addPending(To, std::move(S));
}

/// Which of several targets is next, nobody knows: whether what is not followed
/// has another element.
void FunctionSolver::jump(BlockId From, ArrayRef<BlockId> Targets,
                          const State &S) {
  uint64_t Fork = InLoop && Targets.size() > 1 ? ++Frame.Forks : 0;
  for (auto [No, To] : enumerate(Targets)) {
    State Way = S;
    if (Fork)
      Way.choose({Fork, static_cast<unsigned>(No)});
    goTo(From, To, std::move(Way));
  }
}

void FunctionSolver::branch(BlockId From, const ir::Instr &I, State S) {
  Value Condition = arg(S, I, 0);
  if (Condition.isTruth()) {
    // A turn whose going on was known does not count as one that was guessed.
    bool Counted = ++S.KnownTurns[ir::index(From)] < MaxKnownTurns;
    auto Guesses = S.Visits.find(ir::index(From));
    if (Counted && Guesses != S.Visits.end() && Guesses->second > 0)
      --Guesses->second;
    bool Way = Condition.K == Value::True;
    // A loop of a thousand turns is left after some, as if they had been all;
    // a later one may take away what was there before.
    if (!Counted) {
      State Left = S;
      Left.skip(Self);
      goTo(From, I.Targets[Way ? 1 : 0], std::move(Left));
    }
    goTo(From, I.Targets[Way ? 0 : 1], std::move(S));
    return;
  }
  bool Chooses = isChoice(From, Condition);
  State IfFalse = S;
  if (Chooses) {
    uint64_t Fork = ++Frame.Forks;
    S.choose({Fork, 1});
    IfFalse.choose({Fork, 0});
  }
  if (assume(S, I.Args[0].R, true))
    goTo(From, I.Targets[0], std::move(S));
  if (assume(IfFalse, I.Args[0].R, false))
    goTo(From, I.Targets[1], std::move(IfFalse));
}

void FunctionSolver::enterTry(BlockId From, const ir::Instr &I, State S) {
  bool Lands = I.Targets.size() > 1;
  if (Lands) {
    // Code that is not in view may throw at once, or never does.
    State Thrown = S;
    Thrown.Landing = BlockId::None;
    guess(Thrown);
    goTo(From, I.Targets[1], std::move(Thrown));
  }
  S.Landing = Lands ? I.Targets[1] : BlockId::None;
  goTo(From, I.Targets[0], std::move(S));
}

void FunctionSolver::land(State S) {
  static constexpr unsigned MaxThrown = 3;
  if (BlockId To = S.Landing; To != BlockId::None) {
    S.Landing = BlockId::None;
    return addPending(To, std::move(S));
  }
  if (!Summaries.isCaught(Self) || Thrown.size() >= MaxThrown)
    return;
  S.Ret = Value();
  S.End = Here;
  endLocals(S);
  for (State &Other : Thrown)
    if (Other.sameHeap(S, A))
      return Other.join(S, A);
  Thrown.push_back(std::move(S));
}

/// Every local that is not handed to the caller dies.
void FunctionSolver::endLocals(State &S) {
  NodeNo Result = S.Ret.isAddress() ? A.root(S.Ret.node()) : NodeNo::None;
  SmallVector<uint32_t, 16> Locals;
  for (const auto &[N, C] : S.Cells) {
    NodeNo Root = A.root(static_cast<NodeNo>(N));
    if (A[Root].Kind == NodeKind::Local && Root != Result &&
        !S.Dead.contains(index(Root)) &&
        (!Caller || OwnLocals.contains(index(Root))))
      Locals.push_back(index(Root));
  }
  llvm::sort(Locals, std::greater<>());
  Locals.erase(llvm::unique(Locals), Locals.end());
  for (uint32_t N : Locals)
    dropCell(S, static_cast<NodeNo>(N));
}

void FunctionSolver::finish(State S) {
  S.End = Here;
  endLocals(S);
  if (Observer)
    Observer->exit(PathView(*this), S);
  unsigned Alike = 0;
  for (State &Other : Exits)
    if (Other.sameHeap(S, A) &&
        ((Other.sameFlags(S, A) && Other.sameEvents(S) &&
          (Other.assumesLess(S, A) || S.assumesLess(Other, A))) ||
         ++Alike == MaxAlike)) {
      Other.join(S, A);
      return;
    }
  if (Exits.size() >= MaxExits) {
    Truncated = true;
    return;
  }
  Exits.push_back(std::move(S));
}

} // namespace weakspot::analysis
