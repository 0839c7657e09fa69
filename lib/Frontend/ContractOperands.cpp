//===- ContractOperands.cpp - What the operands of steps refer to ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractEmitter.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;
using weakspot::contracts::Place;
using weakspot::contracts::PlaceForm;
using weakspot::contracts::PlaceKind;
using weakspot::contracts::TypeRef;

namespace weakspot::frontend {

Thing ContractEmitter::argument(FunctionLowering &F, const LibraryArg &A) {
  Thing X;
  X.E = A.E;
  X.R = A.R;
  X.Type = A.ParamType.getNonReferenceType();
  X.T = F.types().type(X.Type);
  X.IsRvalue = A.IsRvalue;
  const Expr *Written = A.E ? A.E->IgnoreParenImpCasts() : nullptr;
  X.IsNull =
      X.Type->isNullPtrType() ||
      (Written && (Written->getType()->isNullPtrType() ||
                   (X.Type->isAnyPointerType() &&
                    Written->isNullPointerConstant(
                        F.context(), Expr::NPC_ValueDependentIsNotNull))));
  Travel Way = F.types().travel(X.T);
  if (A.R == Reg::None || Way == Travel::Opaque)
    X.Form = Thing::Nothing;
  else if (A.ParamType->isReferenceType() || Way == Travel::Cell)
    X.Form = Thing::Cell;
  else
    X.Form = Thing::Value;
  if (!A.ParamType->isReferenceType())
    X.IsRvalue = true;
  return X;
}

/// What an object is to the steps: that of a transparent class is its part.
static QualType valueType(FunctionLowering &F, QualType T) {
  const CXXRecordDecl *D = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  if (!C || !C->Transparent || C->Parts.size() != 1)
    return T;
  SmallVector<TemplateArgument, 4> Args = templateArguments(D);
  unsigned I = C->Parts.front().Index;
  return I < Args.size() && Args[I].getKind() == TemplateArgument::Type
             ? Args[I].getAsType()
             : T;
}

Thing ContractEmitter::thing(const Place &P) {
  Thing X;
  switch (P.Kind) {
  case PlaceKind::This:
    X.R = Call.This;
    X.Type = valueType(F, Call.ThisType.getNonReferenceType());
    X.T = F.types().type(X.Type);
    X.IsRvalue = Call.ThisIsRvalue;
    X.Form = X.R == Reg::None || F.types().is(X.T, TypeKind::Opaque)
                 ? Thing::Nothing
                 : Thing::Cell;
    return X;
  case PlaceKind::Arg:
  case PlaceKind::Rest:
    if (argNumber(P) >= Call.Args.size())
      return X;
    X = argument(F, Call.Args[argNumber(P)]);
    break;
  case PlaceKind::Result:
    return resultPlace();
  case PlaceKind::Temp:
    return P.Index < Temps.size() ? Temps[P.Index] : X;
  }

  if (P.Form == PlaceForm::Pointee)
    return pointeeOf(X);
  if (P.Form == PlaceForm::Address) {
    Thing A;
    A.Type = X.Type.isNull() ? QualType() : F.context().getPointerType(X.Type);
    A.R = cell(X);
    A.T = F.types().borrow(X.T);
    A.Form = A.R == Reg::None ? Thing::Nothing : Thing::Value;
    return A;
  }
  return X;
}

/// The argument that a place means; too large where it was not given.
uint32_t ContractEmitter::argNumber(const Place &P) const {
  if (P.Index != Place::LastArg)
    return P.Index;
  uint32_t Written = Call.Args.size();
  while (Written > 0 && Call.Args[Written - 1].IsDefault)
    --Written;
  return Written - 1;
}

SmallVector<Thing, 4> ContractEmitter::things(ArrayRef<Place> Places) {
  SmallVector<Thing, 4> List;
  for (const Place &P : Places) {
    if (P.Form == PlaceForm::Unpack) {
      Place Whole = P;
      Whole.Form = PlaceForm::Plain;
      unpack(thing(Whole), List);
    } else if (P.Kind == PlaceKind::Rest) {
      for (uint32_t I = P.Index; I < Call.Args.size(); ++I)
        if (!Call.Args[I].IsDefault)
          List.push_back(thing({PlaceKind::Arg, I}));
    } else if (P.Kind != PlaceKind::Arg || argNumber(P) < Call.Args.size()) {
      List.push_back(thing(P));
    }
  }
  return List;
}

void ContractEmitter::unpack(const Thing &Record,
                             SmallVectorImpl<Thing> &Into) {
  const CXXRecordDecl *D =
      Record.Type.isNull() ? nullptr : Record.Type->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  for (auto [I, A] : enumerate(templateArguments(D))) {
    if (A.getKind() != TemplateArgument::Type)
      continue;
    Thing X;
    X.Type = A.getAsType().getNonReferenceType();
    X.T = F.types().type(X.Type);
    X.IsRvalue = Record.IsRvalue && !A.getAsType()->isLValueReferenceType();
    std::string Name =
        C && I < C->SlotNames.size() ? C->SlotNames[I] : std::to_string(I);
    if (Record.isCell() && F.types().is(Record.T, TypeKind::Record))
      if (auto Slot =
              F.types().slotNamed(F.types().get(Record.T).Record, Name)) {
        X.R = F.field(Record.R, Slot->Record, Slot->Number);
        if (A.getAsType()->isReferenceType())
          X.R = F.load(X.R);
        X.Form = Thing::Cell;
      }
    Into.push_back(X);
  }
}

Reg ContractEmitter::cell(const Thing &X) {
  switch (X.Form) {
  case Thing::Nothing:
    return Reg::None;
  case Thing::Cell:
  case Thing::Fresh:
    return X.R;
  case Thing::Value:
    return F.spill(X.R, X.T);
  }
  return Reg::None;
}

Reg ContractEmitter::value(const Thing &X) {
  if (X.IsNull)
    return F.constNull();
  if (X.Form == Thing::Nothing)
    return Reg::None;
  if (X.isCell() && !X.IsStep && F.types().travel(X.T) == Travel::Value)
    return F.load(X.R);
  return X.R;
}

Thing ContractEmitter::pointeeOf(const Thing &Pointer) {
  Thing X;
  X.Type = pointeeType(F, Pointer.Type);
  X.T = F.types().type(X.Type);
  if (Pointer.T != TypeId::None && F.types().get(Pointer.T).Arg != TypeId::None)
    X.T = F.types().get(Pointer.T).Arg;
  if (Pointer.Form == Thing::Nothing)
    return X;
  bool Owner = Pointer.isCell() && F.types().travel(Pointer.T) == Travel::Cell;
  X.R = Owner ? F.deref(Pointer.R) : value(Pointer);
  X.Form = Thing::Cell;
  return X;
}

Thing ContractEmitter::elementOf(const Thing &Collection, Reg R) {
  Thing X;
  X.R = R;
  X.Form = R == Reg::None ? Thing::Nothing : Thing::Cell;
  X.IsStep = true;
  X.Type = pointeeType(F, Collection.Type);
  X.T = Collection.T != TypeId::None &&
                F.types().get(Collection.T).Arg != TypeId::None
            ? F.types().get(Collection.T).Arg
            : F.types().type(X.Type);
  return X;
}

TemplateArgument ContractEmitter::templateArg(const TypeRef &T) {
  SmallVector<TemplateArgument, 4> Args;
  if (T.K == TypeRef::ArgTemplateArg) {
    if (T.Index < Call.Args.size())
      Args = templateArguments(Call.Args[T.Index]
                                   .ParamType.getNonReferenceType()
                                   ->getAsCXXRecordDecl());
    return T.Index2 < Args.size() ? Args[T.Index2] : TemplateArgument();
  }
  if (T.K == TypeRef::ThisTemplateArg) {
    if (!Call.ThisType.isNull())
      Args = templateArguments(
          Call.ThisType.getNonReferenceType()->getAsCXXRecordDecl());
    return T.Index < Args.size() ? Args[T.Index] : TemplateArgument();
  }
  if (const TemplateArgumentList *Own =
          Call.Callee->getTemplateSpecializationArgs()) {
    for (const TemplateArgument &A : Own->asArray())
      if (A.getKind() == TemplateArgument::Pack)
        append_range(Args, A.pack_elements());
      else
        Args.push_back(A);
  } else if (const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee)) {
    Args = templateArguments(Method->getParent());
  }
  return T.Index < Args.size() ? Args[T.Index] : TemplateArgument();
}

QualType ContractEmitter::resolve(const TypeRef &T) {
  switch (T.K) {
  case TypeRef::NoType:
  case TypeRef::Callable:
    return {};
  case TypeRef::Result:
    return ResultType;
  case TypeRef::ResultPointee:
    return ResultType.isNull()
               ? QualType()
               : pointeeType(F, ResultType.getNonReferenceType());
  case TypeRef::This:
    return Call.ThisType.getNonReferenceType();
  case TypeRef::ThisPointee:
    return pointeeType(F, Call.ThisType.getNonReferenceType());
  case TypeRef::Arg:
    return T.Index < Call.Args.size()
               ? Call.Args[T.Index].ParamType.getNonReferenceType()
               : QualType();
  case TypeRef::TemplateArg:
  case TypeRef::ThisTemplateArg:
  case TypeRef::ArgTemplateArg: {
    TemplateArgument A = templateArg(T);
    return A.getKind() == TemplateArgument::Type ? A.getAsType() : QualType();
  }
  }
  return {};
}

QualType pointeeType(FunctionLowering &F, QualType T) {
  if (T.isNull())
    return {};
  if (T->isAnyPointerType() || T->isReferenceType())
    return T->getPointeeType();
  if (const clang::ArrayType *A = F.context().getAsArrayType(T))
    return A->getElementType();
  const CXXRecordDecl *D = T->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  if (!C)
    return {};
  if (C->Parts.size() == 1) {
    if (C->Parts.front().Callable ||
        C->Parts.front().Reference != TypeKind::Opaque)
      return {};
    SmallVector<TemplateArgument, 4> Args = templateArguments(D);
    unsigned I = C->Parts.front().Index;
    if (I >= Args.size() || Args[I].getKind() != TemplateArgument::Type)
      return {};
    QualType Part = Args[I].getAsType();
    if (C->Transparent || C->Parts.front().Pointee)
      return pointeeType(F, Part);
    if (C->CollectionOfPart && !Part->isVoidType() && !Part->isReferenceType())
      return F.context().getIncompleteArrayType(Part, ArraySizeModifier::Normal,
                                                /*IndexTypeQuals=*/0);
    return Part;
  }
  // A map's element is no template argument; containers name it.
  const CXXRecordDecl *Def = D->getDefinition();
  if (!Def)
    return {};
  for (const NamedDecl *Member :
       Def->lookup(&F.context().Idents.get("value_type")))
    if (const auto *Alias = dyn_cast<TypedefNameDecl>(Member))
      return Alias->getUnderlyingType();
  return {};
}

} // namespace weakspot::frontend
