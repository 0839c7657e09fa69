//===- ContractInvoke.cpp - What a library constructs and calls -----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/ContractEmitter.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

namespace {

/// Stand-ins for evaluated things, bound while an expression over them is
/// lowered.
class StandIns {
public:
  StandIns(FunctionLowering &F, Resolver &Resolve) : F(F), Resolve(Resolve) {}

  /// Null where the thing's C++ type is unknown.
  Expr *add(const Thing &X) {
    if (X.Type.isNull())
      return nullptr;
    OpaqueValueExpr *E = Resolve.standIn(X.Type, category(X));
    Bounds.push_back(std::make_unique<FunctionLowering::Bound>(F, E, X.R));
    return E;
  }

  std::optional<SmallVector<Expr *, 4>> addAll(ArrayRef<Thing> Things) {
    SmallVector<Expr *, 4> Es;
    for (const Thing &X : Things) {
      Es.push_back(add(X));
      if (!Es.back())
        return std::nullopt;
    }
    return Es;
  }

private:
  /// What cannot matter may be a value or not; forwarding makes it an xvalue.
  static ExprValueKind category(const Thing &X) {
    if (X.Form == Thing::Value)
      return VK_PRValue;
    return X.IsRvalue && !X.Type->isFunctionType() ? VK_XValue : VK_LValue;
  }

  FunctionLowering &F;
  Resolver &Resolve;
  SmallVector<std::unique_ptr<FunctionLowering::Bound>, 4> Bounds;
};

} // namespace

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

void ContractEmitter::construct(const Thing &Object, ArrayRef<Thing> Args) {
  if (!Object.isCell() || F.types().is(Object.T, TypeKind::Opaque))
    return escape(Args);
  if (Object.Type.isNull())
    return constructByShape(Object, Args);

  const CXXRecordDecl *D = Object.Type->getAsCXXRecordDecl();
  if (!D) {
    if (Args.size() == 1 && !Object.Type->isArrayType())
      emitCopy(Opcode::Copy, Object, Args.front());
    else if (Args.empty() && F.types().is(Object.T, TypeKind::Borrow))
      F.store(Object.R, F.constNull());
    return;
  }

  bool IsLibrary = F.tu().contractOf(D) != nullptr;
  if (IsLibrary && Args.size() == 1 && !Args.front().Type.isNull() &&
      compat::sameUnqualified(Args.front().Type, Object.Type))
    return emitCopy(Args.front().IsRvalue ? Opcode::Move : Opcode::Copy, Object,
                    Args.front());

  StandIns Stand(F, Resolve);
  if (auto Es = Stand.addAll(Args))
    if (Expr *E = Resolve.construct(Object.Type.getUnqualifiedType(), *Es)) {
      F.init(Object.R, E);
      return;
    }
  constructByShape(Object, Args);
}

/// Without an answer from Sema: the constructor that takes so many arguments.
void ContractEmitter::constructByShape(const Thing &Object,
                                       ArrayRef<Thing> Args) {
  const CXXRecordDecl *D =
      Object.Type.isNull() ? nullptr : Object.Type->getAsCXXRecordDecl();
  const CXXRecordDecl *Def = D ? D->getDefinition() : nullptr;
  if (Args.size() == 1 && Args.front().T == Object.T)
    return emitCopy(Args.front().IsRvalue ? Opcode::Move : Opcode::Copy, Object,
                    Args.front());
  if (Def && !F.tu().contractOf(D))
    for (const CXXConstructorDecl *Ctor : Def->ctors()) {
      if (Ctor->isDeleted() || Ctor->isCopyOrMoveConstructor() ||
          Args.size() < Ctor->getMinRequiredArguments() ||
          Args.size() > Ctor->getNumParams())
        continue;
      callByShape(Ctor, &Object, Args);
      return;
    }
  if (!Args.empty()) {
    SmallVector<Reg, 4> Regs = {Object.R};
    for (const Thing &X : Args)
      if (X.Form != Thing::Nothing)
        Regs.push_back(X.R);
    F.opaque("construction in a library", Regs, TypeId::None);
  }
}

void ContractEmitter::fill(const Thing &Record, ArrayRef<Thing> Args) {
  const CXXRecordDecl *D =
      Record.Type.isNull() ? nullptr : Record.Type->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  SmallVector<TemplateArgument, 4> Parts = templateArguments(D);
  // A class that is what it holds.
  if (C && C->Transparent && Parts.size() == 1 &&
      Parts[0].getKind() == TemplateArgument::Type) {
    Thing Held = Record;
    Held.Type = Parts[0].getAsType();
    return fill(Held, Args);
  }
  bool HasSlots = Record.isCell() && F.types().is(Record.T, TypeKind::Record);
  for (auto [I, X] : enumerate(Args)) {
    std::optional<TypeLowering::SlotRef> Slot;
    if (HasSlots)
      Slot = F.types().slotNamed(
          F.types().get(Record.T).Record,
          C && I < C->SlotNames.size() ? C->SlotNames[I] : std::to_string(I));
    if (!Slot)
      continue;
    Thing Part;
    Part.T = F.module().record(Slot->Record).Slots[Slot->Number].Type;
    Part.R = F.field(Record.R, Slot->Record, Slot->Number);
    Part.Form = Thing::Cell;
    if (I < Parts.size() && Parts[I].getKind() == TemplateArgument::Type)
      Part.Type = Parts[I].getAsType();
    if (!Part.Type.isNull() && Part.Type->isReferenceType()) {
      if (Reg Address = cell(X); Address != Reg::None)
        F.store(Part.R, Address);
      continue;
    }
    construct(Part, {X});
  }
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

const ValueDecl *constantTarget(const Expr *E) {
  if (!E)
    return nullptr;
  E = E->IgnoreParenImpCasts();
  if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
    E = M->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    if (U->getOpcode() == UO_AddrOf)
      E = U->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (isa<FunctionDecl, FieldDecl>(Ref->getDecl()))
      return Ref->getDecl();
  return nullptr;
}

QualType signatureOf(FunctionLowering &F, QualType T) {
  if (T.isNull() || T->isMemberPointerType() || T->isFunctionType())
    return T;
  if (T->isAnyPointerType() || T->isReferenceType())
    return T->getPointeeType()->isFunctionType() ? T->getPointeeType()
                                                 : QualType();
  const CXXRecordDecl *D = T->getAsCXXRecordDecl();
  if (D && D->isLambda() && !D->isGenericLambda())
    return D->getLambdaCallOperator()->getType();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  if (!C || C->Kind != TypeKind::Callable || C->Parts.empty() ||
      C->Parts.front().Callable)
    return {};
  SmallVector<TemplateArgument, 4> Args = templateArguments(D);
  unsigned I = C->Parts.front().Index;
  if (I >= Args.size() || Args[I].getKind() != TemplateArgument::Type)
    return {};
  return signatureOf(F, Args[I].getAsType());
}

static const CXXMethodDecl *onlyCallOperator(const CXXRecordDecl *D) {
  const CXXMethodDecl *Only = nullptr;
  if (!D || !D->getDefinition())
    return nullptr;
  ASTContext &Context = D->getASTContext();
  for (const NamedDecl *Found : D->getDefinition()->lookup(
           Context.DeclarationNames.getCXXOperatorName(OO_Call))) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Found);
    if (!Method || Only)
      return nullptr;
    Only = Method;
  }
  return Only;
}

Thing ContractEmitter::invoke(const Thing &Callable, ArrayRef<Thing> Args,
                              QualType Result) {
  QualType T = Callable.Type;
  if (T.isNull())
    return invokeRegister(Callable.R, T, Result, Args);

  if (const ValueDecl *Target = constantTarget(Callable.E)) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Target);
    if (isa<FieldDecl>(Target) || (Method && !Method->isStatic()))
      return invokeMember(Target, Args);
    return invokeFunction(cast<FunctionDecl>(Target), Args);
  }
  const CXXRecordDecl *D = T->getAsCXXRecordDecl();
  if (const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr) {
    if (C->Kind == TypeKind::Borrow && !C->Iterator)
      return invoke(pointeeOf(Callable), Args, Result);
    // Such as std::less: whatever it does, it does to no owner.
    if (C->Kind == TypeKind::Opaque)
      return invokeRegister(Reg::None, {}, Result, {});
    return invokeRegister(cell(Callable), signatureOf(F, T), Result, Args);
  }
  if (!D) {
    // In a slot: what is called is what the slot holds.
    bool InCell =
        Callable.isCell() && F.types().is(Callable.T, TypeKind::Borrow);
    Reg Target = InCell ? F.load(Callable.R) : value(Callable);
    return invokeRegister(T->isMemberDataPointerType() ? Reg::None : Target,
                          signatureOf(F, T), Result, Args);
  }

  StandIns Stand(F, Resolve);
  if (Expr *Object = Stand.add(Callable))
    if (auto Es = Stand.addAll(Args))
      if (Expr *E = Resolve.callObject(Object, *Es))
        return lowerBuilt(E);
  if (const CXXMethodDecl *Method = onlyCallOperator(D);
      Method && Callable.Form != Thing::Nothing) {
    SmallVector<Thing, 4> All = {Callable};
    append_range(All, Args);
    return invokeFunction(Method, All);
  }
  return invokeRegister(cell(Callable), {}, Result, Args);
}

/// What a method of Class is called on where X is the first argument: X itself,
/// or what it points to or owns.
Thing ContractEmitter::objectOf(const Thing &X, const CXXRecordDecl *Class) {
  const CXXRecordDecl *D =
      X.Type.isNull() ? nullptr : X.Type->getAsCXXRecordDecl();
  bool IsOwner = D && F.tu().contractOf(D) &&
                 (!Class || D->getCanonicalDecl() != Class->getCanonicalDecl());
  if (X.Type.isNull() && F.types().is(X.T, TypeKind::Record))
    return X;
  return !D || IsOwner ? pointeeOf(X) : X;
}

/// Of a method, the object is the first argument: itself, a pointer to it or
/// its owner.
Thing ContractEmitter::invokeFunction(const FunctionDecl *Callee,
                                      ArrayRef<Thing> Args) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  bool HasObject = Method && Method->isImplicitObjectMemberFunction();
  if (HasObject && Args.empty())
    return {};
  Thing Object;
  if (HasObject) {
    Object = objectOf(Args.front(), Method->getParent());
    Args = Args.drop_front();
  }

  StandIns Stand(F, Resolve);
  Expr *ObjectExpr = HasObject ? Stand.add(Object) : nullptr;
  auto Es = Stand.addAll(Args);
  if (Es && (ObjectExpr || !HasObject))
    if (Expr *E = Resolve.callFunction(Callee, ObjectExpr, *Es))
      return lowerBuilt(E);
  return callByShape(Callee, HasObject ? &Object : nullptr, Args);
}

/// Without an answer from Sema: parameter by parameter.
Thing ContractEmitter::callByShape(const FunctionDecl *Callee,
                                   const Thing *Object, ArrayRef<Thing> Args) {
  SmallVector<Reg, 4> Regs;
  if (Object)
    Regs.push_back(F.operand(Object->R));
  for (const ParmVarDecl *P : Callee->parameters()) {
    Regs.push_back(
        F.operand(adapt(Args.empty() ? Thing() : Args.front(), P->getType())));
    Args = Args.drop_front(Args.empty() ? 0 : 1);
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  FuncId Id = F.tu().function(Callee);
  Opcode Op = Method && Method->isVirtual() ? Opcode::VCall : Opcode::Call;
  return returned(F.call(Op, Id, Regs, F.module().function(Id).Ret),
                  Callee->getReturnType());
}

Thing ContractEmitter::invokeMember(const ValueDecl *Member,
                                    ArrayRef<Thing> Args) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Member))
    return invokeFunction(Method, Args);
  const auto *Field = cast<FieldDecl>(Member);
  Thing X;
  X.Type = Field->getType().getNonReferenceType();
  X.T = F.types().type(X.Type);
  auto Slot = F.types().slotOf(Field);
  if (Args.empty() || !Slot)
    return X;
  Thing Object = Args.front();
  if (F.types().get(Object.T).Kind != TypeKind::Record)
    Object = pointeeOf(Object);
  if (Object.R == Reg::None)
    return X;
  X.R = F.field(Object.R, Slot->Record, Slot->Number);
  X.Form = Thing::Cell;
  return X;
}

Thing ContractEmitter::invokeRegister(Reg Callable, QualType Signature,
                                      QualType Result, ArrayRef<Thing> Args) {
  SmallVector<Reg, 4> Regs;
  const FunctionProtoType *Proto = nullptr;
  if (!Signature.isNull() && Signature->isMemberPointerType()) {
    Proto = Signature->getPointeeType()->getAs<FunctionProtoType>();
    if (!Args.empty()) {
      Regs.push_back(F.operand(objectOf(Args.front(), nullptr).R));
      Args = Args.drop_front();
    }
  } else if (!Signature.isNull()) {
    Proto = Signature->getAs<FunctionProtoType>();
  }
  for (auto [I, X] : enumerate(Args)) {
    if (Proto && I < Proto->getNumParams())
      Regs.push_back(F.operand(adapt(X, Proto->getParamType(I))));
    else if (F.types().travel(X.T) == Travel::Value)
      Regs.push_back(F.operand(value(X)));
    else
      Regs.push_back(F.operand(X.R));
  }
  if (Proto)
    Result = Proto->getReturnType();
  TypeId Ret = F.types().returnType(Result);
  if (Callable != Reg::None)
    return returned(F.invoke(Callable, Regs, Ret), Result);
  Regs.clear();
  for (const Thing &X : Args)
    if (X.Form != Thing::Nothing && !F.types().is(X.T, TypeKind::Scalar))
      Regs.push_back(X.R);
  if (Regs.empty())
    return returned(Ret == TypeId::None ? Reg::None : F.unknown(Ret), Result);
  return returned(F.opaque("call of an unknown callable", Regs, Ret), Result);
}

/// The register that passes X to a parameter; a class by value gets a cell of
/// its own, which lives as temporaries do.
Reg ContractEmitter::adapt(const Thing &X, QualType Param) {
  TypeId T = F.types().type(Param.getNonReferenceType());
  if (X.Form == Thing::Nothing && !X.IsNull)
    return F.types().is(T, TypeKind::Opaque)
               ? Reg::None
               : F.unknown(Param->isReferenceType() ? F.types().borrow(T) : T);
  StandIns Stand(F, Resolve);
  if (Expr *E = Stand.add(X))
    if (Expr *Converted = Resolve.convert(Param, E)) {
      Reg R = F.expr(Converted);
      if (R != Reg::None && Converted->isPRValue() &&
          F.types().travel(Converted->getType()) == Travel::Cell)
        return F.keep(R, F.types().type(Converted->getType()));
      return R;
    }
  if (Param->isReferenceType())
    return cell(X);
  if (F.types().travel(T) != Travel::Cell)
    return value(X);
  Reg Copy = F.tempCell(T);
  F.op(X.IsRvalue ? Opcode::Move : Opcode::Copy, {Copy, cell(X)});
  return Copy;
}

/// X as C++ tests it: what a predicate gives may be a pointer or an owner.
Reg ContractEmitter::condition(const Thing &X) {
  if (X.Form == Thing::Nothing || X.Type.isNull() || X.Type->isBooleanType())
    return X.isCell() ? F.load(X.R) : value(X);
  StandIns Stand(F, Resolve);
  if (Expr *E = Stand.add(X))
    if (Expr *Converted = Resolve.construct(F.context().BoolTy, {E}))
      return F.expr(Converted);
  return Reg::None;
}

Thing ContractEmitter::lowerBuilt(const Expr *E) {
  QualType T = E->getType();
  if (E->isLValue())
    T = F.context().getLValueReferenceType(T);
  else if (E->isXValue())
    T = F.context().getRValueReferenceType(T);
  return returned(F.expr(E), T);
}

/// What a call of that type gave.
Thing ContractEmitter::returned(Reg R, QualType T) {
  Thing X;
  if (T.isNull() || T->isVoidType())
    return X;
  X.R = R;
  X.Type = T.getNonReferenceType();
  X.T = F.types().type(X.Type);
  X.IsRvalue = !T->isLValueReferenceType();
  if (R == Reg::None)
    return X;
  if (T->isReferenceType())
    X.Form = Thing::Cell;
  else
    switch (F.types().travel(X.T)) {
    case Travel::Cell:
      X.Form = Thing::Fresh;
      break;
    case Travel::Value:
      X.Form = Thing::Value;
      break;
    case Travel::Opaque:
      break;
    }
  return X;
}

void ContractEmitter::escape(ArrayRef<Thing> Args) {
  SmallVector<Reg, 4> Regs;
  for (const Thing &X : Args)
    if (X.Form != Thing::Nothing && !F.types().is(X.T, TypeKind::Scalar))
      Regs.push_back(X.R);
  if (!Regs.empty())
    F.op(Opcode::Escape, Regs);
}

} // namespace weakspot::frontend
