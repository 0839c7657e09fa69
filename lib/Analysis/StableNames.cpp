//===- StableNames.cpp - Names that every link has --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/StableNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StableHashing.h"

using namespace llvm;

namespace weakspot::analysis {

StableNames::StableNames(const Program &P) : P(P) {
  for (uint32_t I = 0; I < P.numFiles(); ++I) {
    Files.push_back(stableName(P.file(I)));
    FileNos.try_emplace(Files.back(), I);
  }
  // What a type is made of has a smaller number.
  for (uint32_t I = 0; I < P.numTypes(); ++I) {
    const TypeInfo &T = P.type(static_cast<TypeNo>(I));
    uint64_t Arg = T.Arg == TypeNo::None ? 0 : Types[index(T.Arg)];
    Types.push_back(
        stable_hash_combine(static_cast<uint64_t>(T.Kind) * 2 + T.WeakKeyed,
                            Arg, of(T.Record), stableName(T.Name)) >>
            1 |
        1);
    TypeNos.try_emplace(Types.back(), I);
  }
  auto Index = [](uint32_t Count, Numbers &Into, auto NameOf) {
    Into.reserve(Count);
    for (uint32_t I = 0; I < Count; ++I)
      Into.try_emplace(NameOf(I), I);
  };
  Index(P.numFunctions(), Functions,
        [&](uint32_t I) { return of(static_cast<FuncNo>(I)); });
  Index(P.numRecords(), Records,
        [&](uint32_t I) { return of(static_cast<RecordNo>(I)); });
  Index(P.numSlots(), Slots,
        [&](uint32_t I) { return of(static_cast<SlotNo>(I)); });
  Index(P.numGlobals(), Globals,
        [&](uint32_t I) { return of(static_cast<GlobalNo>(I)); });
}

} // namespace weakspot::analysis
