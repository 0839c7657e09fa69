//===- CallLowering.cpp - Calls -------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/FunctionLowering.h"
#include "clang/Basic/Builtins.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

LibraryArg FunctionLowering::argument(const Expr *E) {
  LibraryArg A;
  A.E = E;
  A.ParamType = E->isLValue()   ? context().getLValueReferenceType(E->getType())
                : E->isXValue() ? context().getRValueReferenceType(E->getType())
                                : E->getType();
  A.IsRvalue = !E->isLValue();
  A.IsDefault = isa<CXXDefaultArgExpr>(E);
  A.R = operand(argumentReg(E));
  return A;
}

Reg FunctionLowering::argumentReg(const Expr *E) {
  TypeId T = types().type(E->getType());
  if (E->getType()->isVoidType() || types().travel(T) == Travel::Opaque) {
    // What is not kept has no address.
    discard(E);
    return E->getType()->isVoidType() ? Reg::None : identity(E);
  }
  if (E->isGLValue())
    return address(E);
  if (types().travel(T) == Travel::Value)
    return valueOf(E);
  Reg R = expr(E);
  return R == Reg::None ? R : keep(R, T);
}

bool FunctionLowering::matters(QualType T) {
  if (T.isNull() || T->isVoidType())
    return false;
  bool Indirect = T->isReferenceType() || T->isPointerType();
  QualType To = Indirect ? T->getPointeeType() : T;
  TypeId Id = types().type(To);
  // A number that is passed by address may be another one after the call.
  if (types().is(Id, TypeKind::Scalar))
    return Indirect && !To.isConstQualified();
  return Mattering.matters(types(), types().type(T));
}

bool MatteringTypes::matters(const TypeLowering &Types, TypeId T) {
  if (T == TypeId::None)
    return false;
  const ir::Type &Ty = Types.get(T);
  switch (Ty.Kind) {
  case TypeKind::Opaque:
  case TypeKind::Scalar:
    return false;
  case TypeKind::Strong:
  case TypeKind::Unique:
  case TypeKind::Weak:
  case TypeKind::Callable:
  case TypeKind::Record:
    return true;
  case TypeKind::Borrow:
    // Of an unknown type, as `void *`: anything.
    return Ty.Arg == TypeId::None || matters(Types, Ty.Arg);
  case TypeKind::Collection:
    return matters(Types, Ty.Arg);
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Calls by their form
//===----------------------------------------------------------------------===//

Reg FunctionLowering::callExpr(const CallExpr *E) {
  const Expr *CalleeExpr = E->getCallee()->IgnoreParens();
  if (const auto *Pseudo = dyn_cast<CXXPseudoDestructorExpr>(CalleeExpr)) {
    discard(Pseudo->getBase());
    return Reg::None;
  }
  const FunctionDecl *Callee = E->getDirectCallee();
  if (const auto *Member = dyn_cast<BinaryOperator>(CalleeExpr);
      !Callee || (Member && Member->isPtrMemOp()))
    return indirectCall(E);
  if (std::optional<Reg> R = builtinCall(E, Callee))
    return *R;

  LibraryCall Call;
  Call.Site = E;
  Call.Callee = Callee;
  ArrayRef<const Expr *> Args(E->getArgs(), E->getNumArgs());
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  bool Virtual = false;

  if (const auto *Member = dyn_cast<MemberExpr>(CalleeExpr)) {
    const Expr *Object = Member->getBase();
    if (Method && Method->isImplicitObjectMemberFunction()) {
      if (isa<CXXDestructorDecl>(Method)) {
        // An explicit end of an object's life. The place of an owner stays, and
        // may get another one.
        Reg R = Member->isArrow() ? pointee(Object) : address(Object);
        TypeId T = types().type(compat::typeOf(context(), Method->getParent()));
        bool IsOwner = types().travel(T) == Travel::Cell &&
                       !types().is(T, TypeKind::Record);
        if (R != Reg::None)
          op(IsOwner ? Opcode::Reset : Opcode::Drop, {R});
        return Reg::None;
      }
      setObject(Call, Object, Member->isArrow());
      if (Method->isVirtual() &&
          Member->performsVirtualDispatch(context().getLangOpts())) {
        const CXXMethodDecl *Final =
            Method->getDevirtualizedMethod(Object, /*IsAppleKext=*/false);
        if (Final && Final->getParent() == Method->getParent())
          Call.Callee = Final;
        else if (const CXXMethodDecl *Own = overriderInConstruction(*Member))
          Call.Callee = Own;
        else
          Virtual = true;
      }
    } else {
      discard(Object);
    }
  } else if (isa<CXXOperatorCallExpr>(E) && Method &&
             Method->isImplicitObjectMemberFunction() && !Args.empty()) {
    const Expr *Object = Args.front();
    Args = Args.drop_front();
    // C++17 evaluates the right side of an assignment first.
    if (cast<CXXOperatorCallExpr>(E)->isAssignmentOp() && Args.size() == 1) {
      Call.Args.push_back(argument(Args.front()));
      Args = {};
    }
    setObject(Call, Object, /*IsArrow=*/false);
    Virtual = Method->isVirtual() &&
              !Method->getDevirtualizedMethod(Object, /*IsAppleKext=*/false);
  } else if (isa<CXXOperatorCallExpr>(E) && Method && Method->isStatic() &&
             !Args.empty()) {
    // A static operator() is still called on an object.
    discard(Args.front());
    Args = Args.drop_front();
  }

  // What is passed for `...` is followed only where a function reads it.
  for (const Expr *A : Args)
    Call.Args.push_back(argument(A));
  // Only in code with errors: a method that no object is named for.
  if (Method && Method->isImplicitObjectMemberFunction() &&
      Call.This == Reg::None)
    Call.This =
        unknown(types().type(compat::typeOf(context(), Method->getParent())));
  Reg R = callResolved(Call, Virtual);
  followTexts(*E, Call.This);
  return R;
}

/// While an object is made or destroyed, its class is the constructor's or
/// destructor's own.
const CXXMethodDecl *
FunctionLowering::overriderInConstruction(const MemberExpr &Member) {
  const auto *Structor = dyn_cast_or_null<CXXMethodDecl>(Lowered);
  const auto *Method = cast<CXXMethodDecl>(Member.getMemberDecl());
  if (!isa_and_nonnull<CXXConstructorDecl, CXXDestructorDecl>(Structor) ||
      !isa<CXXThisExpr>(Member.getBase()->IgnoreParenImpCasts()))
    return nullptr;
  const CXXMethodDecl *Own =
      Method->getCorrespondingMethodInClass(Structor->getParent());
  return Own && !Own->isPureVirtual() ? Own : nullptr;
}

/// The object of a member call. A member of a library's internal base class is
/// looked for in the contract of the class that the library offers.
void FunctionLowering::setObject(LibraryCall &Call, const Expr *Object,
                                 bool IsArrow) {
  Call.ThisIsRvalue = !IsArrow && !Object->isLValue();
  Call.ThisType =
      IsArrow ? Object->getType()->getPointeeType() : Object->getType();
  const auto *Method = cast<CXXMethodDecl>(Call.Callee);
  const auto *Cast =
      dyn_cast<ImplicitCastExpr>(Object->IgnoreParenNoopCasts(context()));
  if (Cast && !MB.contractOf(Method->getParent()) &&
      (Cast->getCastKind() == CK_UncheckedDerivedToBase ||
       Cast->getCastKind() == CK_DerivedToBase)) {
    const Expr *Sub = Cast->getSubExpr();
    QualType T = IsArrow ? Sub->getType()->getPointeeType() : Sub->getType();
    const CXXRecordDecl *Class = T->getAsCXXRecordDecl();
    for (const CXXBaseSpecifier *Step : Cast->path()) {
      if (!Class || MB.contractOf(Class))
        break;
      Class = Step->getType()->getAsCXXRecordDecl();
    }
    if (Class && MB.contractOf(Class)) {
      Reg R = IsArrow ? pointee(Sub) : address(Sub);
      Call.This = operand(castPath(R, Cast, Class->getCanonicalDecl()));
      Call.ThisType = compat::typeOf(context(), Class);
      return;
    }
  }
  Call.This = operand(IsArrow ? pointee(Object) : address(Object));
}

Reg FunctionLowering::indirectCall(const CallExpr *E) {
  const Expr *Callee = E->getCallee()->IgnoreParens();
  QualType Result = E->getType();
  if (E->isLValue())
    Result = context().getLValueReferenceType(Result);
  else if (E->isXValue())
    Result = context().getRValueReferenceType(Result);
  TypeId Ret = types().returnType(Result);
  SmallVector<Reg, 4> Args;
  Reg Target = Reg::None;
  if (const auto *Member = dyn_cast<BinaryOperator>(Callee);
      Member && Member->isPtrMemOp()) {
    Args.push_back(operand(Member->getOpcode() == BO_PtrMemI
                               ? pointee(Member->getLHS())
                               : address(Member->getLHS())));
    Target = expr(Member->getRHS());
  } else if (Callee->getType()->isBlockPointerType()) {
    discard(Callee);
  } else if (Callee->getType()->isSpecificBuiltinType(
                 BuiltinType::BoundMember) ||
             Callee->getType()->isDependentType()) {
    return unmodelled(E);
  } else {
    Target = expr(Callee);
  }
  for (const Expr *A : E->arguments())
    Args.push_back(operand(argumentReg(A)));
  if (Target == Reg::None)
    Target = unknown(types().borrow(TypeId::None));
  Reg R = invoke(Target, Args, Ret);
  return R;
}

std::optional<Reg> FunctionLowering::builtinCall(const CallExpr *E,
                                                 const FunctionDecl *Callee) {
  switch (Callee->getBuiltinID()) {
  case 0:
    return std::nullopt;
  case Builtin::BImove:
  case Builtin::BImove_if_noexcept:
  case Builtin::BIforward:
  case Builtin::BIforward_like:
  case Builtin::BIas_const:
    return address(E->getArg(0));
  case Builtin::BIaddressof:
  case Builtin::BI__addressof:
  case Builtin::BI__builtin_addressof: {
    Reg R = address(E->getArg(0));
    return R == Reg::None ? unknownOf(E) : R;
  }
  case Builtin::BI__builtin_expect:
  case Builtin::BI__builtin_expect_with_probability:
  case Builtin::BI__builtin_launder:
  case Builtin::BI__builtin_assume_aligned:
    return expr(E->getArg(0));
  case Builtin::BI__builtin_unreachable:
  case Builtin::BI__builtin_trap:
  case Builtin::BI__builtin_debugtrap:
    unreachable();
    return Reg::None;
  default:
    break;
  }
  if (!Callee->getDeclName().isIdentifier() ||
      !Callee->getName().starts_with("__"))
    return std::nullopt;
  // The rest compute; what is passed by address may be changed.
  SmallVector<Reg, 4> Escaping;
  for (const Expr *A : E->arguments()) {
    Reg R = argumentReg(A);
    if (R != Reg::None && matters(A->getType()))
      Escaping.push_back(R);
  }
  if (!Escaping.empty())
    op(Opcode::Escape, Escaping);
  if (Callee->isNoReturn()) {
    unreachable();
    return Reg::None;
  }
  if (std::optional<int64_t> Value = constantOf(E))
    return constInt(*Value);
  return unknownOf(E);
}

//===----------------------------------------------------------------------===//
// Calls by what is called
//===----------------------------------------------------------------------===//

Reg FunctionLowering::callResolved(LibraryCall &Call, bool Virtual) {
  const FunctionDecl *Callee = Call.Callee;
  const CXXRecordDecl *Library =
      Call.ThisType.isNull() ? nullptr : Call.ThisType->getAsCXXRecordDecl();
  if (MB.hasContract(Callee) || (Library && MB.contractOf(Library)))
    if (std::optional<Reg> R = lowerByContract(*this, Call)) {
      if (Callee->isNoReturn())
        unreachable();
      return *R;
    }

  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  TypeId Class =
      Method ? types().type(compat::typeOf(context(), Method->getParent()))
             : TypeId::None;
  // A defaulted assignment is one of all slots.
  if (Method && Call.This != Reg::None && Call.Args.size() == 1 &&
      (Method->isCopyAssignmentOperator() ||
       Method->isMoveAssignmentOperator()) &&
      (Method->isDefaulted() || MB.symbols().inSystemHeader(Method))) {
    if (types().travel(Class) == Travel::Cell)
      op(Method->isMoveAssignmentOperator() ? Opcode::Move : Opcode::Copy,
         {Call.This, Call.Args[0].R});
    else if (types().travel(Class) == Travel::Value)
      store(Call.This, load(Call.Args[0].R));
    return Call.This;
  }

  SmallVector<Reg, 4> Args;
  bool Matters = false;
  if (Call.This != Reg::None) {
    Args.push_back(Call.This);
    Matters |= Class != TypeId::None && Mattering.matters(types(), Class);
  }
  unsigned Fixed = Callee->getNumParams();
  SmallVector<Reg, 4> Variadic;
  for (auto [I, A] : enumerate(Call.Args)) {
    bool M = matters(I < Fixed ? Callee->getParamDecl(I)->getType()
                               : A.E->getType());
    Matters |= M;
    if (I < Fixed)
      Args.push_back(A.R);
    else if (M)
      Variadic.push_back(A.R);
  }
  // A call with an error in it has no default arguments.
  for (unsigned I = Call.Args.size(); I < Fixed; ++I)
    Args.push_back(unknown(types().type(Callee->getParamDecl(I)->getType())));
  TypeId Ret = types().returnType(Callee->getReturnType());
  Matters |= matters(Callee->getReturnType());
  if (!Variadic.empty())
    op(Opcode::Escape, Variadic);

  // A library function that can neither reach an owner nor give one.
  if (!Matters && MB.symbols().inSystemHeader(Callee)) {
    if (Callee->isNoReturn())
      unreachable();
    return Ret == TypeId::None ? Reg::None : answerOr(Call.Site, Ret);
  }
  FuncId Id = MB.function(Callee);
  Reg R = call(Virtual ? Opcode::VCall : Opcode::Call, Id, Args,
               module().function(Id).Ret);
  if (Callee->isNoReturn())
    unreachable();
  return R;
}

} // namespace weakspot::frontend
