//===- Initializers.cpp - What is written into a fresh cell ---------------===//
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

void FunctionLowering::init(Reg Cell, const Expr *E) {
  if (Cell == Reg::None)
    return discard(E);
  Loc Before = loc();
  if (E->getExprLoc().isValid() && !InDefaultArg)
    setLoc(MB.place(E->getExprLoc()));
  MB.sema().runWithSufficientStackSpace(E->getExprLoc(),
                                        [&] { initInPlace(Cell, E); });
  setLoc(Before);
}

void FunctionLowering::initInPlace(Reg Cell, const Expr *E) {
  TypeId T = types().type(E->getType());
  if (types().travel(T) == Travel::Opaque)
    return discard(E);
  if (isa<NoInitExpr>(E))
    return;
  if (types().travel(T) == Travel::Value) {
    if (E->isGLValue()) {
      Reg From = address(E);
      return store(Cell, From == Reg::None ? unknown(T) : load(From));
    }
    Reg Value = expr(E);
    return store(Cell, Value == Reg::None ? unknown(T) : Value);
  }
  if (E->isGLValue()) {
    Reg From = address(E);
    if (From != Reg::None)
      op(E->isXValue() ? Opcode::Move : Opcode::Copy, {Cell, From});
    return;
  }

  switch (E->getStmtClass()) {
  case Stmt::ParenExprClass:
    return init(Cell, cast<ParenExpr>(E)->getSubExpr());
  case Stmt::ExprWithCleanupsClass:
    return init(Cell, cast<ExprWithCleanups>(E)->getSubExpr());
  case Stmt::ConstantExprClass:
    return init(Cell, cast<ConstantExpr>(E)->getSubExpr());
  case Stmt::CXXBindTemporaryExprClass:
    return init(Cell, cast<CXXBindTemporaryExpr>(E)->getSubExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return init(Cell, cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::CXXDefaultArgExprClass: {
    bool Around = std::exchange(InDefaultArg, true);
    init(Cell, cast<CXXDefaultArgExpr>(E)->getExpr());
    InDefaultArg = Around;
    return;
  }
  case Stmt::CXXDefaultInitExprClass:
    return init(Cell, cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass:
  case Stmt::CXXStaticCastExprClass:
  case Stmt::CXXFunctionalCastExprClass: {
    const auto *Cast = dyn_cast<CastExpr>(E);
    switch (Cast->getCastKind()) {
    case CK_NoOp:
    case CK_ConstructorConversion:
    case CK_UserDefinedConversion:
      return init(Cell, Cast->getSubExpr());
    default:
      return moveInto(Cell, lower(E));
    }
  }
  case Stmt::ConditionalOperatorClass: {
    const auto *C = cast<ConditionalOperator>(E);
    BlockId Then = createBlock(), Else = createBlock(), After = createBlock();
    ConditionalCode Arms(*this);
    branchOn(C->getCond(), Then, Else);
    setBlock(Then);
    init(Cell, C->getTrueExpr());
    if (isOpen())
      jump(After);
    setBlock(Else);
    init(Cell, C->getFalseExpr());
    if (isOpen())
      jump(After);
    return setBlock(After);
  }
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    return construct(Cell, cast<CXXConstructExpr>(E));
  case Stmt::CXXInheritedCtorInitExprClass:
    return inheritedConstruct(Cell, cast<CXXInheritedCtorInitExpr>(E));
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(E);
    if (List->isTransparent())
      return init(Cell, List->getInit(0));
    return initList(Cell, List, List->inits(),
                    List->getType()->isUnionType()
                        ? List->getInitializedFieldInUnion()
                        : nullptr);
  }
  case Stmt::CXXParenListInitExprClass: {
    const auto *List = cast<CXXParenListInitExpr>(E);
    return initList(Cell, List, List->getInitExprs(),
                    List->getType()->isUnionType()
                        ? List->getInitializedFieldInUnion()
                        : nullptr);
  }
  case Stmt::CompoundLiteralExprClass:
    return init(Cell, cast<CompoundLiteralExpr>(E)->getInitializer());
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::CXXScalarValueInitExprClass:
    return;
  case Stmt::ArrayInitLoopExprClass: {
    // Copies an array as a whole.
    Reg From =
        address(cast<ArrayInitLoopExpr>(E)->getCommonExpr()->getSourceExpr());
    if (From != Reg::None)
      op(Opcode::Copy, {Cell, From});
    return;
  }
  case Stmt::DesignatedInitUpdateExprClass: {
    const auto *Update = cast<DesignatedInitUpdateExpr>(E);
    init(Cell, Update->getBase());
    return init(Cell, Update->getUpdater());
  }
  default:
    return moveInto(Cell, lower(E));
  }
}

/// The same expressions where no cell is given.
Reg FunctionLowering::initialiser(const Expr *E) {
  TypeId T = types().type(E->getType());
  if (E->isGLValue()) {
    if (const auto *List = dyn_cast<InitListExpr>(E);
        List && List->getNumInits() == 1)
      return expr(List->getInit(0));
    if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E)) {
      if (types().travel(T) == Travel::Opaque)
        return discard(Literal->getInitializer()), Reg::None;
      Reg Cell = tempCell(T);
      init(Cell, Literal->getInitializer());
      return Cell;
    }
    return unmodelled(E);
  }
  switch (types().travel(T)) {
  case Travel::Cell: {
    Reg Cell = Conditional ? valueCell(T) : temp(T);
    init(Cell, E);
    return Cell;
  }
  case Travel::Value:
    return initialValue(E, T);
  case Travel::Opaque:
    break;
  }
  if (const auto *Inherited = dyn_cast<CXXInheritedCtorInitExpr>(E)) {
    (void)Inherited;
    return Reg::None;
  }
  // A thread is not kept as an object, but what it is given is.
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
      Construct && MB.hasContract(Construct->getConstructor())) {
    constructObject(Reg::None, Construct);
    return Reg::None;
  }
  for (const Stmt *Child : E->children())
    if (const auto *Part = dyn_cast_or_null<Expr>(Child))
      argumentReg(Part);
  return Reg::None;
}

Reg FunctionLowering::initialValue(const Expr *E, TypeId T) {
  switch (E->getStmtClass()) {
  case Stmt::CXXStdInitializerListExprClass:
    // A view of the array.
    return operand(address(cast<CXXStdInitializerListExpr>(E)->getSubExpr()));
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::CXXScalarValueInitExprClass:
    if (types().is(T, TypeKind::Borrow))
      return constNull();
    return E->getType()->isBooleanType() ? constBool(false) : constInt(0);
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(E);
    if (List->getNumInits() == 1)
      return expr(List->getInit(0));
    if (List->getNumInits() == 0 && types().is(T, TypeKind::Borrow))
      return constNull();
    if (List->getNumInits() == 0)
      return E->getType()->isBooleanType() ? constBool(false) : constInt(0);
    break;
  }
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass: {
    const auto *Construct = cast<CXXConstructExpr>(E);
    if (Construct->getNumArgs() == 1 &&
        types().type(Construct->getArg(0)->getType()) == T &&
        Construct->getConstructor()->isCopyOrMoveConstructor()) {
      if (Construct->getArg(0)->isGLValue())
        return loadValue(Construct->getArg(0));
      return expr(Construct->getArg(0));
    }
    Reg Cell = valueCell(T);
    construct(Cell, Construct);
    return load(Cell);
  }
  default:
    break;
  }
  return unmodelled(E);
}

//===----------------------------------------------------------------------===//
// Constructors
//===----------------------------------------------------------------------===//

void FunctionLowering::construct(Reg Cell, const CXXConstructExpr *E) {
  if (E->getType()->isArrayType()) {
    // One element stands for those that are all made alike. Owners are made
    // empty, as elements are that nothing was put in.
    const CXXConstructorDecl *Ctor = E->getConstructor();
    if (MB.initialisesNothing(Ctor) ||
        (Ctor->isDefaultConstructor() && MB.hasContract(Ctor)))
      return;
    Reg Element = op(Opcode::Emplace, {Cell}, TypeId::None,
                     static_cast<uint8_t>(Position::Any));
    return constructObject(Element, E);
  }
  constructObject(Cell, E);
}

void FunctionLowering::constructObject(Reg Cell, const CXXConstructExpr *E) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  const CXXRecordDecl *Class = Ctor->getParent();
  bool IsCopy = Ctor->isCopyOrMoveConstructor() && E->getNumArgs() >= 1;

  // A prvalue of the same class is the object itself.
  if (IsCopy && (E->isElidable() || E->getArg(0)->isPRValue()) &&
      E->getArg(0)->isPRValue())
    return init(Cell, E->getArg(0));
  if (IsCopy && E->isElidable())
    if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(
            E->getArg(0)->IgnoreParenNoopCasts(context()));
        M && types().type(M->getType()) == types().type(E->getType()))
      return init(Cell, M->getSubExpr());

  LibraryCall Call;
  Call.Site = E;
  Call.Callee = Ctor;
  Call.This = Cell;
  Call.ThisType = compat::typeOf(context(), Class);
  for (const Expr *A : E->arguments())
    Call.Args.push_back(argument(A));
  if (MB.hasContract(Ctor))
    if (lowerByContract(*this, Call))
      return;
  if (Cell == Reg::None) {
    SmallVector<Reg, 4> Escaping;
    for (const LibraryArg &A : Call.Args)
      if (matters(A.E->getType()))
        Escaping.push_back(A.R);
    if (!Escaping.empty())
      op(Opcode::Escape, Escaping);
    return;
  }

  bool System = !MB.symbols().isUserCode(Class);
  if (IsCopy && (!Ctor->isUserProvided() || System || Class->isLambda())) {
    op(Ctor->isMoveConstructor() ? Opcode::Move : Opcode::Copy,
       {Cell, Call.Args[0].R});
    return;
  }
  if (MB.initialisesNothing(Ctor))
    return;
  SmallVector<Reg, 4> Args{Cell};
  bool Matters = false;
  for (const LibraryArg &A : Call.Args) {
    Args.push_back(A.R);
    Matters |= matters(A.E->getType());
  }
  if (System && !Matters)
    return;
  if (MB.contractOf(Class)) {
    // No overload of the contract fits: what the object is now, nobody knows.
    opaque("constructor", Args, TypeId::None);
    return;
  }
  Args.truncate(1 + std::min<size_t>(Call.Args.size(), Ctor->getNumParams()));
  call(Opcode::Call, MB.function(Ctor), Args, TypeId::None);
}

/// In an inheriting constructor: the base's is called with its parameters.
void FunctionLowering::inheritedConstruct(Reg Cell,
                                          const CXXInheritedCtorInitExpr *E) {
  const CXXConstructorDecl *Ctor = E->getConstructor();
  SmallVector<Reg, 4> Args{Cell};
  for (unsigned I = 0; I < Ctor->getNumParams(); ++I)
    Args.push_back(static_cast<Reg>(I + 1));
  if (MB.hasContract(Ctor)) {
    opaque("inherited constructor", Args, TypeId::None);
    return;
  }
  call(Opcode::Call, MB.function(Ctor), Args, TypeId::None);
}

//===----------------------------------------------------------------------===//
// Aggregates
//===----------------------------------------------------------------------===//

void FunctionLowering::initMember(Reg Object, const FieldDecl *F,
                                  const Expr *Init) {
  std::optional<TypeLowering::SlotRef> Slot;
  if (Object != Reg::None)
    Slot = types().slotOf(F);
  if (!Slot)
    return discard(Init);
  if (types().isText(F->getType()))
    return initText(Object, F, Init);
  Reg Cell = field(Object, Slot->Record, Slot->Number);
  if (F->getType()->isReferenceType()) {
    Reg R = address(Init);
    return store(Cell,
                 R == Reg::None ? unknown(types().type(F->getType())) : R);
  }
  init(Cell, Init);
}

void FunctionLowering::initList(Reg Cell, const Expr *E,
                                ArrayRef<const Expr *> Inits,
                                const FieldDecl *UnionField) {
  const CXXRecordDecl *Class = E->getType()->getAsCXXRecordDecl();
  if (!Class || !types().is(types().type(E->getType()), TypeKind::Record))
    return initElements(Cell, E, Inits);
  Reg Around = std::exchange(InitObject, Reg::None);
  // Only a default member initialiser speaks of the new object as `this`.
  auto Member = [&](Reg Object, const FieldDecl *F, const Expr *Init) {
    if (isa<CXXDefaultInitExpr>(Init)) {
      InitObject = Object;
      initMember(Object, F, Init);
      InitObject = Reg::None;
    } else {
      InitObject = Around;
      initMember(Object, F, Init);
      InitObject = Reg::None;
    }
  };
  if (Class->isUnion()) {
    if (UnionField && !Inits.empty())
      Member(Cell, UnionField, Inits.front());
    InitObject = Around;
    return;
  }
  size_t Next = 0;
  for (const CXXBaseSpecifier &B : Class->bases()) {
    const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
    if (!Base || Next >= Inits.size())
      break;
    InitObject = Around;
    init(basePart(Cell, Class, Base), Inits[Next++]);
    InitObject = Reg::None;
  }
  for (const FieldDecl *F : Class->fields()) {
    if (F->isUnnamedBitField())
      continue;
    if (Next >= Inits.size())
      break;
    Member(Cell, F, Inits[Next++]);
  }
  InitObject = Around;
}

void FunctionLowering::initElements(Reg Cell, const Expr *E,
                                    ArrayRef<const Expr *> Inits) {
  TypeId T = types().type(E->getType());
  if (!types().is(T, TypeKind::Collection)) {
    for (const Expr *Init : Inits)
      discard(Init);
    return;
  }
  int64_t Index = 0;
  for (const Expr *Init : Inits) {
    // A library's array class has the language's array inside.
    if (Init->getType()->isArrayType() && types().type(Init->getType()) == T &&
        !E->getType()->isArrayType()) {
      init(Cell, Init);
      continue;
    }
    // In an array an index finds the element again.
    bool IsArray = E->getType()->isArrayType();
    SmallVector<Reg, 2> Where{Cell};
    if (IsArray)
      Where.push_back(constInt(Index++));
    Reg Element =
        op(Opcode::Emplace, Where, TypeId::None,
           static_cast<uint8_t>(IsArray ? Position::Key : Position::Back));
    init(Element, Init);
  }
}

//===----------------------------------------------------------------------===//
// New and delete
//===----------------------------------------------------------------------===//

/// The place of `new (&place) T`, if it is typed: a member of a union, say. Of
/// bytes it is not known what they hold.
static const Expr *typedPlace(const CXXNewExpr *E) {
  const FunctionDecl *Callee = E->getOperatorNew();
  if (!Callee || !Callee->isReservedGlobalPlacementOperator() || E->isArray())
    return nullptr;
  const Expr *Place = E->getPlacementArg(0)->IgnoreParenCasts();
  QualType Pointee = Place->getType()->getPointeeType();
  return !Pointee.isNull() &&
                 compat::sameUnqualified(Pointee, E->getAllocatedType())
             ? Place
             : nullptr;
}

Reg FunctionLowering::newExpr(const CXXNewExpr *E) {
  Reg Place = Reg::None;
  if (const Expr *Typed = typedPlace(E))
    Place = argumentReg(Typed);
  else
    for (unsigned I = 0; I < E->getNumPlacementArgs(); ++I)
      argumentReg(E->getPlacementArg(I));
  const Expr *Init = E->getInitializer();
  if (E->isArray()) {
    if (std::optional<const Expr *> Size = E->getArraySize(); Size && *Size)
      discard(*Size);
    TypeId Array = types().type(context().getIncompleteArrayType(
        E->getAllocatedType(), ArraySizeModifier::Normal, 0));
    if (types().travel(Array) == Travel::Opaque ||
        types().travel(E->getType()) == Travel::Opaque) {
      if (Init)
        discard(Init);
      return unknownOf(E);
    }
    Reg Cell = alloc(Array);
    if (Init) {
      if (const auto *List = dyn_cast<InitListExpr>(Init))
        initElements(Cell, List, List->inits());
      else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init))
        construct(Cell, Construct);
    }
    return op(Opcode::Elem, {Cell}, TypeId::None,
              static_cast<uint8_t>(Position::Any));
  }
  TypeId T = types().type(E->getAllocatedType());
  if (types().travel(T) == Travel::Opaque ||
      types().travel(E->getType()) == Travel::Opaque) {
    if (Init)
      discard(Init);
    return Reg::None;
  }
  Reg Cell = Place != Reg::None ? Place : alloc(T);
  if (Init)
    init(Cell, Init);
  return Cell;
}

Reg FunctionLowering::deleteExpr(const CXXDeleteExpr *E) {
  const Expr *Arg = E->getArgument();
  if (types().travel(Arg->getType()) != Travel::Value) {
    discard(Arg);
    return Reg::None;
  }
  Reg R = expr(Arg);
  if (R != Reg::None)
    op(Opcode::Delete, {R});
  return Reg::None;
}

} // namespace weakspot::frontend
