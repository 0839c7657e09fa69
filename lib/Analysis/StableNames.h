//===- StableNames.h - Names that every link has ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers of records, functions and so on are those of one link: another
// function anywhere, and they are others. What is kept for a later run goes by
// names instead, which are hashes of the keys that link entities. 0 is None.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_STABLENAMES_H
#define WEAKSPOT_ANALYSIS_STABLENAMES_H

#include "Analysis/Program.h"

namespace weakspot::analysis {

class StableNames {
public:
  explicit StableNames(const Program &P);

  uint64_t of(FuncNo F) const {
    return F == FuncNo::None ? 0 : P.function(F).Id;
  }
  uint64_t of(RecordNo R) const {
    return R == RecordNo::None ? 0 : P.record(R).Id;
  }
  uint64_t of(SlotNo S) const { return S == SlotNo::None ? 0 : P.slot(S).Id; }
  uint64_t of(GlobalNo G) const {
    return G == GlobalNo::None ? 0 : P.global(G).Id;
  }
  uint64_t of(TypeNo T) const {
    return T == TypeNo::None ? 0 : Types[index(T)];
  }
  uint64_t ofFile(uint32_t No) const { return Files[No]; }

  /// False where nothing of this link has that name; None has one.
  bool find(uint64_t Name, FuncNo &F) const { return find(Functions, Name, F); }
  bool find(uint64_t Name, RecordNo &R) const { return find(Records, Name, R); }
  bool find(uint64_t Name, SlotNo &S) const { return find(Slots, Name, S); }
  bool find(uint64_t Name, GlobalNo &G) const { return find(Globals, Name, G); }
  bool find(uint64_t Name, TypeNo &T) const { return find(TypeNos, Name, T); }
  bool findFile(uint64_t Name, uint32_t &No) const {
    auto It = FileNos.find(Name);
    if (It != FileNos.end())
      No = It->second;
    return It != FileNos.end();
  }

private:
  using Numbers = llvm::DenseMap<uint64_t, uint32_t>;

  template <typename Number>
  static bool find(const Numbers &Of, uint64_t Name, Number &Found) {
    if (Name == 0) {
      Found = Number::None;
      return true;
    }
    auto It = Of.find(Name);
    if (It == Of.end())
      return false;
    Found = static_cast<Number>(It->second);
    return true;
  }

  const Program &P;
  std::vector<uint64_t> Types, Files;
  Numbers Functions, Records, Slots, Globals, TypeNos, FileNos;
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_STABLENAMES_H
