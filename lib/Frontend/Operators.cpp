//===- Operators.cpp - Operators, casts and conditions --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/FunctionLowering.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

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
  return Cell == Reg::None ? Reg::None : load(Cell);
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
    return op(Opcode::Elem, {Array}, TypeId::None,
              static_cast<uint8_t>(Position::Any));
  }
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr:
    return expr(Sub);
  case CK_PointerToBoolean:
  case CK_MemberPointerToBoolean: {
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
    return unknownOf(E);
  }
}

Reg FunctionLowering::pointee(const Expr *Pointer) {
  Pointer = Pointer->IgnoreParens();
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

//===----------------------------------------------------------------------===//
// Unary and binary operators
//===----------------------------------------------------------------------===//

Reg FunctionLowering::unary(const UnaryOperator *E) {
  const Expr *Sub = E->getSubExpr();
  switch (E->getOpcode()) {
  case UO_Deref:
    return pointee(Sub);
  case UO_AddrOf: {
    if (E->getType()->isMemberPointerType()) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Sub->IgnoreParens());
      const auto *F = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
      return F ? funcRef(MB.function(F)) : unknownOf(E);
    }
    Reg R = address(Sub);
    return R == Reg::None ? unknownOf(E) : R;
  }
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec:
    return increment(E);
  case UO_LNot: {
    if (std::optional<int64_t> Value = constantOf(Sub))
      return constBool(*Value == 0);
    Reg R = expr(Sub);
    return R == Reg::None ? R : op(Opcode::Not, {R});
  }
  case UO_Extension:
  case UO_Plus:
    return expr(Sub);
  case UO_Minus:
    if (std::optional<int64_t> Value = constantOf(E))
      return constInt(*Value);
    [[fallthrough]];
  default:
    discard(Sub);
    return unknownOf(E);
  }
}

Reg FunctionLowering::increment(const UnaryOperator *E) {
  const Expr *Sub = E->getSubExpr();
  TypeId T = types().type(Sub->getType());
  if (types().travel(T) != Travel::Value) {
    discard(Sub);
    return Reg::None;
  }
  Reg Cell = address(Sub);
  if (Cell == Reg::None)
    return Cell;
  Reg Old = Reg::None;
  if (types().is(T, TypeKind::Borrow)) {
    Old = load(Cell);
    store(Cell, op(Opcode::Next, {Old}));
  } else {
    if (E->isPostfix())
      Old = load(Cell);
    store(Cell, op(E->isIncrementOp() ? Opcode::Add : Opcode::Sub,
                   {E->isPostfix() ? Old : load(Cell), constInt(1)}));
  }
  return E->isPostfix() ? Old : Cell;
}

/// The operation of an arithmetic operator that is followed, if it is one.
static std::optional<Opcode> arithmeticOf(BinaryOperatorKind K) {
  switch (K) {
  case BO_Add:
  case BO_AddAssign:
    return Opcode::Add;
  case BO_Sub:
  case BO_SubAssign:
    return Opcode::Sub;
  case BO_Mul:
  case BO_MulAssign:
    return Opcode::Mul;
  case BO_Rem:
  case BO_RemAssign:
    return Opcode::Rem;
  default:
    return std::nullopt;
  }
}

Reg FunctionLowering::binary(const BinaryOperator *E) {
  // A long chain of one operator leans to the left; the stack guard of expr()
  // bears that.
  switch (E->getOpcode()) {
  case BO_Comma:
    discard(E->getLHS());
    return expr(E->getRHS());
  case BO_LAnd:
  case BO_LOr:
    return logicalValue(E);
  case BO_PtrMemD:
  case BO_PtrMemI:
    return memberPointer(E);
  case BO_EQ:
  case BO_NE:
  case BO_LT:
  case BO_GT:
  case BO_LE:
  case BO_GE:
    return comparison(E);
  case BO_Assign:
    return assign(E);
  case BO_Add:
  case BO_Sub:
    if (E->getType()->isPointerType()) {
      bool PointerFirst = E->getLHS()->getType()->isPointerType();
      return pointerPlus(PointerFirst ? E->getLHS() : E->getRHS(),
                         PointerFirst ? E->getRHS() : E->getLHS());
    }
    break;
  default:
    break;
  }
  std::optional<Opcode> Arithmetic = arithmeticOf(E->getOpcode());
  auto IsScalar = [&](const Expr *Side) {
    return types().is(types().type(Side->getType()), TypeKind::Scalar);
  };
  if (E->isCompoundAssignmentOp()) {
    Reg By = Reg::None;
    if (Arithmetic && IsScalar(E->getRHS()))
      By = expr(E->getRHS());
    else
      discard(E->getRHS());
    TypeId T = types().type(E->getLHS()->getType());
    if (types().travel(T) != Travel::Value) {
      discard(E->getLHS());
      return Reg::None;
    }
    Reg Cell = address(E->getLHS());
    if (Cell == Reg::None)
      return Cell;
    if (types().is(T, TypeKind::Borrow))
      store(Cell, op(Opcode::Next, {load(Cell)}));
    else if (Arithmetic && By != Reg::None && types().is(T, TypeKind::Scalar))
      store(Cell, op(*Arithmetic, {load(Cell), By}));
    else
      store(Cell, unknown(T));
    return Cell;
  }
  if (Arithmetic && IsScalar(E->getLHS()) && IsScalar(E->getRHS())) {
    Reg Left = expr(E->getLHS()), Right = expr(E->getRHS());
    if (Left != Reg::None && Right != Reg::None)
      return op(*Arithmetic, {Left, Right});
    return unknownOf(E);
  }
  discard(E->getLHS());
  discard(E->getRHS());
  return unknownOf(E);
}

Reg FunctionLowering::assign(const BinaryOperator *E) {
  TypeId T = types().type(E->getLHS()->getType());
  switch (types().travel(T)) {
  case Travel::Opaque:
    discard(E->getRHS());
    return discard(E->getLHS()), Reg::None;
  case Travel::Value: {
    Reg Value = valueOf(E->getRHS());
    Reg Cell = address(E->getLHS());
    if (Cell != Reg::None)
      store(Cell, Value);
    return Cell;
  }
  case Travel::Cell:
    break;
  }
  // Whole objects are assigned by operators, but for C's.
  Reg From = address(E->getRHS());
  Reg Cell = address(E->getLHS());
  if (Cell != Reg::None && From != Reg::None)
    op(Opcode::Copy, {Cell, From});
  return Cell;
}

static bool isNullConstant(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Cast->getCastKind() == CK_NullToPointer ||
           Cast->getCastKind() == CK_NullToMemberPointer ||
           (Cast->getCastKind() == CK_NoOp &&
            isNullConstant(Cast->getSubExpr()));
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E);
}

Reg FunctionLowering::comparison(const BinaryOperator *E) {
  const Expr *L = E->getLHS(), *R = E->getRHS();
  auto Comparable = [&](const Expr *Side) {
    return types().travel(Side->getType()) == Travel::Value &&
           Side->isPRValue();
  };
  if (!Comparable(L) || !Comparable(R)) {
    discard(L);
    discard(R);
    return Reg::None;
  }
  bool IsEq = E->getOpcode() == BO_EQ, IsNe = E->getOpcode() == BO_NE;
  if ((IsEq || IsNe) && (isNullConstant(L) || isNullConstant(R))) {
    Reg Value = expr(isNullConstant(L) ? R : L);
    if (Value == Reg::None)
      return Value;
    Reg Is = op(Opcode::IsNull, {Value});
    return IsEq ? Is : op(Opcode::Not, {Is});
  }
  Reg Left = expr(L), Right = expr(R);
  if (Left == Reg::None || Right == Reg::None)
    return Reg::None;
  Predicate P = IsEq                      ? Predicate::Eq
                : IsNe                    ? Predicate::Ne
                : E->getOpcode() == BO_LT ? Predicate::Lt
                : E->getOpcode() == BO_LE ? Predicate::Le
                : E->getOpcode() == BO_GT ? Predicate::Gt
                                          : Predicate::Ge;
  return op(Opcode::Cmp, {Left, Right}, TypeId::None, static_cast<uint8_t>(P));
}

Reg FunctionLowering::pointerPlus(const Expr *Pointer, const Expr *Offset) {
  const auto *Decay = dyn_cast<ImplicitCastExpr>(Pointer->IgnoreParens());
  if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay &&
      types().is(types().type(Decay->getSubExpr()->getType()),
                 TypeKind::Collection)) {
    Reg Array = address(Decay->getSubExpr());
    std::optional<int64_t> At = constantOf(Offset);
    discard(Offset);
    if (Array == Reg::None)
      return Array;
    const auto *Fixed =
        context().getAsConstantArrayType(Decay->getSubExpr()->getType());
    // One past the last element is where an iteration ends.
    if (At && Fixed && Fixed->getSize() == static_cast<uint64_t>(*At))
      return constNull();
    if (At)
      return op(Opcode::Access, {Array, constInt(*At)}, TypeId::None,
                static_cast<uint8_t>(Position::Key));
    return op(Opcode::Elem, {Array}, TypeId::None,
              static_cast<uint8_t>(Position::Any));
  }
  discard(Offset);
  // Another element of the same array; which array that is, the address says.
  Reg R = expr(Pointer);
  return R == Reg::None ? R : op(Opcode::Next, {R});
}

/// `object.*member`: of a data member nothing is known; a method is part of the
/// call around it, see indirectCall().
Reg FunctionLowering::memberPointer(const BinaryOperator *E) {
  if (E->getOpcode() == BO_PtrMemI)
    pointee(E->getLHS());
  else
    discard(E->getLHS());
  discard(E->getRHS());
  return unknownOf(E);
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

Reg FunctionLowering::logicalValue(const Expr *E) {
  Reg Cell = valueCell(types().scalar());
  BlockId True = createBlock(), False = createBlock(), After = createBlock();
  branchOn(E, True, False);
  setBlock(True);
  store(Cell, constBool(true));
  jump(After);
  setBlock(False);
  store(Cell, constBool(false));
  jump(After);
  setBlock(After);
  return load(Cell);
}

void FunctionLowering::branchOn(const Expr *E, BlockId True, BlockId False) {
  E = E->IgnoreParens();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return branchOn(Cleanups->getSubExpr(), True, False);
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return branchOn(Not->getSubExpr(), False, True);
  if (const auto *Logical = dyn_cast<BinaryOperator>(E);
      Logical && Logical->isLogicalOp()) {
    BlockId Second = createBlock();
    ConditionalCode RightSide(*this);
    if (Logical->getOpcode() == BO_LAnd)
      branchOn(Logical->getLHS(), Second, False);
    else
      branchOn(Logical->getLHS(), True, Second);
    setBlock(Second);
    return branchOn(Logical->getRHS(), True, False);
  }
  if (std::optional<int64_t> Value = constantOf(E))
    return jump(*Value ? True : False);
  Reg Cond = expr(E);
  branch(Cond, True, False);
}

void FunctionLowering::branchOnFull(const Expr *E, BlockId True,
                                    BlockId False) {
  if (E->getExprLoc().isValid())
    setLoc(MB.place(E->getExprLoc()));
  FullExpression Full(*this);
  size_t Depth = Cleanups.size();
  BlockId OnTrue = createBlock(), OnFalse = createBlock();
  branchOn(E, OnTrue, OnFalse);
  setBlock(OnTrue);
  emitCleanups(Depth);
  jump(True);
  setBlock(OnFalse);
  emitCleanups(Depth);
  jump(False);
}

} // namespace weakspot::frontend
