//===- Creation.cpp - How objects of a class are made -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Creation.h"
#include "Misuse/Bodies.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StableHashing.h"

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

using ir::Opcode;

void Creation::scan(const Program &P) {
  Linked = &P;
  const ir::OpSet Looked = ir::opSet(
      {Opcode::Release, Opcode::Local, Opcode::Adopt, Opcode::SharedFromThis});
  for (uint32_t I = 0; I < P.numFunctions(); ++I)
    if (const ir::Function *Body = P.function(static_cast<FuncNo>(I)).Body;
        Body && Body->hasAny(Looked))
      scan(P, static_cast<FuncNo>(I));
}

/// Keeps the least place: which function comes first must not matter.
static void keepLeast(DenseMap<uint32_t, Place> &Map, RecordNo R, Place Where) {
  if (R == RecordNo::None || !Where.isValid())
    return;
  auto [It, IsNew] = Map.try_emplace(index(R), Where);
  if (!IsNew)
    It->second = std::min(It->second, Where);
}

void Creation::scan(const Program &P, FuncNo No) {
  const FunctionInfo &F = P.function(No);
  const Body Whole(P, No);
  auto RecordMade = [&](const ir::Instr &I) {
    return P.recordOf(F.View->type(I.Ty));
  };
  for (const ir::Block &B : F.Body->blocks())
    for (const ir::Instr &I : B.Instrs) {
      Releases |= I.Op == Opcode::Release && !(F.Flags & ir::FF_System);
      if (I.Op == Opcode::Local) {
        keepLeast(Owned, RecordMade(I), F.View->place(I.Where));
      } else if (I.Op == Opcode::Adopt) {
        const ir::Instr *Object = Whole.definition(I.Args[1].R);
        if (Object && Object->Op == Opcode::Alloc)
          keepLeast(Owned, RecordMade(*Object), F.View->place(I.Where));
      } else if (I.Op == Opcode::SharedFromThis) {
        const ir::Instr *Owner = Whole.definition(I.Args[0].R);
        if (!Owner || F.Parent == RecordNo::None)
          continue;
        TypeNo T = F.View->type(Owner->Ty);
        if (P.kind(T) != ir::TypeKind::Strong) {
          AskWeakly.insert(index(F.Parent));
          continue;
        }
        SelfUse Found{F.View->place(I.Where), P.type(T).Name};
        auto [It, IsNew] = Finds.try_emplace(index(F.Parent), Found);
        if (!IsNew && Found.Where < It->second.Where)
          It->second = Found;
      }
    }
}

uint64_t Creation::hashOf(Place At) const {
  return stable_hash_combine(
      At.isValid() ? stableName(Linked->file(At.File)) : 0, At.Line, At.Col);
}

uint64_t Creation::factsOf(RecordNo R) const {
  auto Self = Finds.find(index(R));
  bool Found = Self != Finds.end();
  return stable_hash_combine(
      stable_hash_combine(Releases, AskWeakly.contains(index(R))),
      hashOf(Owned.lookup(index(R))),
      hashOf(Found ? Self->second.Where : Place()),
      stableName(Found ? Self->second.Family : StringRef()));
}

Place Creation::ownedAt(const Program &P, RecordNo R) const {
  SmallVector<RecordNo, 8> Work{R};
  DenseSet<uint32_t> Seen;
  Place Least;
  while (!Work.empty()) {
    RecordNo Next = Work.pop_back_val();
    if (Next == RecordNo::None || !Seen.insert(index(Next)).second)
      continue;
    auto It = Owned.find(index(Next));
    if (It != Owned.end() && (!Least.isValid() || It->second < Least))
      Least = It->second;
    append_range(Work, P.record(Next).Derived);
  }
  return Least;
}

SmallVector<Creation::SelfUse, 2> Creation::findsItself(const Program &P,
                                                        RecordNo R) const {
  SmallVector<SelfUse, 2> Found;
  if (R == RecordNo::None)
    return Found;
  for (const auto &[Other, F] : Finds) {
    auto O = static_cast<RecordNo>(Other);
    if (P.isDerivedFrom(R, O) || P.isDerivedFrom(O, R))
      Found.push_back(F);
  }
  llvm::sort(Found, [](const SelfUse &X, const SelfUse &Y) {
    return X.Where < Y.Where;
  });
  return Found;
}

bool Creation::asksOnlyWeakly(const Program &P, RecordNo R) const {
  return findsItself(P, R).empty() && any_of(AskWeakly, [&](uint32_t Other) {
           auto O = static_cast<RecordNo>(Other);
           return P.isDerivedFrom(R, O) || P.isDerivedFrom(O, R);
         });
}

} // namespace weakspot::misuse
