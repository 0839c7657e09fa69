//===- SolveStore.cpp - Results that a later run takes over -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/SolveStore.h"
#include "Analysis/Archive.h"
#include "Analysis/SolveKeys.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace weakspot::analysis {

using support::endian::read64le;

/// Each result has a key and a size in front of it.
static constexpr size_t HeadSize = 16;

SolveStore::SolveStore(StringRef Written) {
  for (StringRef Rest = Written; Rest.size() >= HeadSize;) {
    uint64_t Key = read64le(Rest.data()), Size = read64le(Rest.data() + 8);
    if (Size > Rest.size() - HeadSize || Key >> 63 != 0)
      return;
    Known[Key] = Rest.substr(HeadSize, Size);
    Rest = Rest.drop_front(HeadSize + Size);
  }
}

std::optional<StringRef> SolveStore::find(uint64_t Key) const {
  auto It = Known.find(Key);
  if (It == Known.end())
    return std::nullopt;
  Used.insert(Key);
  return It->second;
}

void SolveStore::add(uint64_t Key, StringRef Result) {
  Added.emplace_back(Key, Result.copy(Storage));
}

bool SolveStore::isWorthWriting() const {
  // A large program is not written again for each line that is changed.
  return Added.size() * 50 > Used.size();
}

void SolveStore::write(function_ref<void(StringRef)> Put) const {
  DenseMap<uint64_t, StringRef> Results;
  for (uint64_t Key : Used)
    Results[Key] = Known.lookup(Key);
  // What was found and is here again could not be taken over.
  for (const auto &[Key, Result] : Added)
    Results[Key] = Result;
  std::vector<std::pair<uint64_t, StringRef>> Sorted(Results.begin(),
                                                     Results.end());
  llvm::sort(Sorted, llvm::less_first());
  for (const auto &[Key, Result] : Sorted) {
    char Head[HeadSize];
    support::endian::write64le(Head, Key);
    support::endian::write64le(Head + 8, Result.size());
    Put(StringRef(Head, HeadSize));
    Put(Result);
  }
}

SolveMemory::SolveMemory(SolveStore &Store, const Program &P,
                         const CallGraph &G, SummaryTable &Summaries, Traces &T,
                         PathObserver *Observer)
    : Store(Store), G(G), Summaries(Summaries), T(T), Observer(Observer),
      Names(P), Keys(solveKeys(P, G, Names, Observer)),
      Unread(P.numFunctions()) {
  Summaries.setLoader([this](FuncNo F) { load(F); });
}

SolveMemory::~SolveMemory() { Summaries.setLoader(nullptr); }

void SolveMemory::drop(FuncNo F) { Unread[index(F)] = {}; }

void SolveMemory::load(FuncNo F) {
  StringRef Encoded = std::exchange(Unread[index(F)], StringRef());
  if (Encoded.empty())
    return;
  Decoder A(Names, T, Encoded);
  Summary S;
  transfer(A, S);
  if (A.isBad() || !A.isAtEnd())
    Store.setDamaged();
  Summaries.set(F, std::move(S));
}

void SolveMemory::begin() {
  Uses.clear();
  Summaries.record(&Uses);
  ClosuresBefore = std::exchange(Summaries.ClosuresMade, {});
  if (Observer)
    Observer->startJournal();
}

/// A hash of a special summary: whoever was given it before depends on it.
static uint64_t printOf(const StableNames &Names, Traces &T, Summary &S) {
  Encoder A(Names, T);
  transfer(A, S);
  return xxh3_64bits(A.Out) >> 1 | 1;
}

void SolveMemory::encodeUses(Encoder &A) {
  SmallVector<const SummaryTable::Entry *, 4> Own;
  for (Use &U : Uses)
    if (U.What == Use::Made) {
      Own.push_back(U.Which);
      U.Which->Print = printOf(Names, T, *U.Which->Made);
    }
  uint64_t Count = Uses.size();
  A.number(Count);
  for (Use &U : Uses) {
    transferAll(A, U.What, U.Callee, U.For);
    if (U.What == Use::Made)
      transfer(A, *U.Which->Made);
    if (U.What != Use::Found)
      continue;
    // One that the component made itself is as good as it is.
    uint64_t Print = is_contained(Own, U.Which) ? 0 : U.Which->Print;
    A.name(Print);
  }
}

/// Asks and adds what the component did; false where the answers differ.
bool SolveMemory::takeUses(Decoder &A) {
  SmallVector<SummaryTable::Entry *, 4> Own;
  SmallVector<FuncNo, 4> OwnOf;
  uint64_t Count = 0;
  A.number(Count);
  bool Same = true;
  for (; Count != 0 && Same && !A.isBad(); --Count) {
    Use U;
    transferAll(A, U.What, U.Callee, U.For);
    if (A.isBad() || U.Callee == FuncNo::None)
      break;
    SummaryTable::Entry *There = Summaries.special(U.Callee, U.For);
    switch (U.What) {
    case Use::Missing:
      Same = !There;
      break;
    case Use::Refused:
      Same = !There && !Summaries.hasRoom(U.Callee);
      break;
    case Use::Found: {
      uint64_t Print = 0;
      A.name(Print);
      Same = There &&
             (Print == 0 ? is_contained(Own, There) : There->Print == Print);
      break;
    }
    case Use::Made: {
      auto Made = std::make_unique<Summary>();
      transfer(A, *Made);
      Same = !There && Summaries.hasRoom(U.Callee);
      if (!Same || A.isBad())
        break;
      SummaryTable::Entry *E = Summaries.addSpecial(U.Callee, std::move(U.For));
      E->Print = printOf(Names, T, *Made);
      E->Made = std::move(Made);
      Own.push_back(E);
      OwnOf.push_back(U.Callee);
      break;
    }
    }
  }
  if (Same && !A.isBad() && Count == 0)
    return true;
  for (FuncNo F : reverse(OwnOf))
    Summaries.removeSpecial(F);
  return false;
}

void SolveMemory::keep(size_t Component, ComponentResult &Result) {
  Summaries.record(nullptr);
  Encoder A(Names, T);
  encodeUses(A);
  transferAll(A, Result.Truncated, Result.Rings);
  std::vector<RecordNo> Closures;
  for (uint32_t R : Summaries.ClosuresMade)
    Closures.push_back(static_cast<RecordNo>(R));
  llvm::sort(Closures);
  transfer(A, Closures);
  Summaries.ClosuresMade.insert(ClosuresBefore.begin(), ClosuresBefore.end());
  if (Observer)
    Observer->writeJournal(A);
  for (FuncNo F : G.components()[Component].Functions) {
    Encoder Of(Names, T);
    transfer(Of, *Summaries.made(F));
    A.text(Of.Out);
  }
  Store.add(Keys[Component], A.Out);
}

std::optional<ComponentResult> SolveMemory::takeOver(size_t Component) {
  std::optional<StringRef> Known = Store.find(Keys[Component]);
  if (!Known)
    return std::nullopt;
  Decoder A(Names, T, *Known);
  if (!takeUses(A))
    return std::nullopt;
  ComponentResult Result;
  std::vector<RecordNo> Closures;
  transferAll(A, Result.Truncated, Result.Rings, Closures);
  bool Replayed = !Observer || Observer->replayJournal(A);
  std::vector<StringRef> Each(G.components()[Component].Functions.size());
  for (StringRef &Encoded : Each)
    Encoded = A.bytes();
  if (!Replayed || A.isBad() || !A.isAtEnd()) {
    Store.setDamaged();
    return std::nullopt;
  }
  for (RecordNo R : Closures)
    Summaries.ClosuresMade.insert(index(R));
  for (auto [F, Encoded] : zip_equal(G.components()[Component].Functions, Each))
    Unread[index(F)] = Encoded;
  return Result;
}

} // namespace weakspot::analysis
