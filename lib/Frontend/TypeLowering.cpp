//===- TypeLowering.cpp - C++ types as types of the IR --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/TypeLowering.h"
#include "Frontend/Compat.h"
#include "Frontend/ModuleBuilder.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

//===----------------------------------------------------------------------===//
// Interned types
//===----------------------------------------------------------------------===//

TypeId TypeLowering::make(TypeKind K, TypeId Arg, StringRef Name) {
  ir::Type T;
  T.Kind = K;
  T.Arg = Arg;
  T.Name = Name;
  return MB.module().internType(T);
}

TypeId TypeLowering::opaque() { return make(TypeKind::Opaque); }
TypeId TypeLowering::scalar() { return make(TypeKind::Scalar); }

TypeId TypeLowering::borrow(TypeId Pointee) {
  return make(TypeKind::Borrow, Pointee);
}

TypeId TypeLowering::recordType(RecordId R) {
  ir::Type T;
  T.Kind = TypeKind::Record;
  T.Record = R;
  return MB.module().internType(T);
}

const ir::Type &TypeLowering::get(TypeId T) const {
  return MB.module().type(T);
}

bool TypeLowering::is(TypeId T, TypeKind K) const {
  return T != TypeId::None && get(T).Kind == K;
}

Travel TypeLowering::travel(TypeId T) const {
  if (T == TypeId::None)
    return Travel::Opaque;
  switch (get(T).Kind) {
  case TypeKind::Opaque:
    return Travel::Opaque;
  case TypeKind::Scalar:
  case TypeKind::Borrow:
    return Travel::Value;
  default:
    return Travel::Cell;
  }
}

//===----------------------------------------------------------------------===//
// C++ types
//===----------------------------------------------------------------------===//

TypeId TypeLowering::type(QualType T) {
  if (T.isNull())
    return opaque();
  T = T.getCanonicalType();
  // A volatile number changes behind the program's back.
  if (T.isVolatileQualified() && !T->isRecordType())
    return opaque();
  T = T.getUnqualifiedType();
  auto It = Types.find(T);
  if (It != Types.end())
    return It->second;
  TypeId Id = lower(T);
  Types[T] = Id;
  return Id;
}

TypeId TypeLowering::returnType(QualType T) {
  if (T.isNull() || T->isVoidType())
    return TypeId::None;
  TypeId Id = type(T);
  return is(Id, TypeKind::Opaque) ? TypeId::None : Id;
}

TypeId TypeLowering::lower(QualType T) {
  if (T->isDependentType() || T->isUndeducedType())
    return opaque();

  if (T->isFunctionPointerType() || T->isFunctionReferenceType() ||
      T->isFunctionType() || T->isMemberFunctionPointerType() ||
      T->isNullPtrType())
    return borrow(TypeId::None);

  if (T->isPointerType() || T->isReferenceType()) {
    QualType Pointee = T->getPointeeType();
    if (Pointee->isVoidType())
      return borrow(TypeId::None);
    // Bytes and characters are followed one by one, not as texts or buffers.
    if (T->isPointerType() && Pointee->isAnyCharacterType())
      return opaque();
    TypeId To = type(Pointee);
    return is(To, TypeKind::Opaque) ? opaque() : borrow(To);
  }

  if (const auto *A = MB.context().getAsArrayType(T)) {
    TypeId Element = type(A->getElementType());
    // Numbers are followed one by one, not in tables.
    if (is(Element, TypeKind::Opaque) || is(Element, TypeKind::Scalar))
      return opaque();
    return make(TypeKind::Collection, Element);
  }

  if (T->isEnumeralType())
    return scalar();
  if (T->isIntegerType() && !T->isDependentType() && T->isBuiltinType() &&
      MB.context().getTypeSize(T) <= 64)
    return scalar();

  if (const CXXRecordDecl *D = T->getAsCXXRecordDecl())
    return lowerClass(D);
  return opaque();
}

TypeId TypeLowering::lowerClass(const CXXRecordDecl *D) {
  D = D->getCanonicalDecl();
  if (D->isInvalidDecl())
    return opaque();
  if (const contracts::Class *C = MB.contractOf(D)) {
    // That it is there is all that can be used of it.
    if (C->Kind == TypeKind::Opaque)
      ++MB.stats().ByClass[C->Name];
    return lowerByContract(D, *C);
  }
  if (MB.symbols().isUserCode(D))
    return recordType(record(D));
  // Of a library class nobody has described only this is known: if it has
  // virtual functions, user classes may stand behind a pointer to it.
  const CXXRecordDecl *Def = D->getDefinition();
  if (!Def || Def->isPolymorphic())
    return recordType(record(D));
  return opaque();
}

} // namespace weakspot::frontend
