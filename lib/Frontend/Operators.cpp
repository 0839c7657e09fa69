//===- Operators.cpp - Unary and binary operators -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

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
  case UO_Not: {
    if (std::optional<int64_t> Value = constantOf(E))
      return constInt(*Value);
    if (!types().is(types().type(Sub->getType()), TypeKind::Scalar))
      break;
    Reg R = expr(Sub);
    if (R == Reg::None)
      return unknownOf(E);
    return E->getOpcode() == UO_Minus ? op(Opcode::Sub, {constInt(0), R})
                                      : op(Opcode::Xor, {R, constInt(-1)});
  }
  default:
    break;
  }
  discard(Sub);
  return unknownOf(E);
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
  case BO_Div:
  case BO_DivAssign:
    return Opcode::Div;
  case BO_Rem:
  case BO_RemAssign:
    return Opcode::Rem;
  case BO_And:
  case BO_AndAssign:
    return Opcode::And;
  case BO_Or:
  case BO_OrAssign:
    return Opcode::Or;
  case BO_Xor:
  case BO_XorAssign:
    return Opcode::Xor;
  case BO_Shl:
  case BO_ShlAssign:
    return Opcode::Shl;
  case BO_Shr:
  case BO_ShrAssign:
    return Opcode::Shr;
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
    if (!setView(E)) {
      discard(E->getRHS());
      discard(E->getLHS());
    }
    return Reg::None;
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

static Predicate predicateOf(BinaryOperatorKind K) {
  switch (K) {
  case BO_EQ:
    return Predicate::Eq;
  case BO_NE:
    return Predicate::Ne;
  case BO_LT:
    return Predicate::Lt;
  case BO_LE:
    return Predicate::Le;
  case BO_GT:
    return Predicate::Gt;
  default:
    return Predicate::Ge;
  }
}

Reg FunctionLowering::comparison(const BinaryOperator *E) {
  const Expr *L = E->getLHS(), *R = E->getRHS();
  auto Comparable = [&](const Expr *Side) {
    return types().travel(Side->getType()) == Travel::Value &&
           Side->isPRValue();
  };
  Predicate Asked = predicateOf(E->getOpcode());
  if (!Comparable(L) || !Comparable(R)) {
    discard(L);
    discard(R);
    Reg Left = standIn(L), Right = standIn(R);
    return Left == Reg::None || Right == Reg::None
               ? Reg::None
               : op(Opcode::Cmp, {Left, Right}, TypeId::None,
                    static_cast<uint8_t>(Asked));
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
  return op(Opcode::Cmp, {Left, Right}, TypeId::None,
            static_cast<uint8_t>(Asked));
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

} // namespace weakspot::frontend
