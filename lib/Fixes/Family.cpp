//===- Family.cpp - A strong pointer class and its weak partner -----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Family.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::fixes {

using contracts::Method;
using contracts::PlaceKind;
using contracts::Step;
using contracts::StepKind;
using ir::Opcode;

static bool isOp(const Step &S, Opcode Op) {
  return S.Kind == StepKind::Op && S.Op == Op;
}

static bool isOn(const Step &S, unsigned Operand, PlaceKind K) {
  return Operand < S.Operands.size() && S.Operands[Operand].Kind == K;
}

/// The first member without arguments that does just this one thing.
template <typename Predicate>
static std::string memberThat(const contracts::Class &C, Predicate Does) {
  for (const Method &M : C.Methods)
    if (M.MinArgs == 0 && M.Steps.size() == 1 && Does(M.Steps.front()) &&
        !StringRef(M.Name).starts_with("operator") &&
        !StringRef(M.Name).starts_with("("))
      return M.Name;
  return "";
}

std::string lockOf(const contracts::Class &Weak) {
  return memberThat(Weak, [](const Step &S) {
    return isOp(S, Opcode::Lock) && isOn(S, 0, PlaceKind::Result) &&
           isOn(S, 1, PlaceKind::This);
  });
}

std::optional<Family> familyOf(const contracts::Table &Table,
                               StringRef StrongName) {
  Family F;
  F.Strong = Table.findClass(StrongName);
  if (!F.Strong || F.Strong->Kind != ir::TypeKind::Strong)
    return std::nullopt;
  F.Weak = Table.findClass(F.Strong->WeakPartner);
  if (!F.Weak || F.Weak->Kind != ir::TypeKind::Weak)
    return std::nullopt;
  F.Lock = lockOf(*F.Weak);
  F.Expired = memberThat(*F.Weak, [](const Step &S) {
    return isOp(S, Opcode::Expired) && isOn(S, 0, PlaceKind::This) &&
           S.Defines == Step::TheResult;
  });
  F.Reset = memberThat(*F.Weak, [](const Step &S) {
    return isOp(S, Opcode::Reset) && isOn(S, 0, PlaceKind::This);
  });
  F.Throws = any_of(F.Strong->Methods, [](const Method &M) {
    return M.Name == "(constructor)" && !M.Steps.empty() &&
           isOp(M.Steps.front(), Opcode::Lock) &&
           isOn(M.Steps.front(), 0, PlaceKind::This) &&
           isOp(M.Steps.back(), Opcode::Assume);
  });
  if (F.Lock.empty() || F.Reset.empty())
    return std::nullopt;
  return F;
}

Access accessOf(const Family &F, StringRef Name, unsigned NumArgs) {
  const Method *Known = nullptr;
  for (const Method &M : F.Strong->Methods)
    if (M.Name == Name && M.MinArgs <= NumArgs && NumArgs <= M.MaxArgs) {
      Known = &M;
      break;
    }
  if (!Known)
    return Access::Change;
  auto Has = [&](Opcode Op) {
    return any_of(Known->Steps, [&](const Step &S) {
      return isOp(S, Op) && isOn(S, 0, PlaceKind::This);
    });
  };
  if (Has(Opcode::Deref))
    return Access::Deref;
  if (Has(Opcode::Load)) {
    if (Known->Steps.size() == 1)
      return Access::Raw;
    return isOp(Known->Steps.back(), Opcode::Not) ? Access::Test
                                                  : Access::Observe;
  }
  if (Known->Steps.size() == 1 && Has(Opcode::Reset)) {
    bool WeakHasIt =
        NumArgs == 0 && any_of(F.Weak->Methods, [&](const Method &M) {
          return M.Name == Name && M.MinArgs == 0;
        });
    return WeakHasIt ? Access::Empty : Access::Change;
  }
  bool OnlyReads = all_of(Known->Steps, [](const Step &S) {
    return S.Kind != StepKind::Op ||
           is_contained({Opcode::UseCount, Opcode::Const, Opcode::Cmp,
                         Opcode::Not, Opcode::IsNull},
                        S.Op) ||
           isOn(S, 0, PlaceKind::Result);
  });
  return OnlyReads ? Access::Observe : Access::Change;
}

} // namespace weakspot::fixes
