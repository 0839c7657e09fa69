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

Reg FunctionLowering::valueOf(const Expr *E) {
  Reg R = expr(E);
  return R == Reg::None ? unknown(types().type(E->getType())) : R;
}

void FunctionLowering::discard(const Expr *E) {
  E = E->IgnoreParens();
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass:
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
    if (M->isArrow())
      pointee(M->getBase());
    else
      discard(M->getBase());
    return;
  }
  default:
    break;
  }
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

Reg FunctionLowering::lower(const Expr *E) {
  switch (E->getStmtClass()) {
  // What only stands around another expression.
  case Stmt::ParenExprClass:
    return expr(cast<ParenExpr>(E)->getSubExpr());
  case Stmt::ExprWithCleanupsClass:
    return expr(cast<ExprWithCleanups>(E)->getSubExpr());
  case Stmt::CXXBindTemporaryExprClass:
    return expr(cast<CXXBindTemporaryExpr>(E)->getSubExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return expr(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::ChooseExprClass:
    return expr(cast<ChooseExpr>(E)->getChosenSubExpr());
  case Stmt::GenericSelectionExprClass:
    return expr(cast<GenericSelectionExpr>(E)->getResultExpr());
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return expr(cast<CXXRewrittenBinaryOperator>(E)->getSemanticForm());
  case Stmt::PackIndexingExprClass:
    return expr(cast<PackIndexingExpr>(E)->getSelectedExpr());
  case Stmt::CXXDefaultArgExprClass: {
    bool Around = std::exchange(InDefaultArg, true);
    Reg R = expr(cast<CXXDefaultArgExpr>(E)->getExpr());
    InDefaultArg = Around;
    return R;
  }
  case Stmt::CXXDefaultInitExprClass:
    return expr(cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::ConstantExprClass:
    if (std::optional<int64_t> Value = constantOf(E))
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
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
  case Stmt::CUDAKernelCallExprClass:
    return callExpr(cast<CallExpr>(E));
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

  // Constants, and what is computed without effect on owners.
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
  case Stmt::AtomicExprClass:
  case Stmt::RecoveryExprClass:
    return discardParts(E);
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass: {
    const auto *Suspend = cast<CoroutineSuspendExpr>(E);
    SmallVector<Reg, 1> Operands;
    if (Reg R = argumentReg(Suspend->getOperand()); R != Reg::None)
      Operands.push_back(R);
    TypeId T = types().returnType(E->getType());
    if (T != TypeId::None && E->isGLValue())
      T = types().borrow(T);
    return opaque(E->getStmtClassName(), Operands, T);
  }
  default:
    break;
  }
  if (std::optional<int64_t> Value = constantOf(E)) {
    if (E->getType()->isBooleanType())
      return constBool(*Value != 0);
    return constInt(*Value);
  }
  return unmodelled(E);
}

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
  case Stmt::UnaryOperatorClass: {
    const auto *U = cast<UnaryOperator>(E);
    std::optional<int64_t> Sub;
    if (U->getOpcode() == UO_Minus && (Sub = constantOf(U->getSubExpr())) &&
        *Sub != INT64_MIN)
      return -*Sub;
    return std::nullopt;
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

//===----------------------------------------------------------------------===//
// Names and objects
//===----------------------------------------------------------------------===//

Reg FunctionLowering::declRef(const DeclRefExpr *E) {
  const ValueDecl *D = E->getDecl();
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    return funcRef(MB.function(F));
  if (isa<EnumConstantDecl>(D)) {
    std::optional<int64_t> Value = constantOf(E);
    return Value ? constInt(*Value) : Reg::None;
  }
  if (isa<VarDecl, BindingDecl>(D))
    return variable(D);
  return unknownOf(E);
}

Reg FunctionLowering::variable(const ValueDecl *D) {
  if (auto It = Vars.find(D); It != Vars.end())
    return It->second;
  if (auto It = ParamValues.find(D); It != ParamValues.end()) {
    // Its address is wanted after all.
    return spill(It->second, types().type(D->getType()));
  }
  if (auto It = Captures.find(D); It != Captures.end()) {
    if (!It->second)
      return Reg::None;
    Reg Slot = fieldOf(static_cast<Reg>(0), It->second);
    return Slot;
  }
  if (const auto *B = dyn_cast<BindingDecl>(D))
    return B->getBinding() ? expr(B->getBinding()) : Reg::None;
  TypeId T = types().type(D->getType());
  if (types().travel(T) == Travel::Opaque)
    return Reg::None;
  const auto *V = cast<VarDecl>(D);
  if (V->hasGlobalStorage()) {
    Reg Cell = global(MB.global(V));
    return V->getType()->isReferenceType() ? load(Cell) : Cell;
  }
  // Declared where nothing was lowered, as in a condition never evaluated.
  return unknown(V->getType()->isReferenceType() ? T : types().borrow(T));
}

Reg FunctionLowering::thisValue() {
  if (InitObject != Reg::None)
    return InitObject;
  if (!ThisCapture)
    return ThisReg;
  std::optional<TypeLowering::SlotRef> Slot = types().slotOf(ThisCapture);
  if (!Slot)
    return Reg::None;
  Reg Cell = field(static_cast<Reg>(0), Slot->Record, Slot->Number);
  // `[*this]` holds the object itself.
  return ThisCapture->getType()->isPointerType() ? load(Cell) : Cell;
}

Reg FunctionLowering::fieldOf(Reg Object, const FieldDecl *F) {
  if (Object == Reg::None)
    return Reg::None;
  std::optional<TypeLowering::SlotRef> Slot = types().slotOf(F);
  if (!Slot)
    return Reg::None;
  Reg Cell = field(Object, Slot->Record, Slot->Number);
  return F->getType()->isReferenceType() ? load(Cell) : Cell;
}

Reg FunctionLowering::member(const MemberExpr *E) {
  const ValueDecl *D = E->getMemberDecl();
  const auto *F = dyn_cast<FieldDecl>(D);
  if (!F) {
    // Static members; a method is part of the call around it.
    discard(E->getBase());
    if (const auto *Method = dyn_cast<FunctionDecl>(D))
      return funcRef(MB.function(Method));
    if (isa<VarDecl>(D))
      return variable(D);
    if (isa<EnumConstantDecl>(D))
      return constInt(cast<EnumConstantDecl>(D)->getInitVal().getExtValue());
    return unknownOf(E);
  }
  Reg Object = E->isArrow() ? pointee(E->getBase()) : address(E->getBase());
  Reg Cell = fieldOf(Object, F);
  if (Cell == Reg::None && types().travel(E->getType()) != Travel::Opaque)
    return unknown(types().borrow(types().type(E->getType())));
  return Cell;
}

Reg FunctionLowering::subscript(const ArraySubscriptExpr *E) {
  const Expr *Base = E->getBase(), *Index = E->getIdx();
  const auto *Decay = dyn_cast<ImplicitCastExpr>(Base->IgnoreParens());
  if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay) {
    Reg Array = address(Decay->getSubExpr());
    if (types().travel(E->getType()) == Travel::Opaque ||
        !types().is(types().type(Decay->getSubExpr()->getType()),
                    TypeKind::Collection)) {
      discard(Index);
      return Reg::None;
    }
    std::optional<int64_t> At = constantOf(Index);
    Reg Key = At ? constInt(*At) : valueOf(Index);
    // The elements of an array are all there, so an access makes what the IR
    // has not seen yet.
    return op(Opcode::Access, {Array, Key}, TypeId::None,
              static_cast<uint8_t>(Position::Key));
  }
  if (!Base->getType()->isPointerType()) {
    discard(Base);
    discard(Index);
    return unknownOf(E);
  }
  discard(Index);
  return pointee(Base);
}

Reg FunctionLowering::materialize(const MaterializeTemporaryExpr *E) {
  const Expr *Sub = E->getSubExpr();
  TypeId T = types().type(Sub->getType());
  if (types().travel(T) == Travel::Opaque) {
    discard(Sub);
    return Reg::None;
  }
  if (types().travel(T) == Travel::Value)
    return spill(expr(Sub), T);
  Reg Fresh = expr(Sub);
  if (Fresh == Reg::None)
    return Fresh;
  switch (E->getStorageDuration()) {
  case SD_FullExpression:
    return keep(Fresh, T);
  case SD_Static:
  case SD_Thread:
    // Lives as long as the global that refers to it.
    return Fresh;
  default:
    return keepIn(Extended, Fresh, T);
  }
}

//===----------------------------------------------------------------------===//
// Closures
//===----------------------------------------------------------------------===//

Reg FunctionLowering::lambda(const LambdaExpr *E) {
  const CXXRecordDecl *Closure = E->getLambdaClass();
  TypeId Class = types().type(compat::typeOf(context(), Closure));
  for (const CXXMethodDecl *Method : Closure->methods())
    if (!Method->isImplicit() || isLambdaCallOperator(Method))
      MB.collectLocal(const_cast<CXXMethodDecl *>(Method));
  if (FunctionTemplateDecl *T = Closure->getDependentLambdaCallOperator())
    MB.collectLocal(T);

  Instr Make;
  Make.Op = Opcode::Closure;
  auto Init = E->capture_init_begin();
  for (const FieldDecl *F : Closure->fields()) {
    const Expr *Value = Init == E->capture_init_end() ? nullptr : *Init++;
    if (!Value)
      continue;
    std::optional<TypeLowering::SlotRef> Slot = types().slotOf(F);
    if (!Slot || !types().is(Class, TypeKind::Record)) {
      discard(Value);
      continue;
    }
    Operand O;
    O.SlotName = MB.module().record(Slot->Record).Slots[Slot->Number].Name;
    captureInto(O, F, Value);
    Make.Args.push_back(O);
  }
  if (!types().is(Class, TypeKind::Record))
    return unknownOf(E);
  Make.Rec = types().get(Class).Record;
  return emit(std::move(Make));
}

/// A copy or move of something that has an address, as most captures are.
static const Expr *copiedFrom(const Expr *E, bool &Moves) {
  E = E->IgnoreParens();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return copiedFrom(Cleanups->getSubExpr(), Moves);
  if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
    return copiedFrom(Bind->getSubExpr(), Moves);
  const auto *Construct = dyn_cast<CXXConstructExpr>(E);
  if (!Construct || Construct->getNumArgs() != 1 ||
      !Construct->getConstructor()->isCopyOrMoveConstructor() ||
      !Construct->getArg(0)->isGLValue())
    return nullptr;
  Moves = Construct->getConstructor()->isMoveConstructor();
  return Construct->getArg(0);
}

void FunctionLowering::captureInto(Operand &O, const FieldDecl *F,
                                   const Expr *Value) {
  TypeId T = types().type(F->getType());
  if (F->getType()->isReferenceType()) {
    O.How = Transfer::Ref;
    Reg R = address(Value);
    O.R = R == Reg::None ? unknown(T) : R;
    return;
  }
  if (types().travel(T) == Travel::Value) {
    // A pointer or number: the slot is set to it.
    O.How = Transfer::Ref;
    O.R = valueOf(Value);
    return;
  }
  bool Moves = false;
  const Expr *From = copiedFrom(Value, Moves);
  const CXXRecordDecl *Class = F->getType()->getAsCXXRecordDecl();
  // A user's own copy constructor has effects of its own.
  bool Plain = !Class || MB.contractOf(Class) || From == nullptr ||
               Class->hasSimpleCopyConstructor() ||
               Class->hasSimpleMoveConstructor();
  if (From && Plain) {
    O.How = Moves ? Transfer::Move : Transfer::Copy;
    Reg R = expr(From);
    O.R = R == Reg::None ? unknown(types().borrow(T)) : R;
    return;
  }
  O.How = Transfer::Move;
  Reg R = expr(Value);
  O.R = R == Reg::None ? unknown(types().borrow(T)) : keep(R, T);
}

//===----------------------------------------------------------------------===//
// Control flow in expressions
//===----------------------------------------------------------------------===//

Reg FunctionLowering::conditional(const AbstractConditionalOperator *E) {
  TypeId T = types().type(E->getType());
  Travel How = E->getType()->isVoidType() ? Travel::Opaque : types().travel(T);
  if (E->isGLValue() && How != Travel::Opaque) {
    T = types().borrow(T);
    How = Travel::Value;
  }
  // The common part of `a ?: b` is evaluated once.
  std::optional<Bound> Common;
  if (const auto *Binary = dyn_cast<BinaryConditionalOperator>(E)) {
    const OpaqueValueExpr *Value = Binary->getOpaqueValue();
    Reg R = Value->isGLValue() ? address(Binary->getCommon())
                               : expr(Binary->getCommon());
    Common.emplace(*this, Value, R);
  }

  BlockId Then = createBlock(), Else = createBlock(), After = createBlock();
  Reg Cell = How == Travel::Opaque ? Reg::None : valueCell(T);
  auto Arm = [&](const Expr *Side, BlockId B) {
    setBlock(B);
    if (How == Travel::Opaque) {
      discard(Side);
    } else if (How == Travel::Cell) {
      init(Cell, Side);
    } else {
      Reg R = E->isGLValue() ? address(Side) : expr(Side);
      if (isOpen())
        store(Cell, R == Reg::None ? unknown(T) : R);
    }
    if (isOpen())
      jump(After);
  };
  {
    ConditionalCode Arms(*this);
    branchOn(E->getCond(), Then, Else);
    Arm(E->getTrueExpr(), Then);
    Arm(E->getFalseExpr(), Else);
  }
  setBlock(After);
  return How == Travel::Value ? load(Cell) : Cell;
}

Reg FunctionLowering::statementExpr(const StmtExpr *E) {
  const CompoundStmt *Body = E->getSubStmt();
  TypeId T = types().type(E->getType());
  Travel How = E->getType()->isVoidType() ? Travel::Opaque : types().travel(T);
  Reg Cell = How == Travel::Opaque ? Reg::None : valueCell(T);
  InsertPoint *Around = std::exchange(Conditional, nullptr);
  {
    Scope Block(*this, Body);
    for (const Stmt *S : Body->body()) {
      const auto *Last = S == Body->body_back() ? dyn_cast<Expr>(S) : nullptr;
      if (Last && How != Travel::Opaque) {
        FullExpression Full(*this);
        init(Cell, Last);
      } else {
        stmt(S);
      }
    }
  }
  Conditional = Around;
  return How == Travel::Value ? load(Cell) : Cell;
}

Reg FunctionLowering::throwExpr(const CXXThrowExpr *E) {
  Reg Thrown = Reg::None;
  if (const Expr *Sub = E->getSubExpr()) {
    TypeId T = types().type(Sub->getType());
    if (types().travel(T) == Travel::Opaque)
      discard(Sub);
    else
      Thrown = expr(Sub);
    if (!matters(Sub->getType()))
      Thrown = Reg::None;
  }
  jumpToHandlers(Thrown);
  return Reg::None;
}

} // namespace weakspot::frontend
