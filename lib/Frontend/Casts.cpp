//===- Casts.cpp - Conversions and pointer accesses ---------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/FunctionLowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

Reg FunctionLowering::basePart(Reg Object, const CXXRecordDecl *Derived,
                               const CXXRecordDecl *Base) {
  if (Object == Reg::None)
    return Object;
  // The slot may belong to a class on the way.
  if (auto Slot = types().slotOfBase(Derived, Base))
    return field(Object, Slot->Record, Slot->Number);
  return Object;
}

Reg FunctionLowering::castPath(Reg R, const CastExpr *E,
                               const CXXRecordDecl *Until) {
  QualType From = E->getSubExpr()->getType();
  if (!From->getPointeeType().isNull())
    From = From->getPointeeType();
  const CXXRecordDecl *Class = From->getAsCXXRecordDecl();
  for (const CXXBaseSpecifier *Step : E->path()) {
    const CXXRecordDecl *Base = Step->getType()->getAsCXXRecordDecl();
    if (!Class || !Base || (Until && Class->getCanonicalDecl() == Until))
      break;
    R = basePart(R, Class, Base);
    Class = Base;
  }
  return R;
}

/// What a glvalue of a value type holds.
Reg FunctionLowering::loadValue(const Expr *Glvalue) {
  Glvalue = Glvalue->IgnoreParens();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Glvalue))
    if (auto It = ParamValues.find(Ref->getDecl()); It != ParamValues.end())
      return It->second;
  if (types().travel(Glvalue->getType()) != Travel::Value) {
    discard(Glvalue);
    return Reg::None;
  }
  Reg Cell = address(Glvalue);
  return Cell == Reg::None ? standIn(Glvalue) : load(Cell);
}

Reg FunctionLowering::castExpr(const CastExpr *E) {
  const Expr *Sub = E->getSubExpr();
  if (std::optional<int64_t> Value = constantOf(E))
    return E->getType()->isBooleanType() ? constBool(*Value != 0)
                                         : constInt(*Value);
  switch (E->getCastKind()) {
  case CK_LValueToRValue:
  case CK_AtomicToNonAtomic:
    if (types().travel(E->getType()) == Travel::Cell) {
      // C's way of reading a whole object: a copy.
      TypeId T = types().type(E->getType());
      Reg From = address(Sub);
      Reg Cell = temp(T);
      if (From != Reg::None)
        op(Opcode::Copy, {Cell, From});
      return Cell;
    }
    return loadValue(Sub);
  case CK_NoOp:
  case CK_UserDefinedConversion:
  case CK_ConstructorConversion:
  case CK_NonAtomicToAtomic:
  case CK_IntegralCast:
  case CK_BooleanToSignedIntegral:
    return expr(Sub);
  case CK_LValueBitCast:
  case CK_LValueToRValueBitCast:
  case CK_BitCast:
  case CK_AddressSpaceConversion: {
    Reg R = expr(Sub);
    // From something that is not kept to something that is.
    return R == Reg::None ? unknownOf(E) : R;
  }
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
    if (E->isPRValue() && !E->getType()->isPointerType())
      return castPath(address(Sub), E);
    return castPath(expr(Sub), E);
  case CK_BaseToDerived: {
    Reg R = expr(Sub);
    const CXXRecordDecl *Base = Sub->getType()->getPointeeCXXRecordDecl();
    if (!Base)
      Base = Sub->getType()->getAsCXXRecordDecl();
    // Back from a base that is kept as a slot: whose slot is not known.
    if (Base &&
        !types().is(types().type(compat::typeOf(context(), Base)),
                    TypeKind::Record) &&
        !MB.isSharedFromThisBase(Base))
      return unknownOf(E);
    return R == Reg::None ? unknownOf(E) : R;
  }
  case CK_Dynamic: {
    TypeId T = types().type(E->getType());
    Reg R = castPath(expr(Sub), E);
    if (R == Reg::None)
      return unknownOf(E);
    if (E->isGLValue() || types().travel(T) != Travel::Value)
      return R;
    Reg From = spill(R, types().type(Sub->getType())), To = valueCell(T);
    op(Opcode::DynCast, {To, From});
    return load(To);
  }
  case CK_NullToPointer:
  case CK_NullToMemberPointer:
    discard(Sub);
    return types().travel(E->getType()) == Travel::Value ? constNull()
                                                         : Reg::None;
  case CK_ArrayToPointerDecay: {
    Reg Array = address(Sub);
    if (Array == Reg::None ||
        !types().is(types().type(Sub->getType()), TypeKind::Collection))
      return Reg::None;
    showElements(Array, Sub->getType());
    return op(Opcode::Elem, {Array}, TypeId::None,
              static_cast<uint8_t>(Position::Any));
  }
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr:
    return expr(Sub);
  case CK_PointerToBoolean:
  case CK_MemberPointerToBoolean: {
    if (const auto *Call =
            dyn_cast<CXXMemberCallExpr>(Sub->IgnoreParenImpCasts());
        Call && isa_and_present<CXXConversionDecl>(Call->getMethodDecl()) &&
        isTruth(Call->getType()) && MB.hasContract(Call->getMethodDecl()))
      return expr(Sub);
    Reg R = expr(Sub);
    if (R == Reg::None)
      return R;
    return op(Opcode::Not, {op(Opcode::IsNull, {R})});
  }
  case CK_IntegralToBoolean: {
    Reg R = expr(Sub);
    if (R == Reg::None)
      return R;
    return op(Opcode::Cmp, {R, constInt(0)}, TypeId::None,
              static_cast<uint8_t>(Predicate::Ne));
  }
  case CK_BaseToDerivedMemberPointer:
  case CK_DerivedToBaseMemberPointer:
  case CK_ReinterpretMemberPointer:
    return expr(Sub);
  default:
    // Numbers, vectors, pointers made of numbers.
    discard(Sub);
    if (Reg R = standInOf(E); R != Reg::None)
      return R;
    return unknownOf(E);
  }
}

/// Whether a closure has, beside others, a capture that tells if something is
/// still there.
static bool hasWeakCapture(TypeLowering &Types, const RecordDecl *Closure) {
  return any_of(Closure->fields(), [&](const FieldDecl *F) {
    const ir::Type &T = Types.get(Types.type(F->getType()));
    return T.Kind == TypeKind::Weak || T.WeakKeyed;
  });
}

Reg FunctionLowering::pointee(const Expr *Pointer) {
  Pointer = Pointer->IgnoreParens();
  // Also the access to a text or a number is one that must come after a lock.
  if (isa<CXXThisExpr>(Pointer) && ThisCapture && InitObject == Reg::None &&
      ThisCapture->getType()->isPointerType() &&
      hasWeakCapture(types(), ThisCapture->getParent()))
    if (auto Slot = types().slotOf(ThisCapture))
      return deref(field(static_cast<Reg>(0), Slot->Record, Slot->Number));
  if (!Pointer->isPRValue())
    return address(Pointer);
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Pointer)) {
    const Expr *Sub = Cast->getSubExpr()->IgnoreParens();
    switch (Cast->getCastKind()) {
    case CK_LValueToRValue: {
      if (types().travel(Pointer->getType()) != Travel::Value)
        break;
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Sub);
          Ref && ParamValues.contains(Ref->getDecl()))
        break;
      Reg Cell = address(Sub);
      return Cell == Reg::None ? Cell : deref(Cell);
    }
    case CK_NoOp:
      return pointee(Sub);
    case CK_DerivedToBase:
    case CK_UncheckedDerivedToBase:
      return castPath(pointee(Sub), Cast);
    default:
      break;
    }
  }
  if (types().travel(Pointer->getType()) != Travel::Value) {
    discard(Pointer);
    return Reg::None;
  }
  return expr(Pointer);
}

} // namespace weakspot::frontend
