//===- Questions.cpp - What is asked of values that are not followed ------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a text or a floating-point number is, nobody follows; but a function
// without effects that is asked twice of the same unchanged values answers the
// same. Such a value stands for itself by a number: a variable that is never
// changed by one that is made where it is declared, what is made from several
// by one that combines theirs.
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "clang/AST/Attr.h"
#include "clang/Index/USRGeneration.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

/// Ordered as the numbers are, so that they can be compared.
static int64_t orderedBits(double Value) {
  auto Bits = bit_cast<int64_t>(Value);
  return Bits < 0 ? -(Bits & INT64_MAX) : Bits;
}

static std::optional<int64_t> numberFor(const Decl *D) {
  SmallString<128> Name;
  if (clang::index::generateUSRForDecl(D, Name))
    return std::nullopt;
  return FunctionLowering::numberOf(Name);
}

Reg FunctionLowering::combine(StringRef What, ArrayRef<Reg> Of) {
  Reg All = constInt(numberOf(What));
  for (Reg R : Of) {
    if (R == Reg::None)
      return R;
    All = op(Opcode::Combine, {All, R});
  }
  return All;
}

Reg FunctionLowering::combine(StringRef What, ArrayRef<const Expr *> Of) {
  SmallVector<Reg, 4> Parts;
  for (const Expr *E : Of) {
    Parts.push_back(standIn(E));
    if (Parts.back() == Reg::None)
      return Reg::None;
  }
  return combine(What, Parts);
}

/// Whether it can do no more than look at its arguments.
static bool onlyLooks(const FunctionDecl *Callee) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      Method && Method->isImplicitObjectMemberFunction() &&
      !Method->isConst() && Method->getOverloadedOperator() != OO_Subscript)
    return false;
  bool IsPure =
      Callee->isOverloadedOperator() || Callee->isConstexpr() ||
      Callee->hasAttr<PureAttr>() || Callee->hasAttr<ConstAttr>() ||
      (isa<CXXMethodDecl>(Callee) && cast<CXXMethodDecl>(Callee)->isInstance());
  return IsPure && all_of(Callee->parameters(), [](const ParmVarDecl *P) {
           QualType T = P->getType();
           return (!T->isReferenceType() && !T->isPointerType()) ||
                  T->getPointeeType().isConstQualified();
         });
}

/// What is called has an object; null: it is reached through a pointer.
static const Expr *objectOf(const CallExpr &Call) {
  const auto *Access = dyn_cast<MemberExpr>(Call.getCallee()->IgnoreParens());
  return Access && !Access->isArrow() ? Access->getBase() : nullptr;
}

Reg FunctionLowering::answer(const Expr *Site) {
  const auto *Call = dyn_cast<CallExpr>(Site->IgnoreParens());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !onlyLooks(Callee))
    return Reg::None;
  SmallVector<const Expr *, 4> Of;
  if (isa<CXXMemberCallExpr>(Call)) {
    Of.push_back(objectOf(*Call));
    if (!Of.back())
      return Reg::None;
  }
  for (const Expr *A : Call->arguments())
    if (!isa<CXXDefaultArgExpr>(A))
      Of.push_back(A);
  if (Of.empty())
    return Reg::None;
  return combine(Callee->getQualifiedNameAsString(), Of);
}

Reg FunctionLowering::sizeOf(const Expr *Container, const Expr *Site) {
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Site->IgnoreParens());
      Call && !Container)
    Container = objectOf(*Call);
  if (!Container)
    return Reg::None;
  Reg Size = combine("size", Container);
  if (Size != Reg::None)
    op(Opcode::Assume, {op(Opcode::Cmp, {Size, constInt(0)}, TypeId::None,
                           static_cast<uint8_t>(Predicate::Ge))});
  return Size;
}

/// What an address leads to stays as it is while the function runs, no longer.
Reg FunctionLowering::inThisRun(Reg Address) {
  return Address == Reg::None ? Address
                              : op(Opcode::Combine, {Address, thisRun()});
}

/// The object that a method is called for.
Reg FunctionLowering::standInOfThis() {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Lowered);
  return Method && !Method->getParent()->isLambda() ? inThisRun(ThisReg)
                                                    : Reg::None;
}

Reg FunctionLowering::standInOf(const DeclRefExpr *E) {
  const auto *V = dyn_cast<VarDecl>(E->getDecl());
  if (!V)
    return Reg::None;
  TypeId T = types().type(V->getType().getNonReferenceType());
  if (types().is(T, TypeKind::Scalar)) {
    if (auto It = ParamValues.find(V); It != ParamValues.end())
      return It->second;
    // After errors it may have no place; loadValue() would ask here again.
    Reg Cell = address(E);
    return Cell == Reg::None ? Cell : load(Cell);
  }
  if (Reg R = identity(E, /*IsExact=*/true); R != Reg::None)
    return R;
  if (auto It = StandIns.find(V); It != StandIns.end())
    return It->second;
  if (!isNeverChanged(V))
    return Reg::None;
  if (V->hasGlobalStorage()) {
    std::optional<int64_t> Number = numberFor(V);
    return Number ? constInt(*Number) : Reg::None;
  }
  if (!Vars.contains(V) && !ParamValues.contains(V))
    return Reg::None;
  switch (types().travel(T)) {
  case Travel::Value:
    return inThisRun(loadValue(E));
  case Travel::Cell:
    return inThisRun(address(E));
  case Travel::Opaque:
    return Reg::None;
  }
  return Reg::None;
}

void FunctionLowering::standInFor(const VarDecl *V) {
  QualType T = V->getType().getNonReferenceType();
  if (!V->isLocalVarDecl() || V->hasGlobalStorage() || isView(T) ||
      !isNeverChanged(V))
    return;
  Reg Made =
      types().isText(T) && V->getInit() ? identity(V->getInit()) : Reg::None;
  StandIns[V] = Made == Reg::None ? unknown(types().scalar()) : Made;
}

/// A member of something that stays as it is.
Reg FunctionLowering::standInOf(const MemberExpr *E) {
  const auto *Field = dyn_cast<FieldDecl>(E->getMemberDecl());
  QualType Whole = E->getBase()->getType();
  if (E->isArrow())
    Whole = Whole->getPointeeType();
  if (!Field || Field->isMutable() || !Whole.isConstQualified())
    return Reg::None;
  Reg Base = isa<CXXThisExpr>(E->getBase()->IgnoreParenImpCasts())
                 ? standInOfThis()
                 : standIn(E->getBase());
  std::optional<int64_t> Number = numberFor(Field);
  if (Base == Reg::None || !Number)
    return Reg::None;
  return op(Opcode::Combine, {constInt(*Number), Base});
}

Reg FunctionLowering::standInOf(const CastExpr *E) {
  const Expr *Sub = E->getSubExpr();
  switch (E->getCastKind()) {
  case CK_LValueToRValue:
  case CK_NoOp:
  case CK_ConstructorConversion:
  case CK_UserDefinedConversion:
  case CK_FloatingCast:
  case CK_IntegralCast:
  case CK_ArrayToPointerDecay:
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
    return standIn(Sub);
  case CK_IntegralToFloating:
    if (std::optional<int64_t> Value = constantOf(Sub))
      return constInt(orderedBits(static_cast<double>(*Value)));
    [[fallthrough]];
  case CK_IntegralToBoolean:
  case CK_FloatingToBoolean:
  case CK_FloatingToIntegral:
    return combine(E->getCastKindName(), Sub);
  default:
    return Reg::None;
  }
}

Reg FunctionLowering::standIn(const Expr *E) {
  E = E->IgnoreParens();
  if (std::optional<int64_t> Value = constantOf(E))
    return constInt(*Value);
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return standInOf(Cast);
  if (const auto *Full = dyn_cast<FullExpr>(E))
    return standIn(Full->getSubExpr());
  switch (E->getStmtClass()) {
  case Stmt::StringLiteralClass:
    return identity(E);
  case Stmt::FloatingLiteralClass:
    return constInt(
        orderedBits(cast<FloatingLiteral>(E)->getValueAsApproximateDouble()));
  case Stmt::DeclRefExprClass:
    return standInOf(cast<DeclRefExpr>(E));
  case Stmt::MemberExprClass:
    return standInOf(cast<MemberExpr>(E));
  case Stmt::MaterializeTemporaryExprClass:
    return standIn(cast<MaterializeTemporaryExpr>(E)->getSubExpr());
  case Stmt::CXXBindTemporaryExprClass:
    return standIn(cast<CXXBindTemporaryExpr>(E)->getSubExpr());
  case Stmt::CXXConstructExprClass: {
    const auto *Made = cast<CXXConstructExpr>(E);
    bool IsOne = Made->getNumArgs() > 0 &&
                 all_of(drop_begin(Made->arguments()), [](const Expr *A) {
                   return isa<CXXDefaultArgExpr>(A);
                 });
    return IsOne ? standIn(Made->getArg(0)) : Reg::None;
  }
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
    return answer(E);
  case Stmt::UnaryOperatorClass: {
    const auto *Unary = cast<UnaryOperator>(E);
    bool Reads =
        Unary->getOpcode() == UO_Deref && Unary->getType().isConstQualified();
    if (!Reads && Unary->getOpcode() != UO_Minus &&
        Unary->getOpcode() != UO_LNot)
      return Reg::None;
    return combine(UnaryOperator::getOpcodeStr(Unary->getOpcode()),
                   Unary->getSubExpr());
  }
  case Stmt::ArraySubscriptExprClass: {
    const auto *At = cast<ArraySubscriptExpr>(E);
    return E->getType().isConstQualified()
               ? combine("[]", {At->getBase(), At->getIdx()})
               : Reg::None;
  }
  case Stmt::BinaryOperatorClass: {
    const auto *Binary = cast<BinaryOperator>(E);
    if (Binary->isAssignmentOp() || Binary->isLogicalOp() ||
        Binary->isCommaOp() || Binary->isPtrMemOp())
      return Reg::None;
    return combine(Binary->getOpcodeStr(),
                   {Binary->getLHS(), Binary->getRHS()});
  }
  default:
    return Reg::None;
  }
}

} // namespace weakspot::frontend
