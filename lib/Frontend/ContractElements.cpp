//===- ContractElements.cpp - Elements and slots by contract --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/ContractEmitter.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;
using weakspot::contracts::Step;
using weakspot::contracts::TypeRef;

namespace weakspot::frontend {

/// A key is what a cell of a value type holds, but an owner as such, and of an
/// opaque value what tells it from others.
Reg ContractEmitter::key(const Thing &X) {
  if (X.Form == Thing::Nothing)
    return F.operand(X.E ? F.identity(X.E) : X.R);
  if (X.isCell() && F.types().travel(X.T) == Travel::Value)
    return F.load(X.R);
  return F.operand(X.isCell() ? X.R : value(X));
}

/// Elem, access and emplace: the address of an element.
Thing ContractEmitter::emitElement(const Step &S) {
  Thing Collection = thing(S.Operands[0]);
  if (!Collection.isCell() || !F.types().is(Collection.T, TypeKind::Collection))
    return elementOf(Collection, Reg::None);
  SmallVector<Reg, 2> Args = {Collection.R};
  if (ir::hasKey(static_cast<Position>(S.Sub)))
    Args.push_back(key(thing(S.Operands[1])));
  else if (S.Op == Opcode::Elem)
    F.showElements(Collection.R, Collection.Type);
  return elementOf(Collection, F.op(S.Op, Args, TypeId::None, S.Sub));
}

void ContractEmitter::emitErase(const Step &S) {
  Reg Collection = cell(thing(S.Operands[0]));
  if (Collection == Reg::None)
    return;
  if (S.Operands.size() == 1)
    F.op(S.Op, {Collection});
  else if (Reg Element = value(thing(S.Operands[1])); Element != Reg::None)
    F.op(S.Op, {Collection, Element});
}

Thing ContractEmitter::emitInsert(const Step &S) {
  Thing Collection = thing(S.Operands[0]);
  Thing What = thing(S.Operands[1]);
  Thing Element = elementOf(Collection, Reg::None);
  if (!Collection.isCell() || !F.types().is(Collection.T, TypeKind::Collection))
    return Element;

  // An element of another type than the value's is converted in place.
  bool Converts =
      Element.T != What.T && F.types().is(Element.T, TypeKind::Record);
  bool ByValue = F.types().travel(Element.T) == Travel::Value;
  Instr I;
  I.Sub = S.Sub;
  I.Args.push_back({Collection.R, {}, Transfer::None});
  Reg V = ByValue && !What.isCell() ? value(What) : cell(What);
  if (Converts || V == Reg::None || What.IsNull) {
    I.Op = Opcode::Emplace;
  } else {
    I.Op = Opcode::Insert;
    Transfer How = Transfer::Copy;
    if (ByValue && !What.isCell())
      How = Transfer::Ref;
    else if (transferOp(S.Operands[1].How, What) == Opcode::Move)
      How = Transfer::Move;
    I.Args.push_back({V, {}, How});
  }
  if (S.Operands.size() > 2)
    I.Args.push_back({key(thing(S.Operands[2])), {}, Transfer::None});
  else if (ir::hasKey(static_cast<Position>(S.Sub)))
    I.Args.push_back({F.opaqueValue(), {}, Transfer::None});
  Element.R = F.emit(I);
  Element.Form = Thing::Cell;
  if (Converts && What.Form != Thing::Nothing)
    construct(Element, {What});
  return Element;
}

static std::string partName(const contracts::Class *C, unsigned I) {
  return C && I < C->SlotNames.size() ? C->SlotNames[I] : std::to_string(I);
}

Thing ContractEmitter::emitField(const Step &S) {
  Thing Object = thing(S.Operands[0]);
  return slot(Object, slotName(S, Object));
}

/// The slot that the step means: by name, by number, or by type, that of a
/// template argument, or what an argument's type initialises.
std::string ContractEmitter::slotName(const Step &S, const Thing &Object) {
  if (!S.Slot.empty())
    return S.Slot;
  const CXXRecordDecl *D =
      Object.Type.isNull() ? nullptr : Object.Type->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  TemplateArgument A =
      S.Type.K == TypeRef::Arg ? TemplateArgument() : templateArg(S.Type);
  if (A.getKind() == TemplateArgument::Integral)
    return partName(C, A.getAsIntegral().getExtValue());
  QualType Wanted = resolve(S.Type);
  if (Wanted.isNull())
    return {};
  Wanted = Wanted.getNonReferenceType();
  SmallVector<TemplateArgument, 4> Parts = templateArguments(D);
  for (auto [I, Part] : enumerate(Parts))
    if (Part.getKind() == TemplateArgument::Type &&
        compat::sameUnqualified(Part.getAsType().getNonReferenceType(), Wanted))
      return partName(C, I);
  for (auto [I, Part] : enumerate(Parts))
    if (Part.getKind() == TemplateArgument::Type &&
        Resolve.convert(Part.getAsType(), Resolve.standIn(Wanted, VK_XValue)))
      return partName(C, I);
  return {};
}

Thing ContractEmitter::slot(const Thing &Object, StringRef Name) {
  Thing X;
  const CXXRecordDecl *D =
      Object.Type.isNull() ? nullptr : Object.Type->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  SmallVector<TemplateArgument, 4> Parts = templateArguments(D);
  // Parts need not be the template arguments in their order, and one that is a
  // reference of the contract's own has no type in C++.
  bool IsReference = false;
  for (unsigned Slot = 0; Slot < Parts.size(); ++Slot) {
    unsigned I = C && Slot < C->Parts.size() ? C->Parts[Slot].Index : Slot;
    bool IsOwn = C && Slot < C->Parts.size() &&
                 C->Parts[Slot].Reference != TypeKind::Opaque;
    if (partName(C, Slot) != Name || IsOwn || I >= Parts.size() ||
        Parts[I].getKind() != TemplateArgument::Type)
      continue;
    X.Type = Parts[I].getAsType().getNonReferenceType();
    IsReference = Parts[I].getAsType()->isReferenceType();
  }

  if (!Object.isCell() || !F.types().is(Object.T, TypeKind::Record))
    return X;
  auto Slot = F.types().slotNamed(F.types().get(Object.T).Record, Name);
  if (!Slot)
    return X;
  X.T = F.module().record(Slot->Record).Slots[Slot->Number].Type;
  X.R = F.field(Object.R, Slot->Record, Slot->Number);
  if (IsReference) {
    X.R = F.load(X.R);
    X.T = F.types().get(X.T).Arg;
  }
  X.Form = Thing::Cell;
  X.IsStep = true;
  X.IsRvalue = Object.IsRvalue;
  return X;
}

} // namespace weakspot::frontend
