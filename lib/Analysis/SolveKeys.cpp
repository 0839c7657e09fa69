//===- SolveKeys.cpp - What the result of solving depends on ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/SolveKeys.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace weakspot::analysis {

namespace {

/// What is hashed.
class Text {
public:
  void add(uint64_t V) { Words.push_back(V); }
  void add(StringRef S) { add(xxh3_64bits(S)); }
  void clear() { Words.clear(); }
  uint64_t hash() const {
    return xxh3_64bits(ArrayRef(reinterpret_cast<const uint8_t *>(Words.data()),
                                Words.size() * sizeof(uint64_t)));
  }

private:
  SmallVector<uint64_t, 512> Words;
};

/// Functions, then records: each with a hash of its own, and what it names.
class Mentions {
public:
  Mentions(const Program &P, const CallGraph &G, const StableNames &Names,
           const PathObserver *Observer);

  /// By function: the hash of all that it leads to, itself included.
  std::vector<uint64_t> reached() const;

  std::vector<uint64_t> Own;

private:
  uint32_t node(FuncNo F) const { return index(F); }
  uint32_t node(RecordNo R) const { return P.numFunctions() + index(R); }
  template <typename Number> void mention(Number N) {
    Bytes.add(Names.of(N));
    if (N != Number::None)
      Targets.push_back(node(N));
  }
  void mention(TypeNo T);
  void add(Place At);
  void describe(FuncNo F, const CallGraph &G);
  void describe(const FunctionInfo &Info, const ir::Instr &I);
  void describe(RecordNo R);
  void finish();

  const Program &P;
  const StableNames &Names;
  Text Bytes;
  std::vector<uint32_t> Targets;
  /// By node: where its targets begin in All.
  std::vector<uint32_t> First{0};
  std::vector<uint32_t> All;
};

} // namespace

Mentions::Mentions(const Program &P, const CallGraph &G,
                   const StableNames &Names, const PathObserver *Observer)
    : P(P), Names(Names) {
  for (uint32_t I = 0; I < P.numFunctions(); ++I) {
    describe(static_cast<FuncNo>(I), G);
    finish();
  }
  for (uint32_t I = 0; I < P.numRecords(); ++I) {
    describe(static_cast<RecordNo>(I));
    Bytes.add(Observer ? Observer->factsOf(static_cast<RecordNo>(I)) : 0);
    finish();
  }
}

void Mentions::finish() {
  Own.push_back(Bytes.hash());
  Bytes.clear();
  llvm::sort(Targets);
  Targets.erase(llvm::unique(Targets), Targets.end());
  append_range(All, Targets);
  First.push_back(All.size());
  Targets.clear();
}

void Mentions::mention(TypeNo T) {
  Bytes.add(Names.of(T));
  for (; T != TypeNo::None; T = P.type(T).Arg)
    if (RecordNo R = P.type(T).Record; R != RecordNo::None)
      Targets.push_back(node(R));
}

void Mentions::add(Place At) {
  Bytes.add(At.isValid() ? Names.ofFile(At.File) : 0);
  Bytes.add(uint64_t(At.Line) << 32 | At.Col);
}

void Mentions::describe(FuncNo F, const CallGraph &G) {
  const FunctionInfo &Info = P.function(F);
  Bytes.add(Info.Id);
  Bytes.add(Info.Name);
  add(Info.Where);
  Bytes.add(Info.Flags | (G.caught()[index(F)] ? 1U << 16U : 0U) |
            (Info.Body ? 1U << 17U : 0U));
  Bytes.add(Info.ReadOnly);
  mention(Info.Parent);
  Bytes.add(Info.Overrides.size());
  for (FuncNo O : Info.Overrides)
    mention(O);
  for (FuncNo O : Info.OverriddenBy)
    mention(O);
  if (!Info.Body)
    return;
  const ir::Function &Body = *Info.Body;
  Bytes.add(Body.NumRegs);
  Bytes.add(Body.Flags);
  mention(Info.View->type(Body.Ret));
  Bytes.add(Body.Params.size());
  for (const ir::Param &Param : Body.Params) {
    Bytes.add(Param.Name);
    mention(Info.View->type(Param.Type));
  }
  const ir::OpenBody Open(Body);
  for (const ir::Block &B : Body.blocks()) {
    Bytes.add(B.Instrs.size());
    for (const ir::Instr &I : B.Instrs)
      describe(Info, I);
  }
}

void Mentions::describe(const FunctionInfo &Info, const ir::Instr &I) {
  const ModuleView &View = *Info.View;
  Bytes.add(uint64_t(I.Op) | uint64_t(I.Sub) << 8 | uint64_t(I.HasFirst) << 16 |
            uint64_t(ir::index(I.Result)) << 32);
  add(View.place(I.Where));
  Bytes.add(I.Args.size());
  for (const ir::Operand &O : I.Args) {
    Bytes.add(uint64_t(ir::index(O.R)) << 8 | uint64_t(O.How));
    if (O.Slot != ir::NameId::None)
      Bytes.add(View.Module->name(O.Slot));
  }
  mention(View.type(I.Ty));
  mention(View.function(I.Callee));
  mention(View.record(I.Rec));
  if (I.Glob != ir::GlobalId::None) {
    GlobalNo No = View.Globals[ir::index(I.Glob)];
    const GlobalInfo &Global = P.global(No);
    Bytes.add(Global.Id);
    Bytes.add(Global.Name);
    add(Global.Where);
    Bytes.add(Global.IsGuard);
    mention(Global.Type);
    for (FuncNo F : Global.Functions)
      mention(F);
  }
  Bytes.add(I.SlotNo);
  Bytes.add(I.Int);
  Bytes.add(I.Str);
  Bytes.add(I.Targets.size());
  for (ir::BlockId To : I.Targets)
    Bytes.add(ir::index(To));
}

void Mentions::describe(RecordNo R) {
  const RecordInfo &Info = P.record(R);
  Bytes.add(Info.Id);
  Bytes.add(Info.Name);
  add(Info.Where);
  Bytes.add(Info.Flags | (Info.Defined ? 1U << 16U : 0U) |
            (Info.Created ? 1U << 17U : 0U));
  mention(Info.Dtor);
  mention(Info.CallOp);
  Bytes.add(Info.Bases.size());
  for (RecordNo Base : Info.Bases)
    mention(Base);
  Bytes.add(Info.Derived.size());
  for (RecordNo Derived : Info.Derived)
    mention(Derived);
  for (uint32_t I = 0; I < Info.NumSlots; ++I) {
    const SlotInfo &S = P.slot(P.slotOf(R, I));
    Bytes.add(S.Name);
    mention(S.Type);
    add(S.Where);
    Bytes.add(uint64_t(S.Access) | (S.IsAccepted ? 1U << 8U : 0U) |
              (S.OwnsRaw ? 1U << 9U : 0U));
    Bytes.add(S.Reason);
  }
}

/// Tarjan's strongly connected components, of which each is done when all that
/// it leads to is.
std::vector<uint64_t> Mentions::reached() const {
  constexpr uint32_t None = ~0U;
  uint32_t Count = Own.size();
  std::vector<uint64_t> Reached(Count);
  std::vector<uint32_t> Order(Count, None), Low(Count);
  std::vector<bool> Open(Count);
  std::vector<uint32_t> Stack;
  std::vector<std::pair<uint32_t, uint32_t>> Work; // With the next target.
  uint32_t Next = 0;
  auto Enter = [&](uint32_t N) {
    Order[N] = Low[N] = Next++;
    Open[N] = true;
    Stack.push_back(N);
    Work.push_back({N, First[N]});
  };
  auto Close = [&](uint32_t N) {
    auto Begin = llvm::find(reverse(Stack), N).base() - 1;
    std::vector<uint64_t> Members, Below;
    for (auto It = Begin; It != Stack.end(); ++It) {
      Members.push_back(Own[*It]);
      Open[*It] = false;
    }
    // Those of the component itself have none yet.
    for (auto It = Begin; It != Stack.end(); ++It)
      for (uint32_t I = First[*It]; I != First[*It + 1]; ++I)
        if (Reached[All[I]] != 0)
          Below.push_back(Reached[All[I]]);
    llvm::sort(Members);
    llvm::sort(Below);
    Below.erase(llvm::unique(Below), Below.end());
    Text Whole;
    Whole.add(Members.size());
    for (uint64_t Member : Members)
      Whole.add(Member);
    for (uint64_t Hash : Below)
      Whole.add(Hash);
    uint64_t Hash = Whole.hash() | 1;
    for (auto It = Begin; It != Stack.end(); ++It)
      Reached[*It] = Hash;
    Stack.erase(Begin, Stack.end());
  };
  for (uint32_t Start = 0; Start < Count; ++Start) {
    if (Order[Start] != None)
      continue;
    Enter(Start);
    while (!Work.empty()) {
      auto &[N, At] = Work.back();
      if (At != First[N + 1]) {
        uint32_t To = All[At++];
        if (Order[To] == None)
          Enter(To);
        else if (Open[To])
          Low[N] = std::min(Low[N], Order[To]);
        continue;
      }
      uint32_t Done = N;
      Work.pop_back();
      if (!Work.empty())
        Low[Work.back().first] = std::min(Low[Work.back().first], Low[Done]);
      if (Low[Done] == Order[Done])
        Close(Done);
    }
  }
  return Reached;
}

std::vector<uint64_t> solveKeys(const Program &P, const CallGraph &G,
                                const StableNames &Names,
                                const PathObserver *Observer) {
  Mentions All(P, G, Names, Observer);
  // In a recursion the order counts in which its functions are taken.
  for (const Component &C : G.components()) {
    if (C.Functions.size() == 1)
      continue;
    Text Order;
    for (FuncNo F : C.Functions)
      Order.add(Names.of(F));
    for (FuncNo F : C.Functions)
      All.Own[index(F)] ^= Order.hash();
  }
  std::vector<uint64_t> Reached = All.reached();
  std::vector<uint64_t> Keys;
  Keys.reserve(G.components().size());
  for (const Component &C : G.components()) {
    Text Key;
    Key.add(C.Recursive);
    for (FuncNo F : C.Functions) {
      Key.add(All.Own[index(F)]);
      Key.add(Reached[index(F)]);
    }
    // DenseMap keeps the topmost keys for itself.
    Keys.push_back(Key.hash() >> 1 | 1);
  }
  return Keys;
}

} // namespace weakspot::analysis
