//===- ExprLowering.cpp - Expressions -------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/FunctionLowering.h"
#include "clang/AST/ASTLambda.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

Reg FunctionLowering::expr(const Expr *E) {
  Reg Result = Reg::None;
  Loc Before = loc();
  SourceLocation L = E->getExprLoc();
  // The code of a default argument stands where the call does.
  if (L.isValid() && !InDefaultArg)
    setLoc(MB.place(L));
  MB.sema().runWithSufficientStackSpace(L, [&] { Result = lower(E); });
  setLoc(Before);
  return Result;
}

Reg FunctionLowering::address(const Expr *E) {
  if (E->isGLValue())
    return expr(E);
  TypeId T = types().type(E->getType());
  Reg R = expr(E);
  switch (types().travel(T)) {
  case Travel::Cell:
    return R == Reg::None ? R : keep(R, T);
  case Travel::Value:
    return spill(R, T);
  case Travel::Opaque:
    break;
  }
  return Reg::None;
}

Reg FunctionLowering::unknownOf(const Expr *E) {
  TypeId T = types().type(E->getType());
  if (types().travel(T) == Travel::Opaque || E->getType()->isVoidType())
    return Reg::None;
  if (E->isGLValue())
    return unknown(types().borrow(T));
  return types().travel(T) == Travel::Cell
             ? opaque(E->getStmtClassName(), {}, T)
             : unknown(T);
}

Reg FunctionLowering::answerOr(const Expr *Site, TypeId T) {
  bool IsReference = types().is(T, TypeKind::Borrow);
  TypeId Of = IsReference ? types().get(T).Arg : T;
  if (Of != TypeId::None && types().is(Of, TypeKind::Scalar))
    if (Reg R = answer(Site); R != Reg::None)
      return IsReference ? spill(R, Of) : R;
  return unknown(T);
}

Reg FunctionLowering::valueOf(const Expr *E) {
  Reg R = expr(E);
  return R == Reg::None ? unknown(types().type(E->getType())) : R;
}

/// The call itself, where what it gives has to be destroyed.
static const Expr *withoutCleanups(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bound->getSubExpr();
    else
      return E;
  }
}

void FunctionLowering::discard(const Expr *E) {
  E = E->IgnoreParens();
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass:
    return useView(cast<DeclRefExpr>(E)->getDecl());
  case Stmt::IntegerLiteralClass:
  case Stmt::FloatingLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::CXXThisExprClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
    return;
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXStaticCastExprClass:
  case Stmt::CXXFunctionalCastExprClass: {
    const auto *Cast = dyn_cast<CastExpr>(E);
    if (Cast->getCastKind() == CK_UserDefinedConversion ||
        Cast->getCastKind() == CK_ConstructorConversion)
      break;
    return discard(Cast->getSubExpr());
  }
  case Stmt::BinaryOperatorClass: {
    const auto *B = cast<BinaryOperator>(E);
    if (!B->isAdditiveOp() && !B->isMultiplicativeOp() && !B->isBitwiseOp() &&
        !B->isShiftOp() && !B->isComparisonOp())
      break;
    discard(B->getLHS());
    return discard(B->getRHS());
  }
  case Stmt::MemberExprClass: {
    const auto *M = cast<MemberExpr>(E);
    if (types().isText(M->getType()))
      expr(M);
    else if (M->isArrow())
      pointee(M->getBase());
    else
      discard(M->getBase());
    return;
  }
  default:
    break;
  }
  Discarded = withoutCleanups(E);
  TypeId T = types().type(E->getType());
  Reg R = expr(E);
  if (R != Reg::None && E->isPRValue() && !E->getType()->isVoidType() &&
      types().travel(T) == Travel::Cell)
    keep(R, T);
}

Reg FunctionLowering::discardParts(const Expr *E) {
  for (const Stmt *Child : E->children())
    if (const auto *Part = dyn_cast_or_null<Expr>(Child))
      discard(Part);
  return unknownOf(E);
}

Reg FunctionLowering::unmodelled(const Expr *E) {
  SmallVector<Reg, 4> Operands;
  for (const Stmt *Child : E->children())
    if (const auto *Part = dyn_cast_or_null<Expr>(Child)) {
      Reg R = argumentReg(Part);
      if (R != Reg::None)
        Operands.push_back(R);
    }
  TypeId T = types().returnType(E->getType());
  if (T != TypeId::None && E->isGLValue())
    T = types().borrow(T);
  return opaque(E->getStmtClassName(), Operands, T);
}

/// The expression that E only stands around, if it does nothing else.
static const Expr *standsAround(const Expr *E) {
  switch (E->getStmtClass()) {
  case Stmt::ParenExprClass:
    return cast<ParenExpr>(E)->getSubExpr();
  case Stmt::ExprWithCleanupsClass:
    return cast<ExprWithCleanups>(E)->getSubExpr();
  case Stmt::CXXBindTemporaryExprClass:
    return cast<CXXBindTemporaryExpr>(E)->getSubExpr();
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement();
  case Stmt::ChooseExprClass:
    return cast<ChooseExpr>(E)->getChosenSubExpr();
  case Stmt::GenericSelectionExprClass:
    return cast<GenericSelectionExpr>(E)->getResultExpr();
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return cast<CXXRewrittenBinaryOperator>(E)->getSemanticForm();
  case Stmt::PackIndexingExprClass:
    return cast<PackIndexingExpr>(E)->getSelectedExpr();
  case Stmt::CXXDefaultInitExprClass:
    return cast<CXXDefaultInitExpr>(E)->getExpr();
  default:
    return nullptr;
  }
}

Reg FunctionLowering::lower(const Expr *E) {
  if (const Expr *Inner = standsAround(E)) {
    Reg R = expr(Inner);
    if (isa<CXXBindTemporaryExpr>(E))
      noteTemporary(R, E);
    return R;
  }
  switch (E->getStmtClass()) {
  case Stmt::CXXDefaultArgExprClass: {
    bool Around = std::exchange(InDefaultArg, true);
    Reg R = expr(cast<CXXDefaultArgExpr>(E)->getExpr());
    InDefaultArg = Around;
    return R;
  }
  case Stmt::ConstantExprClass:
    if (constantOf(E))
      break;
    return expr(cast<ConstantExpr>(E)->getSubExpr());
  case Stmt::OpaqueValueExprClass: {
    const auto *Value = cast<OpaqueValueExpr>(E);
    if (auto It = BoundValues.find(Value); It != BoundValues.end())
      return It->second;
    return Value->getSourceExpr() ? expr(Value->getSourceExpr()) : unknownOf(E);
  }

  // Names and objects.
  case Stmt::DeclRefExprClass:
    return declRef(cast<DeclRefExpr>(E));
  case Stmt::MemberExprClass:
    return member(cast<MemberExpr>(E));
  case Stmt::ArraySubscriptExprClass:
    return subscript(cast<ArraySubscriptExpr>(E));
  case Stmt::CXXThisExprClass:
    return thisValue();
  case Stmt::MaterializeTemporaryExprClass:
    return materialize(cast<MaterializeTemporaryExpr>(E));
  case Stmt::LambdaExprClass:
    return lambda(cast<LambdaExpr>(E));

  // Operators.
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXStaticCastExprClass:
  case Stmt::CXXFunctionalCastExprClass:
  case Stmt::CXXConstCastExprClass:
  case Stmt::CXXReinterpretCastExprClass:
  case Stmt::CXXDynamicCastExprClass:
  case Stmt::CXXAddrspaceCastExprClass:
  case Stmt::BuiltinBitCastExprClass:
    return castExpr(cast<CastExpr>(E));
  case Stmt::UnaryOperatorClass:
    return unary(cast<UnaryOperator>(E));
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    return binary(cast<BinaryOperator>(E));
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass:
    return conditional(cast<AbstractConditionalOperator>(E));

  // Calls.
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::UserDefinedLiteralClass:
  case Stmt::CUDAKernelCallExprClass:
    return callExpr(cast<CallExpr>(E));
  case Stmt::CXXOperatorCallExprClass: {
    if (setView(E))
      return Reg::None;
    Reg R = callExpr(cast<CallExpr>(E));
    if (auto It = ViewedBy.find(E); It != ViewedBy.end() && R != Reg::None)
      store(It->second, R);
    return R;
  }
  case Stmt::CXXThrowExprClass:
    return throwExpr(cast<CXXThrowExpr>(E));
  case Stmt::CXXNewExprClass:
    return newExpr(cast<CXXNewExpr>(E));
  case Stmt::CXXDeleteExprClass:
    return deleteExpr(cast<CXXDeleteExpr>(E));
  case Stmt::StmtExprClass:
    return statementExpr(cast<StmtExpr>(E));

  // What is written into a cell.
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
  case Stmt::CXXInheritedCtorInitExprClass:
  case Stmt::InitListExprClass:
  case Stmt::CXXParenListInitExprClass:
  case Stmt::CXXStdInitializerListExprClass:
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::CXXScalarValueInitExprClass:
  case Stmt::CompoundLiteralExprClass:
  case Stmt::ArrayInitLoopExprClass:
  case Stmt::DesignatedInitUpdateExprClass:
    return initialiser(E);

  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass:
    return suspend(cast<CoroutineSuspendExpr>(E));
  default:
    break;
  }
  return lowerValue(E);
}

/// Constants, and what is computed without effect on owners.
Reg FunctionLowering::lowerValue(const Expr *E) {
  switch (E->getStmtClass()) {
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
    return constNull();
  case Stmt::StringLiteralClass:
  case Stmt::FloatingLiteralClass:
  case Stmt::FixedPointLiteralClass:
  case Stmt::ImaginaryLiteralClass:
  case Stmt::PredefinedExprClass:
  case Stmt::AddrLabelExprClass:
  case Stmt::SourceLocExprClass:
  case Stmt::EmbedExprClass:
  case Stmt::CXXUuidofExprClass:
  case Stmt::RequiresExprClass:
  case Stmt::OffsetOfExprClass:
  case Stmt::ArrayInitIndexExprClass:
    return unknownOf(E);
  case Stmt::CXXTypeidExprClass:
    if (const auto *Id = cast<CXXTypeidExpr>(E);
        !Id->isTypeOperand() && Id->isPotentiallyEvaluated())
      discard(Id->getExprOperand());
    return unknownOf(E);
  case Stmt::CXXPseudoDestructorExprClass:
  case Stmt::VAArgExprClass:
  case Stmt::ExtVectorElementExprClass:
  case Stmt::ShuffleVectorExprClass:
  case Stmt::ConvertVectorExprClass:
  case Stmt::MatrixSubscriptExprClass:
  case Stmt::RecoveryExprClass:
    return discardParts(E);
  default:
    break;
  }
  if (std::optional<int64_t> Value = constantOf(E)) {
    if (E->getType()->isBooleanType())
      return constBool(*Value != 0);
    return constInt(*Value);
  }
  // A number that does not fit into 64 bits with a sign.
  if (isa<IntegerLiteral>(E))
    return unknownOf(E);
  return unmodelled(E);
}

} // namespace weakspot::frontend
