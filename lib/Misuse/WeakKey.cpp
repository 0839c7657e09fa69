//===- WeakKey.cpp - unstable-weak-key --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A functor by which a container orders, hashes or compares its elements, and
// which looks at what a weak pointer refers to. Its answer changes when the
// object dies, and the container's invariant is broken. Owner-based functors
// look at the control block and never lock.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;

namespace {

class WeakKey : public Check {
public:
  using Check::Check;

  void begin(const Program &P, const CallGraph &G) override;
};

} // namespace

/// Whether R addresses a parameter, or a part of one.
static bool isOfParameter(const Body &B, ir::Reg R) {
  for (unsigned Level = 0; Level < 8; ++Level) {
    if (ir::index(R) < B.info().Body->Params.size())
      return true;
    const ir::Instr *Def = B.definition(R);
    if (!Def || Def->Op != Opcode::Field)
      return false;
    R = Def->Args[0].R;
  }
  return false;
}

void WeakKey::begin(const Program &P, const CallGraph & /*G*/) {
  forEachBody(P, [&](const Body &B) {
    RecordNo R = B.info().Parent;
    if (R == RecordNo::None || P.record(R).CallOp != B.number() ||
        !(P.record(R).Flags & ir::RF_KeyFunctor))
      return;
    bool Said = false;
    B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
      unsigned Weak = I.Op == Opcode::Lock ? 1 : 0;
      if (Said ||
          (I.Op != Opcode::Lock && I.Op != Opcode::Expired &&
           I.Op != Opcode::UseCount) ||
          !isOfParameter(B, I.Args[Weak].R))
        return;
      Said = true;
      Misuse M;
      M.Check = "unstable-weak-key";
      M.Where = B.place(I);
      M.Context = B.info().Name.str();
      M.Subject = P.record(R).Name.str();
      M.Message = "a container orders, hashes or compares its elements by what "
                  "a weak pointer refers to: the answer changes when the "
                  "object dies, and the element can no longer be found or "
                  "removed";
      Out.note(M.Notes, P.record(R).Where,
               quoted(M.Subject) + " is the functor of a container");
      Out.report(std::move(M));
    });
  });
}

std::unique_ptr<PathObserver> makeWeakKey(const Context &C) {
  return std::make_unique<WeakKey>(C);
}

} // namespace weakspot::misuse
