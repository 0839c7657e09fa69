//===- FunctionSolver.h - Follows the paths of one function -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Executes a function's IR abstractly, path by path: a bounded number of
// disjuncts per point, loops a few times, calls by their callees' summaries. At
// each exit the locals have died, and what is left is summarised and searched
// for rings.
//
// Owners follow the run-time rules: an object that was made here and that
// nothing owns any more is destroyed on the spot, destructors included, so a
// teardown that an outside owner's destructor does is seen to happen.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_FUNCTIONSOLVER_H
#define WEAKSPOT_ANALYSIS_FUNCTIONSOLVER_H

#include "Analysis/Analysis.h"
#include "Analysis/PathObserver.h"
#include "Analysis/Rings.h"
#include "Analysis/SummaryTable.h"
#include "llvm/ADT/BitVector.h"

namespace weakspot::analysis {

struct Outcome {
  Summary Result;
  std::vector<Ring> Rings;
};

class FunctionSolver {
public:
  /// Observer may be null. Known: what is known of the calls that are meant;
  /// null for a general summary.
  FunctionSolver(const Program &P, SummaryTable &Summaries, Traces &T,
                 const AnalysisOptions &Options, FuncNo Self,
                 PathObserver *Observer = nullptr,
                 const CallContext *Known = nullptr);

  Outcome run();

private:
  using States = std::vector<State>;

  /// One that follows a callee in its caller's heap.
  FunctionSolver(FunctionSolver &Caller, FuncNo Callee);
  void orderBlocks();

  // FunctionSolver.cpp: paths.
  void followPaths();
  /// Whether what is followed in place will not be used: only a call that was
  /// followed to all of its ends is.
  bool isInVain() const { return Caller && (Truncated || Partial); }
  State entryState();
  void bind(State &S, const Binding &B);
  void addPending(ir::BlockId B, State S);
  void runBlock(ir::BlockId B, State S);
  void finish(State S);
  void endLocals(State &S);
  /// Something is thrown: a handler goes on with S, or the function's caller.
  void land(State S);
  void enterTry(ir::BlockId From, const ir::Instr &I, State S);
  void jump(ir::BlockId From, llvm::ArrayRef<ir::BlockId> Targets,
            const State &S);
  void branch(ir::BlockId From, const ir::Instr &I, State S);
  void goTo(ir::BlockId From, ir::BlockId To, State S);

  // Choices.cpp: what is decided in loops by conditions that are not known.
  void findLoops();
  bool isChoice(ir::BlockId From, Value Condition) const;
  bool isChosen(llvm::ArrayRef<const Disjunct *> Ways) const;
  bool isAboutNull(Value V, unsigned Level = 0) const;
  uint64_t forkOfCallee(uint64_t Fork) const;
  /// Drops the rings that a choice made after them may have opened.
  void dropOpened(std::vector<std::vector<Ring>> &Rings,
                  llvm::ArrayRef<const State *> Ends) const;

  // Facts.cpp: what is known of values.
  NodeNo presenceOf(const State &S, NodeNo N) const;
  Value resolve(const State &S, Value V) const;
  std::optional<Value> compareAddresses(const State &S, const Expr &E) const;
  std::optional<Value> decideClass(const State &S, const Expr &E) const;
  std::optional<Value> decide(const State &S, const Expr &E) const;
  /// The condition's value where it is known, else its symbol.
  Value derive(const State &S, Expr E);
  /// Takes a condition's register to be true (or false), and what follows from
  /// that; false if it can't be.
  bool assume(State &S, ir::Reg Condition, bool IsTrue, unsigned Level = 0);
  bool assumeNull(State &S, Value V, bool IsNull);
  /// The same for a symbol that is found to be a constant.
  std::optional<Value> testedForNull(Value V) const;
  bool learn(State &S, Value V, Value Known, unsigned Level = 0);
  bool isCondition(Value V) const;
  bool learnComparison(State &S, Expr::Operation Op, Value X, Value Y,
                       unsigned Level);
  std::optional<std::pair<uint64_t, int64_t>> linear(const State &S, Value V,
                                                     unsigned Level = 0) const;
  Range rangeOf(const State &S, Value V) const;
  bool narrow(State &S, Value V, Range To);
  bool isGuess(Value V, unsigned Level = 0) const;
  void guess(State &S) const {
    S.Guessed = true;
    S.skip(Self);
  }

  // Execute.cpp: one operation. False: the path ends here.
  bool execute(const ir::Instr &I, State &S, States &Forks);
  bool executeOwner(const ir::Instr &I, State &S);
  bool executeCollection(const ir::Instr &I, State &S, States &Forks);
  bool isAlive(NodeNo Object) const;
  bool executeCondition(const ir::Instr &I, State &S);
  bool executeCast(const ir::Instr &I, State &S, States &Forks);
  void adopt(State &S, NodeNo Cell, Value Object, Value Deleter);
  void runDeleter(State &S, NodeNo Block);
  void executeClosure(const ir::Instr &I, State &S);
  void executeRetain(const ir::Instr &I, State &S);
  Value arg(const State &S, const ir::Instr &I, unsigned No) const;
  void define(State &S, const ir::Instr &I, Value V) const;
  NodeNo makeCell(State &S, const ir::Instr &I, NodeKind K);

  // Owners.cpp: pointers, copies, ends of lives.
  Value readCell(State &S, NodeNo Cell);
  Content &contentOf(State &S, NodeNo Cell);
  /// Whether it is a member that the constructor being followed makes: on entry
  /// nothing is in it.
  bool isFresh(NodeNo Cell) const;
  /// Whether it says of a static local, which `main` finds as it was made, that
  /// it is not initialised.
  bool isUnset(NodeNo Cell) const;
  /// Whether it is a raw pointer whose object dies with its holder.
  bool ownsRaw(NodeNo Cell) const;
  /// The cell that V addresses; an opaque one where V is unknown; None for
  /// null.
  NodeNo cellOf(State &S, Value V, TypeNo T);
  bool mayBeNull(NodeNo N) const;
  /// The same where nothing has shown yet that it is not.
  bool mayBeNull(const State &S, NodeNo N) const {
    return mayBeNull(N) && !S.NullFacts.contains(index(presenceOf(S, N)));
  }
  bool requireNonNull(State &S, Value V);
  void assign(State &S, NodeNo Cell, Content C);
  void setOwner(State &S, NodeNo Cell, Value Pointee, NodeNo Owned,
                bool Certain = true);
  void copyCell(State &S, NodeNo Dst, NodeNo Src, bool IsMove,
                bool KeepHow = false);
  void copyRecord(State &S, NodeNo Dst, NodeNo Src, RecordNo R, bool IsMove);
  void copyPointer(State &S, NodeNo Dst, NodeNo Src, bool IsMove, bool KeepHow);
  void wrapClosure(State &S, NodeNo Dst, NodeNo Src, bool IsMove);
  void swapCells(State &S, NodeNo X, NodeNo Y);
  void resetCell(State &S, NodeNo Cell);
  void dropCell(State &S, NodeNo Cell);
  void destroy(State &S, NodeNo Object);
  void release(State &S, ir::TypeKind HolderKind, const Content &Old);
  bool isOwned(const State &S, NodeNo Object) const;
  void runDestructors(State &S, NodeNo Cell, TypeNo Type, unsigned Level);
  void runRecordDestructors(State &S, NodeNo Cell, RecordNo R, unsigned Level);
  void eraseCellsWithin(State &S, NodeNo Cell);
  RecordNo dynamicClass(const State &S, NodeNo N, bool &Exact) const;

  // Collections.cpp
  NodeNo addElement(State &S, NodeNo Coll, ir::Position Where, Value Key);
  NodeNo elementLike(State &S, NodeNo Dst, NodeNo Src, uint64_t Salt);
  void copyCollection(State &S, NodeNo Dst, NodeNo Src, bool IsMove);
  void clearCollection(State &S, NodeNo Coll);
  /// Elements from before entry of which a cell is known, ascending.
  llvm::SmallVector<NodeNo, 8> touchedInputElements(const State &S,
                                                    NodeNo Coll) const;
  /// Of a collection from before entry it is the Entry symbol of its cell, as
  /// long as nothing was done to it.
  Value sizeOf(State &S, NodeNo Coll);
  void eraseElement(State &S, NodeNo Coll, Value Element);
  Value nextElement(State &S, Value Element);
  void forgetElements(State &S, NodeNo Coll);

  // Elements.cpp
  /// Those of which each is known: inserted ones, and those made at a key of
  /// what was there on entry.
  llvm::SmallVector<NodeNo, 8> knownElements(State &S, NodeNo Coll);
  /// Whether the elements that are known have keys.
  static bool isKeyed(const State &S, const Content &C);
  static NodeNo elementOf(const State &S, const Content &C, Value Key);
  Value ownlessAt(State &S, NodeNo Coll, Value Key, bool IsAccess);
  /// The elements that a position may mean; Null in it for the end.
  llvm::SmallVector<Value, 4> firstOf(const State &S,
                                      llvm::ArrayRef<NodeNo> Elements) const;
  Value elementFrom(State &S, NodeNo Coll, ElementKind End, uint64_t Nth = 0);
  llvm::SmallVector<Value, 4> elementsAt(State &S, NodeNo Coll,
                                         ir::Position Where, Value Key);
  uint64_t siteOfKey(Value Key) const;
  llvm::SmallVector<Value, 4> pickElements(State &S, NodeNo Coll, Value Key,
                                           bool Keyed);
  llvm::SmallVector<Value, 2> maybeAt(const State &S, const Content &C,
                                      Value Key) const;
  bool assumeKey(State &S, Value Key, llvm::ArrayRef<Value> Others,
                 NodeNo Element);
  /// The same for an access that makes the element where it is missing: nothing
  /// is known of what is to be made.
  llvm::SmallVector<Value, 4> accessElement(State &S, NodeNo Coll, Value Key);

  // Calls.cpp
  bool executeCall(const ir::Instr &I, State &S, States &Forks);
  bool call(State &S, FuncNo Callee, llvm::ArrayRef<Value> Args, States &Forks,
            Value &Ret);
  bool callVirtual(State &S, FuncNo Callee, llvm::ArrayRef<Value> Args,
                   States &Forks, Value &Ret);
  bool invoke(State &S, Value Target, llvm::ArrayRef<Value> Args, States &Forks,
              Value &Ret);
  bool callPerElement(State &S, const Summary &Known,
                      llvm::ArrayRef<Value> Args, Value &Ret);
  bool isRuledOut(const State &S, const Disjunct &D,
                  llvm::ArrayRef<Value> Args) const;
  bool callWays(const State &S, const Summary &Known,
                llvm::ArrayRef<Value> Args, State &First, States &Forks,
                Value &Ret);
  /// False where none of the callee's ways is known to be one. IsOnly, if
  /// asked for, becomes false where more than one may be.
  bool callBest(State &S, FuncNo Callee, llvm::ArrayRef<Value> Args,
                bool *IsOnly = nullptr);
  void callThrowing(const State &S, const Summary &Known,
                    llvm::ArrayRef<Value> Args);
  bool apply(State &S, const Disjunct &D, llvm::ArrayRef<Value> Args,
             Value &Ret);
  void defer(State &S, PendingCall Call) const;
  void perform(State &S, const PendingCall &Call);
  /// What an invocation of V runs: a function and, for a closure, its object.
  bool callableTarget(State &S, Value V, FuncNo &Callee, Value &Object);

  // Escapes.cpp: code that is not followed.
  void overwrite(State &S, NodeNo Cell);
  void escape(State &S, Value V, bool IsRead = false);
  /// IsGuess: that it is what the path needs it to be is not a free choice.
  Value unknownResult(State &S, TypeNo T, bool IsGuess = false);
  void skip(State &S, FuncNo Callee, llvm::ArrayRef<Value> Args, Value &Ret);

  // SpecialCalls.cpp: null where a call knows nothing more than the summary.
  const Summary *forConstants(const State &S, FuncNo Callee,
                              llvm::ArrayRef<Value> Args);
  const Summary *forTargets(const State &S, FuncNo Callee,
                            llvm::ArrayRef<Value> Args);
  const Summary *specialFor(FuncNo Callee, CallContext Known);
  bool addTargets(const State &S, const Summary &Open,
                  llvm::ArrayRef<Value> Args, std::vector<Binding> &Known);

  // InPlace.cpp: whether and how a callee's body is followed from S.
  bool knowsMore(const State &S, llvm::ArrayRef<Value> Args) const;
  bool isWorthFollowing(const State &S, FuncNo Callee,
                        llvm::ArrayRef<Value> Args, const Summary &Known,
                        bool IsClear, bool HadToGuess) const;
  /// Whether the bounds on what is followed leave room.
  bool mayFollow() const;
  /// The states after a call, from following the callee's body; none if that
  /// went over a bound. What it returns is in Ret of each.
  std::optional<States> followInPlace(const State &S, FuncNo Callee,
                                      llvm::ArrayRef<Value> Args);
  /// Goes on with all of them; false if there is none.
  static bool takeWays(States Ways, State &S, States &Forks, Value &Ret);
  State enterInPlace(State S, llvm::ArrayRef<Value> Args) const;
  static State leaveInPlace(State S, const State &Before);

  /// A step that is done here, or in a callee as Inner tells.
  TraceNo here(TraceNo Inner = TraceNo::None) {
    TraceNo Step = T.add(Here, Self, Inner);
    return Caller ? Caller->here(Step) : Step;
  }
  uint64_t site(uint64_t Salt = 0) const;
  uint32_t nextInstance(State &S, uint64_t Site);
  uint64_t freshSymbol(State &S);

  friend class Application;
  friend class PathView;

  const Program &P;
  SummaryTable &Summaries;
  Traces &T;
  const AnalysisOptions &Options;
  FuncNo Self;
  PathObserver *Observer;
  const CallContext *Known;
  const ir::Function &F;
  ir::OpenBody Open;
  const ModuleView &View;
  FunctionSolver *Caller = nullptr; ///< Of one that follows in place.
  FunctionSolver &Frame = *this;    ///< Whose parameters the arena knows.
  std::unique_ptr<Arena> Own;
  Arena &A; ///< Its own, or its caller's.
  uint64_t CallSite = 0;
  unsigned Level = 0; ///< Of callers that are followed in place.
  llvm::DenseSet<uint32_t> OwnLocals; ///< In place: made by this call.

  Place Here;
  uint32_t InstrNo = 0;
  unsigned Spent = 0;
  unsigned Limit;        ///< Of Spent.
  unsigned Followed = 0; ///< Spent on calls in place.
  /// In the frame: callees that are too long to be followed in place.
  llvm::DenseSet<uint32_t> TooLong;
  uint64_t Forks = 0;  ///< Choices and calls so far, in the frame.
  uint64_t CallNo = 0; ///< Of the call that is being applied.
  unsigned Depth =
      0; ///< Of destructors and pending calls run inside one operation.
  bool Truncated = false;
  bool Aliased = false; ///< By the last call: see Disjunct::MayAlias.
  bool Deep = false;    ///< See Summary.
  bool Partial = false; ///< A loop went on longer than was followed.
  std::vector<const ir::Instr *> Defs; ///< By register.
  std::vector<uint32_t>
      FirstInstr;              ///< By block: the number of its first operation.
  std::vector<uint32_t> Order; ///< Reverse post order number by block.
  std::map<uint32_t, States> Queue; ///< By order.
  std::vector<ir::BlockId> ByOrder;
  llvm::BitVector Inside, Heads; ///< Blocks of loops, and where they begin.
  /// What runs is in a loop, here or in a caller that is followed in place.
  bool InLoop = false;
  States Exits;
  States Thrown; ///< What is left by exceptions.
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_FUNCTIONSOLVER_H
