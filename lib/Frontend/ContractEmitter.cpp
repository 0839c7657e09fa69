//===- ContractEmitter.cpp - Writes a contract's steps as IR --------------===//
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
using weakspot::contracts::Step;
using weakspot::contracts::StepKind;
using weakspot::contracts::TypeRef;

namespace weakspot::frontend {

ContractEmitter::ContractEmitter(FunctionLowering &F, const LibraryCall &Call,
                                 const contracts::Method &M)
    : F(F), Call(Call), M(M),
      Resolve(F.tu().sema(),
              Call.Site ? Call.Site->getExprLoc() : SourceLocation()) {
  if (!isa<CXXConstructorDecl>(Call.Callee))
    ResultType = Call.Callee->getReturnType();
  if (const auto *E = dyn_cast_if_present<CallExpr>(Call.Site))
    ResultType = E->getCallReturnType(F.context());
}

Reg ContractEmitter::emit() {
  setUpResult();
  for (const Step &S : M.Steps)
    emitStep(S);
  while (!Groups.empty())
    endGroup();
  return finishResult();
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

void ContractEmitter::emitStep(const Step &S) {
  switch (S.Kind) {
  case StepKind::Op:
    return emitOp(S);
  case StepKind::Forward: {
    Thing Src = thing(S.Operands[1]);
    return transfer(Src.IsRvalue ? Opcode::Move : Opcode::Copy, S.Operands[0],
                    Src);
  }
  case StepKind::Construct:
    return construct(thing(S.Operands[0]),
                     things(ArrayRef(S.Operands).drop_front()));
  case StepKind::Fill:
    return fill(thing(S.Operands[0]),
                things(ArrayRef(S.Operands).drop_front()));
  case StepKind::Invoke:
    return define(
        S,
        invoke(thing(S.Operands[0]), things(ArrayRef(S.Operands).drop_front()),
               S.Defines == Step::TheResult ? ResultType : QualType()));
  case StepKind::Visit:
    return define(S, visit(thing(S.Operands[0]), thing(S.Operands[1])));
  case StepKind::Bind:
  case StepKind::BindFront:
    return bind(thing(S.Operands[0]), things(ArrayRef(S.Operands).drop_front()),
                S.Kind == StepKind::BindFront);
  case StepKind::Value:
    return define(S, thing(S.Operands[0]));
  case StepKind::Each:
    return beginEach(S);
  case StepKind::When:
    return beginMaybe(condition(thing(S.Operands[0])));
  case StepKind::Maybe:
    return beginMaybe();
  case StepKind::Done:
    return endGroup();
  }
}

void ContractEmitter::beginEach(const Step &S) {
  Thing First = thing(S.Operands[0]);
  Thing Element = First;
  Reg Start = Reg::None;
  if (F.types().is(First.T, TypeKind::Collection) && First.isCell()) {
    Start = F.op(Opcode::Elem, {First.R}, TypeId::None,
                 static_cast<uint8_t>(Position::Any));
    Element = elementOf(First, Start);
  } else {
    Start = value(First);
    Element = pointeeOf(First);
  }
  if (Start == Reg::None) {
    // Elements that are not kept: the steps happen or don't.
    beginMaybe();
    Element = Thing();
    Element.Type = pointeeType(F, First.Type);
    return defineTemp(S, Element);
  }

  Reg Last = S.Operands.size() > 1 ? value(thing(S.Operands[1])) : Reg::None;
  if (Last == Reg::None)
    Last = F.constNull();
  Reg Iterator = F.spill(Start, F.types().borrow(Element.T));
  Group G;
  G.Head = F.createBlock();
  G.Exit = F.createBlock();
  BlockId Body = F.createBlock();
  F.jump(G.Head);
  F.setBlock(G.Head);
  Reg Current = F.load(Iterator);
  F.branch(F.op(Opcode::Cmp, {Current, Last}, TypeId::None,
                static_cast<uint8_t>(Predicate::Eq)),
           G.Exit, Body);
  F.setBlock(Body);
  // The steps may remove the element, so the way on is found before.
  F.store(Iterator, F.op(Opcode::Next, {Current}));
  G.Scope = std::make_unique<FunctionLowering::FullExpression>(F);
  Groups.push_back(std::move(G));
  Element.Form = Thing::Cell;
  Element.R = Current;
  Element.IsStep = true;
  Element.IsRvalue = false;
  defineTemp(S, Element);
}

/// With no condition, or one that is not known, either way is possible.
void ContractEmitter::beginMaybe(Reg Condition) {
  Group G;
  G.Exit = F.createBlock();
  BlockId Body = F.createBlock();
  if (Condition == Reg::None)
    F.jumpAny({Body, G.Exit});
  else
    F.branch(Condition, Body, G.Exit);
  F.setBlock(Body);
  G.Scope = std::make_unique<FunctionLowering::FullExpression>(F);
  Groups.push_back(std::move(G));
}

void ContractEmitter::endGroup() {
  if (Groups.empty())
    return;
  Group G = std::move(Groups.back());
  Groups.pop_back();
  G.Scope.reset();
  F.jump(G.Head == BlockId::None ? G.Exit : G.Head);
  F.setBlock(G.Exit);
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

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

Thing ContractEmitter::thing(const Place &P) {
  Thing X;
  switch (P.Kind) {
  case PlaceKind::This:
    X.R = Call.This;
    X.Type = Call.ThisType.getNonReferenceType();
    X.T = F.types().type(X.Type);
    X.IsRvalue = Call.ThisIsRvalue;
    X.Form = X.R == Reg::None || F.types().is(X.T, TypeKind::Opaque)
                 ? Thing::Nothing
                 : Thing::Cell;
    return X;
  case PlaceKind::Arg:
  case PlaceKind::Rest:
    if (P.Index >= Call.Args.size())
      return X;
    X = argument(F, Call.Args[P.Index]);
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
    } else if (P.Kind != PlaceKind::Arg || P.Index < Call.Args.size()) {
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

//===----------------------------------------------------------------------===//
// The result
//===----------------------------------------------------------------------===//

/// Whether the result is set in a part of the steps that may not happen.
static bool setsResultInGroup(const contracts::Method &M) {
  unsigned Depth = 0;
  for (const Step &S : M.Steps) {
    Depth += S.Kind == StepKind::Each || S.Kind == StepKind::When ||
             S.Kind == StepKind::Maybe;
    Depth -= S.Kind == StepKind::Done;
    bool Writes =
        S.Defines == Step::TheResult || any_of(S.Operands, [](const Place &P) {
          return P.Kind == PlaceKind::Result;
        });
    if (Writes && (Depth || S.Kind == StepKind::Visit))
      return true;
  }
  return false;
}

void ContractEmitter::setUpResult() {
  if (ResultType.isNull() || ResultType->isVoidType())
    return;
  ResT = F.types().type(ResultType.getNonReferenceType());
  if (ResultType->isReferenceType()) {
    ResForm = F.types().is(ResT, TypeKind::Opaque) ? ResultForm::None
                                                   : ResultForm::Address;
  } else {
    switch (F.types().travel(ResT)) {
    case Travel::Cell:
      ResForm = ResultForm::Cell;
      break;
    case Travel::Value:
      ResForm = ResultForm::Value;
      break;
    case Travel::Opaque:
      break;
    }
  }
  if (!setsResultInGroup(M))
    return;
  if (ResForm == ResultForm::Cell) {
    ResReg = F.temp(ResT);
  } else if (ResForm != ResultForm::None) {
    TypeId Held =
        ResForm == ResultForm::Address ? F.types().borrow(ResT) : ResT;
    ResReg = F.tempCell(Held);
    F.store(ResReg, F.unknown(Held));
    ResInCell = true;
  }
}

Thing ContractEmitter::resultPlace() {
  Thing X;
  X.T = ResT;
  X.Type = ResultType.isNull() ? QualType() : ResultType.getNonReferenceType();
  switch (ResForm) {
  case ResultForm::None:
    return X;
  case ResultForm::Cell:
    if (ResReg == Reg::None)
      ResReg = F.temp(ResT);
    ResSet = true;
    X.R = ResReg;
    X.Form = Thing::Cell;
    return X;
  case ResultForm::Address:
  case ResultForm::Value:
    if (ResReg == Reg::None)
      return X;
    X.R = ResInCell ? F.load(ResReg) : ResReg;
    X.Form = ResForm == ResultForm::Address ? Thing::Cell : Thing::Value;
    return X;
  }
  return X;
}

void ContractEmitter::setResult(const Thing &X) {
  Reg R = Reg::None;
  switch (ResForm) {
  case ResultForm::None:
    if (X.Form == Thing::Fresh)
      F.keep(X.R, X.T);
    return;
  case ResultForm::Cell:
    if (X.Form == Thing::Nothing)
      return;
    ResSet = true;
    if (X.Form == Thing::Fresh && ResReg == Reg::None && X.T == ResT)
      ResReg = X.R;
    else if (X.Form == Thing::Fresh && X.T == ResT)
      F.moveInto(ResReg, X.R);
    else
      emitCopy(X.IsRvalue ? Opcode::Move : Opcode::Copy, resultPlace(), X);
    return;
  case ResultForm::Address:
    R = X.Form == Thing::Fresh ? F.keep(X.R, X.T) : X.R;
    break;
  case ResultForm::Value:
    R = X.Form == Thing::Fresh ? F.keep(X.R, X.T) : value(X);
    break;
  }
  if (R == Reg::None)
    return;
  ResSet = true;
  if (ResInCell)
    F.store(ResReg, R);
  else
    ResReg = R;
}

Reg ContractEmitter::finishResult() {
  switch (ResForm) {
  case ResultForm::None:
    return Reg::None;
  case ResultForm::Address:
    if (ResInCell)
      return F.load(ResReg);
    return ResSet ? ResReg : F.unknown(F.types().borrow(ResT));
  case ResultForm::Value:
    if (ResInCell)
      return F.load(ResReg);
    return ResSet ? ResReg : F.unknown(ResT);
  case ResultForm::Cell:
    if (ResReg == Reg::None)
      ResReg = F.temp(ResT);
    if (!ResSet)
      F.op(Opcode::Copy, {ResReg, F.unknown(ResT)});
    return ResReg;
  }
  return Reg::None;
}

void ContractEmitter::define(const Step &S, Thing X) {
  if (S.Defines == Step::TheResult)
    return setResult(X);
  if (X.Form == Thing::Fresh) {
    X.R = F.keep(X.R, X.T);
    X.Form = Thing::Cell;
    X.IsRvalue = true;
  }
  X.IsStep |= X.isCell() && F.types().travel(X.T) != Travel::Value;
  defineTemp(S, X);
}

void ContractEmitter::defineTemp(const Step &S, Thing X) {
  if (S.Defines < 0)
    return;
  Temps.resize(std::max<size_t>(Temps.size(), S.Defines + 1));
  Temps[S.Defines] = X;
}

} // namespace weakspot::frontend
