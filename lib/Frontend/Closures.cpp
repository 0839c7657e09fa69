//===- Closures.cpp - Lambda expressions --------------------------------===//
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
    O.Slot = MB.module().internName(
        MB.module().record(Slot->Record).Slots[Slot->Number].Name);
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
  if (R == Reg::None)
    O.R = unknown(types().borrow(T));
  else
    // An object is made where it stays: nothing of it is left to be destroyed.
    O.R = types().is(T, TypeKind::Record) ? R : keep(R, T);
}

} // namespace weakspot::frontend
