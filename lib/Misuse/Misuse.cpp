//===- Misuse.cpp - The checks of weak and shared pointers ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Misuse.h"
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StableHashing.h"

using namespace llvm;

namespace weakspot {

namespace misuse {

struct Family {
  std::unique_ptr<PathObserver> (*Make)(const Context &);
  ArrayRef<StringRef> Checks;
};

static constexpr StringRef LockNames[] = {"unchecked-lock", "expired-then-use"};
static constexpr StringRef DanglingNames[] = {"dangling-lock"};
static constexpr StringRef DoubleNames[] = {"double-ownership"};
static constexpr StringRef SelfNames[] = {"shared-from-this-misuse"};
static constexpr StringRef BornNames[] = {"born-expired"};
static constexpr StringRef WeakSelfNames[] = {"weak-self-bypassed"};
static constexpr StringRef StoredBackNames[] = {"lock-stored-back"};
static constexpr StringRef CountNames[] = {"use-count-logic"};
static constexpr StringRef IterationNames[] = {"mutated-while-iterated"};
static constexpr StringRef WeakCacheNames[] = {"unpurged-weak-cache"};
static constexpr StringRef WeakKeyNames[] = {"unstable-weak-key"};
static constexpr StringRef HookNames[] = {"hook-not-last"};
static constexpr StringRef ResurrectionNames[] = {"resurrection"};

/// The table of checks.
static constexpr Family Families[] = {
    {makeLockChecks, LockNames},           {makeDanglingLock, DanglingNames},
    {makeDoubleOwnership, DoubleNames},    {makeSharedFromThis, SelfNames},
    {makeBornExpired, BornNames},          {makeWeakSelf, WeakSelfNames},
    {makeLockStoredBack, StoredBackNames}, {makeUseCount, CountNames},
    {makeIteration, IterationNames},       {makeWeakCache, WeakCacheNames},
    {makeWeakKey, WeakKeyNames},           {makeHookNotLast, HookNames},
    {makeResurrection, ResurrectionNames},
};

namespace {

/// Hands everything on to the checks that are on.
class Observer : public PathObserver {
public:
  explicit Observer(MisuseOptions Options) : Out(std::move(Options)) {
    for (const Family &F : Families)
      if (any_of(F.Checks, [&](StringRef Name) { return Out.isOn(Name); }))
        Checks.push_back(F.Make({Out, Name, Holds}));
  }

  bool isEmpty() const { return Checks.empty(); }

  void begin(const Program &P, const CallGraph &G) override {
    Out.begin(P);
    Linked = &P;
    Holds.Closures.scan(P);
    Holds.Kept.scan(P);
    for (auto &C : Checks)
      C->begin(P, G);
  }
  void enter(const PathView &V) override {
    Name.enter();
    for (auto &C : Checks)
      C->enter(V);
  }
  void before(const PathView &V, const ir::Instr &I, State &S) override {
    for (auto &C : Checks)
      C->before(V, I, S);
  }
  void after(const PathView &V, const ir::Instr &I, State &S) override {
    if (I.Op == ir::Opcode::Local && !I.Str.empty())
      if (Value Cell = V.value(S, I.Result); Cell.isAddress())
        Name.made(Cell.node(), I.Str);
    for (auto &C : Checks)
      C->after(V, I, S);
  }
  void event(const PathView &V, const Event &E, const State &Before,
             State &S) override {
    for (auto &C : Checks)
      C->event(V, E, Before, S);
  }
  void exit(const PathView &V, State &S) override {
    for (auto &C : Checks)
      C->exit(V, S);
  }
  void leave(const PathView &V) override {
    for (auto &C : Checks)
      C->leave(V);
  }
  std::vector<Finding> end() override {
    for (auto &C : Checks)
      C->end();
    return Out.take();
  }

  uint64_t factsOf(RecordNo R) const override {
    uint64_t All = stable_hash_combine(Holds.Closures.contains(R),
                                       Holds.Kept.factsOf(*Linked, R));
    for (const auto &C : Checks)
      All = stable_hash_combine(All, C->factsOf(R));
    return All;
  }
  void startJournal() override { Out.startJournal(); }
  void writeJournal(Encoder &A) override { Out.writeJournal(A); }
  bool replayJournal(Decoder &A) override { return Out.replayJournal(A); }

private:
  Reporter Out;
  Names Name;
  Invariants Holds;
  const Program *Linked = nullptr;
  std::vector<std::unique_ptr<PathObserver>> Checks;
};

} // namespace

} // namespace misuse

ArrayRef<StringRef> misuseChecks() {
  static const std::vector<StringRef> All = [] {
    std::vector<StringRef> Names;
    for (const misuse::Family &F : misuse::Families)
      append_range(Names, F.Checks);
    return Names;
  }();
  return All;
}

std::unique_ptr<analysis::PathObserver>
makeMisuseObserver(MisuseOptions Options) {
  auto O = std::make_unique<misuse::Observer>(std::move(Options));
  if (O->isEmpty())
    return nullptr;
  return O;
}

} // namespace weakspot
