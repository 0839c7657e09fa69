//===- WeakKey.cpp - unstable-weak-key --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A functor by which a container orders, hashes or compares its elements, or a
// comparison of the elements' own class, and which looks at what a weak pointer
// refers to. Its answer changes when the object dies, and the container's
// invariant is broken. Owner-based functors look at the control block and never
// lock.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class WeakKey : public Check {
public:
  using Check::Check;

  void begin(const Program &P, const CallGraph &G) override;
};

} // namespace

static bool isOfParameter(const Body &B, ir::Reg R) {
  return B.isReachedFrom(R, [&](ir::Reg From) {
    return ir::index(From) < B.info().Body->Params.size();
  });
}

static bool isWeakAddress(const Program &P, TypeNo T) {
  return T != TypeNo::None && P.kind(T) == TypeKind::Borrow && isWeakly(P, T);
}

/// What asks a weak pointer that a parameter of B, or of a function that B
/// hands one to, leads to; null if nothing does.
static const ir::Instr *asksParameter(const Program &P, const Body &B,
                                      unsigned Level = 0) {
  constexpr unsigned MaxLevel = 2;
  const ir::Instr *Found = nullptr;
  B.forEach([&](uint32_t /*Block*/, const ir::Instr &I) {
    if (Found)
      return;
    switch (I.Op) {
    case Opcode::Lock:
    case Opcode::Expired:
    case Opcode::UseCount:
      if (isOfParameter(B, I.Args[I.Op == Opcode::Lock ? 1 : 0].R))
        Found = &I;
      return;
    case Opcode::Load:
      // An address that is null when the object is gone.
      if (isOfParameter(B, I.Args[0].R) &&
          isWeakAddress(P, B.typeAt(I.Args[0].R)))
        Found = &I;
      return;
    case Opcode::Call: {
      FuncNo Callee = B.callee(I);
      if (Level < MaxLevel && Callee != FuncNo::None &&
          P.function(Callee).Body && Callee != B.number() &&
          any_of(
              I.Args,
              [&](const ir::Operand &O) { return isOfParameter(B, O.R); }) &&
          asksParameter(P, Body(P, Callee), Level + 1))
        Found = &I;
      return;
    }
    default:
      return;
    }
  });
  return Found;
}

/// The record that a parameter of F refers to.
static RecordNo recordOfParameter(const Program &P, const FunctionInfo &F,
                                  unsigned No) {
  if (!F.Body || No >= F.Body->Params.size())
    return RecordNo::None;
  TypeNo T = F.View->type(F.Body->Params[No].Type);
  return P.recordOf(P.kind(T) == TypeKind::Borrow ? P.type(T).Arg : T);
}

/// The class whose objects a container orders, hashes or compares by B.
static RecordNo decidesPlaceOf(const Program &P, const Body &B) {
  RecordNo R = B.info().Parent;
  if (R != RecordNo::None && P.record(R).CallOp == B.number() &&
      (P.record(R).Flags & ir::RF_KeyFunctor))
    return R;
  auto [Before, Operator] = B.info().Name.rsplit("operator");
  bool Orders = Operator.starts_with("<(") || Operator.starts_with("<=>(");
  if (!Orders && !Operator.starts_with("==("))
    return RecordNo::None;
  RecordNo Key = recordOfParameter(P, B.info(), 0);
  return Key != RecordNo::None &&
                 (P.record(Key).Flags &
                  (Orders ? ir::RF_OrderedKey : ir::RF_HashedKey))
             ? Key
             : RecordNo::None;
}

void WeakKey::begin(const Program &P, const CallGraph & /*G*/) {
  forEachBody(P, ~ir::OpSet(), [&](const Body &B) {
    RecordNo R = decidesPlaceOf(P, B);
    if (R == RecordNo::None)
      return;
    const ir::Instr *Asks = asksParameter(P, B);
    if (!Asks)
      return;
    Misuse M;
    M.Check = "unstable-weak-key";
    M.Where = B.place(*Asks);
    M.Context = B.info().Name.str();
    M.Subject = P.record(R).Name.str();
    M.Message = "a container orders, hashes or compares its elements by what "
                "a weak pointer refers to: the answer changes when the "
                "object dies, and the element can no longer be found or "
                "removed";
    M.Of = R;
    Out.note(M.Notes, P.record(R).Where,
             quoted(M.Subject) + (P.record(R).Flags & ir::RF_KeyFunctor
                                      ? " is the functor of a container"
                                      : " is what a container holds"));
    Out.report(std::move(M));
  });
}

std::unique_ptr<PathObserver> makeWeakKey(const Context &C) {
  return std::make_unique<WeakKey>(C);
}

} // namespace weakspot::misuse
