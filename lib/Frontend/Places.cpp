//===- Places.cpp - Names, members, elements, temporaries ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractEmitter.h"
#include "Frontend/FunctionLowering.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

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
  if (types().travel(T) == Travel::Opaque) {
    useView(D);
    return Reg::None;
  }
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
  if (types().isText(E->getType())) {
    TextCells[E] = Cell;
    return Reg::None;
  }
  if (Cell == Reg::None && types().travel(E->getType()) != Travel::Opaque)
    return unknown(types().borrow(types().type(E->getType())));
  return Cell;
}

std::optional<int64_t> FunctionLowering::lengthOf(QualType T) {
  if (T.isNull())
    return std::nullopt;
  T = T.getNonReferenceType();
  if (const ConstantArrayType *Array = context().getAsConstantArrayType(T))
    return static_cast<int64_t>(Array->getZExtSize());
  const CXXRecordDecl *D = T->getAsCXXRecordDecl();
  const contracts::Class *C = D ? MB.contractOf(D) : nullptr;
  if (!C || !C->Length)
    return std::nullopt;
  SmallVector<TemplateArgument, 4> Args = templateArguments(D);
  return *C->Length < Args.size() &&
                 Args[*C->Length].getKind() == TemplateArgument::Integral
             ? std::optional(Args[*C->Length].getAsIntegral().getExtValue())
             : std::nullopt;
}

void FunctionLowering::showElements(Reg Array, QualType T) {
  static constexpr int64_t MaxShown = 8;
  std::optional<int64_t> Length = lengthOf(T);
  if (!Length || *Length > MaxShown || Array == Reg::None)
    return;
  const ir::Type &Of = types().get(types().type(T.getNonReferenceType()));
  if (Of.Kind != TypeKind::Collection || !Mattering.matters(types(), Of.Arg))
    return;
  const ir::Type &Element = types().get(Of.Arg);
  // Which function or text it is can't be told by its place.
  bool IsOpaque = Element.Kind == TypeKind::Borrow &&
                  (Element.Arg == TypeId::None ||
                   types().is(Element.Arg, TypeKind::Opaque));
  for (int64_t No = 0; No < *Length && !IsOpaque; ++No)
    op(Opcode::Access, {Array, constInt(No)}, TypeId::None,
       static_cast<uint8_t>(Position::Key));
  if (*Length == 0)
    return;
  Reg First = op(Opcode::Elem, {Array}, TypeId::None,
                 static_cast<uint8_t>(Position::Any));
  op(Opcode::Assume, {op(Opcode::Not, {op(Opcode::IsNull, {First})})});
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
    break;
  }
  Reg Kept = keepIn(Extended, Fresh, T);
  const auto *V = dyn_cast_or_null<VarDecl>(E->getExtendingDecl());
  noteVariable(Kept, V && V->getType()->isReferenceType() ? V : nullptr);
  return Kept;
}

} // namespace weakspot::frontend
