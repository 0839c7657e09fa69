//===- HookNotLast.cpp - hook-not-last --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A member that tells others of its object's death when it is destroyed itself,
// and that is not destroyed first: those it calls see an object of which the
// members behind it are gone. Which classes are such members is in their
// contracts; the frontend notes where they stand wrong.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"

using namespace llvm;

namespace weakspot::misuse {

namespace {

class HookNotLast : public Check {
public:
  using Check::Check;

  void begin(const Program &P, const CallGraph &G) override;
};

} // namespace

/// The hook's slot: it observes an object of any class.
static const SlotInfo *hookOf(const Program &P, RecordNo R) {
  for (uint32_t I = 0; I < P.record(R).NumSlots; ++I) {
    const SlotInfo &S = P.slot(P.slotOf(R, I));
    const TypeInfo &T = P.type(S.Type);
    if (T.Kind == ir::TypeKind::Weak && T.Arg == TypeNo::None)
      return &S;
  }
  return nullptr;
}

void HookNotLast::begin(const Program &P, const CallGraph & /*G*/) {
  for (uint32_t I = 0; I < P.numRecords(); ++I) {
    auto R = static_cast<RecordNo>(I);
    if (!(P.record(R).Flags & ir::RF_HookNotLast))
      continue;
    const SlotInfo *Hook = hookOf(P, R);
    Misuse M;
    M.Check = "hook-not-last";
    M.Where = Hook ? Hook->Where : P.record(R).Where;
    M.Context = P.record(R).Name.str();
    M.Subject = Hook ? Hook->Name.str() : "";
    M.Message = "what tells of the death of a " + quoted(M.Context) +
                " must be its last member: the members behind it are destroyed "
                "before those that it calls run";
    M.Of = R;
    Out.report(std::move(M));
  }
}

std::unique_ptr<PathObserver> makeHookNotLast(const Context &C) {
  return std::make_unique<HookNotLast>(C);
}

} // namespace weakspot::misuse
