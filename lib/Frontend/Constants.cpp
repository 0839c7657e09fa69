//===- Constants.cpp - Numbers known while compiling --------------------===//
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

std::optional<int64_t> FunctionLowering::constantOf(const Expr *E) {
  E = E->IgnoreParens();
  if (E->isValueDependent() || E->getType().isNull() ||
      !E->getType()->isIntegralOrEnumerationType())
    return std::nullopt;
  auto Narrow = [](const APSInt &Value) -> std::optional<int64_t> {
    return Value.isRepresentableByInt64()
               ? std::optional<int64_t>(Value.getExtValue())
               : std::nullopt;
  };
  switch (E->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
  case Stmt::TypeTraitExprClass:
  case Stmt::ArrayTypeTraitExprClass:
  case Stmt::ExpressionTraitExprClass:
  case Stmt::CXXNoexceptExprClass:
  case Stmt::ConceptSpecializationExprClass:
  case Stmt::SizeOfPackExprClass:
  case Stmt::ConstantExprClass:
  case Stmt::CXXScalarValueInitExprClass:
  case Stmt::ImplicitValueInitExprClass: {
    Expr::EvalResult Result;
    if (E->EvaluateAsInt(Result, context()))
      return Narrow(Result.Val.getInt());
    return std::nullopt;
  }
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return constantOf(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::BinaryOperatorClass: {
    const auto *B = cast<BinaryOperator>(E);
    Expr::EvalResult Result;
    if (constantOf(B->getLHS()) && constantOf(B->getRHS()) &&
        E->EvaluateAsInt(Result, context()))
      return Narrow(Result.Val.getInt());
    return std::nullopt;
  }
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    if (U->getOpcode() != UO_Minus)
      return std::nullopt;
    std::optional<int64_t> Sub = constantOf(U->getSubExpr());
    return Sub && *Sub != INT64_MIN ? std::optional<int64_t>(-*Sub)
                                    : std::nullopt;
  }
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXStaticCastExprClass:
  case Stmt::CXXFunctionalCastExprClass: {
    const auto *C = cast<CastExpr>(E);
    switch (C->getCastKind()) {
    case CK_LValueToRValue: {
      const auto *Ref = dyn_cast<DeclRefExpr>(C->getSubExpr()->IgnoreParens());
      const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!V || V->getType()->isReferenceType() || V->isInvalidDecl() ||
          !V->isUsableInConstantExpressions(context()))
        return std::nullopt;
      // An initialiser with errors cannot be evaluated.
      const VarDecl *Holder = nullptr;
      const Expr *Init = V->getAnyInitializer(Holder);
      if (!Init || Init->isValueDependent() || Init->containsErrors())
        return std::nullopt;
      const APValue *Value = Holder->evaluateValue();
      return Value && Value->isInt() ? Narrow(Value->getInt()) : std::nullopt;
    }
    case CK_IntegralCast: {
      // A narrowing conversion changes the number: let Clang say to what.
      if (!constantOf(C->getSubExpr()))
        return std::nullopt;
      Expr::EvalResult Result;
      if (E->EvaluateAsInt(Result, context()))
        return Narrow(Result.Val.getInt());
      return std::nullopt;
    }
    case CK_IntegralToBoolean: {
      std::optional<int64_t> Sub = constantOf(C->getSubExpr());
      return Sub ? std::optional<int64_t>(*Sub != 0) : Sub;
    }
    case CK_NoOp:
      return constantOf(C->getSubExpr());
    default:
      return std::nullopt;
    }
  }
  case Stmt::DeclRefExprClass:
    if (const auto *Enumerator =
            dyn_cast<EnumConstantDecl>(cast<DeclRefExpr>(E)->getDecl()))
      return Narrow(Enumerator->getInitVal());
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

} // namespace weakspot::frontend
