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
using weakspot::contracts::PlaceKind;
using weakspot::contracts::Step;
using weakspot::contracts::StepKind;

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
    if (Skipped == 0)
      emitStep(S);
    else
      Skipped += contracts::opensGroup(S.Kind) - (S.Kind == StepKind::Done);
  while (!Groups.empty())
    endGroup();
  escapeUnmentioned();
  return finishResult();
}

/// Whether the contract's steps say what happens with argument No.
static bool mentions(const contracts::Method &M, unsigned No,
                     unsigned NumArgs) {
  return any_of(M.Steps, [&](const Step &S) {
    return any_of(S.Operands, [&](const Place &P) {
      switch (P.Kind) {
      case PlaceKind::Arg:
        return P.Index == No ||
               (P.Index == Place::LastArg && No + 1 == NumArgs);
      case PlaceKind::Rest:
        return P.Index <= No;
      default:
        return false;
      }
    });
  });
}

/// A number that the contract says nothing of may come back changed: it is what
/// `stream >> n` reads.
void ContractEmitter::escapeUnmentioned() {
  for (auto [No, A] : enumerate(Call.Args))
    if (!A.IsDefault && A.R != Reg::None &&
        F.tu().mayChangeNumbers(Call.Callee, No) &&
        !mentions(M, No, Call.Args.size()))
      F.op(Opcode::Escape, A.R);
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
  case StepKind::Enter:
    return define(S, enter(S));
  case StepKind::Holds:
    return define(S, holds(S));
  case StepKind::Bind:
  case StepKind::BindFront:
  case StepKind::BindBack:
  case StepKind::BindWeak:
    return bind(thing(S.Operands[0]), things(ArrayRef(S.Operands).drop_front()),
                S.Kind);
  case StepKind::Value:
    return define(S, thing(S.Operands[0]));
  case StepKind::Each:
    return beginEach(S);
  case StepKind::Repeat:
    return beginRepeat(value(thing(S.Operands[0])));
  case StepKind::When:
    return beginMaybe(condition(thing(S.Operands[0])));
  case StepKind::Maybe:
    return beginMaybe();
  case StepKind::Used:
  case StepKind::Unused:
    return beginWhole(F.isDiscarded(Call.Site) == (S.Kind == StepKind::Unused));
  case StepKind::Done:
    return endGroup();
  }
}

void ContractEmitter::beginEach(const Step &S) {
  Thing First = thing(S.Operands[0]);
  Thing Element = First;
  Reg Start = Reg::None;
  if (F.types().is(First.T, TypeKind::Collection) && First.isCell()) {
    F.showElements(First.R, First.Type);
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

/// Whether what the object holds is worth counting: of elements that own
/// nothing, one stands for all.
bool ContractEmitter::ownsThroughElements(const Thing &Object) {
  if (!F.types().is(Object.T, TypeKind::Collection))
    return true;
  TypeId Element = elementOf(Object, Reg::None).T;
  return !F.types().is(Element, TypeKind::Scalar) &&
         !F.types().is(Element, TypeKind::Opaque);
}

void ContractEmitter::beginRepeat(Reg Times) {
  contracts::Place This;
  This.Kind = PlaceKind::This;
  if (!ownsThroughElements(thing(This)))
    Times = F.constInt(1);
  if (Times == Reg::None)
    Times = F.op(Opcode::Unknown, {}, F.types().scalar());
  Reg Count = F.spill(F.constInt(0), F.types().scalar());
  Group G;
  G.Head = F.createBlock();
  G.Exit = F.createBlock();
  BlockId Body = F.createBlock();
  F.jump(G.Head);
  F.setBlock(G.Head);
  Reg Done = F.load(Count);
  F.branch(F.op(Opcode::Cmp, {Done, Times}, TypeId::None,
                static_cast<uint8_t>(Predicate::Lt)),
           Body, G.Exit);
  F.setBlock(Body);
  F.store(Count, F.op(Opcode::Add, {Done, F.constInt(1)}));
  G.Scope = std::make_unique<FunctionLowering::FullExpression>(F);
  Groups.push_back(std::move(G));
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

/// All steps up to `done`, or none: it is known here.
void ContractEmitter::beginWhole(bool Happens) {
  if (!Happens) {
    Skipped = 1;
    return;
  }
  Group G;
  G.Scope = std::make_unique<FunctionLowering::FullExpression>(F);
  Groups.push_back(std::move(G));
}

void ContractEmitter::endGroup() {
  if (Groups.empty())
    return;
  Group G = std::move(Groups.back());
  Groups.pop_back();
  G.Scope.reset();
  if (G.Exit == BlockId::None)
    return;
  F.jump(G.Head == BlockId::None ? G.Exit : G.Head);
  F.setBlock(G.Exit);
}

//===----------------------------------------------------------------------===//
// The result
//===----------------------------------------------------------------------===//

/// Whether the result is set in a part of the steps that may not happen.
static bool setsResultInGroup(const contracts::Method &M) {
  unsigned Depth = 0;
  for (const Step &S : M.Steps) {
    Depth += contracts::opensGroup(S.Kind);
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
  // An answer, however its class puts it.
  ResT = F.types().type(isTruth(ResultType) ? QualType(F.context().BoolTy)
                                            : ResultType.getNonReferenceType());
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

/// What a callable cell holds (std::any) when it is asked for by its type: an
/// owner is the cell itself, anything else the object that it refers to.
Thing ContractEmitter::unboxed(Thing X) {
  TypeId Want = ResT;
  if (ResForm == ResultForm::Value && F.types().is(ResT, TypeKind::Borrow))
    Want = F.types().get(ResT).Arg;
  else if (ResForm == ResultForm::Value)
    return X;
  if (!X.isCell() || !F.types().is(X.T, TypeKind::Callable) ||
      Want == TypeId::None || F.types().travel(Want) != Travel::Cell ||
      F.types().is(Want, TypeKind::Callable))
    return X;
  bool IsOwner = F.types().is(Want, TypeKind::Strong) ||
                 F.types().is(Want, TypeKind::Unique) ||
                 F.types().is(Want, TypeKind::Weak);
  if (!IsOwner)
    X.R = F.load(X.R);
  X.T = Want;
  X.IsStep = true;
  return X;
}

void ContractEmitter::setResult(const Thing &Given) {
  Thing X = unboxed(Given);
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
    return ResSet ? ResReg : F.answerOr(Call.Site, F.types().borrow(ResT));
  case ResultForm::Value:
    if (ResInCell)
      return F.load(ResReg);
    return ResSet ? ResReg : F.answerOr(Call.Site, ResT);
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
