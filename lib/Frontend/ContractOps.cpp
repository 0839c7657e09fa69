//===- ContractOps.cpp - The operations among a contract's steps ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractEmitter.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;
using weakspot::contracts::Pass;
using weakspot::contracts::PlaceKind;
using weakspot::contracts::Step;
using weakspot::contracts::TypeRef;

namespace weakspot::frontend {

/// Temps are numbered by definition: a step that writes nothing still defines.
void ContractEmitter::emitOp(const Step &S) {
  auto Operand = [&](unsigned I) {
    return I < S.Operands.size() ? thing(S.Operands[I]) : Thing();
  };
  auto BothCells = [&](Opcode Op) {
    Reg A = cell(Operand(0)), B = cell(Operand(1));
    if (A != Reg::None && B != Reg::None)
      F.op(Op, {A, B});
  };

  switch (S.Op) {
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::DynCast:
    return transfer(S.Op, S.Operands[0], Operand(1));
  case Opcode::Lock:
    // A step that is for some of a contract's classes only.
    if (!F.types().is(Operand(1).T, TypeKind::Weak))
      return;
    return BothCells(S.Op);
  case Opcode::SharedFromThis:
    return emitSharedFromThis(cell(Operand(0)), cell(Operand(1)), Operand(0).T);
  case Opcode::Weaken:
    if (!F.types().is(Operand(1).T, TypeKind::Strong) &&
        !F.types().is(Operand(1).T, TypeKind::Unique))
      return emitWeakTo(Operand(0), Operand(1));
    return BothCells(S.Op);
  case Opcode::Swap:
  case Opcode::Splice:
    return BothCells(S.Op);
  case Opcode::Reset:
    return emitReset(Operand(0));
  case Opcode::Adopt: {
    if (S.Operands.size() < 3 || (S.Operands[2].Kind == PlaceKind::Arg &&
                                  argNumber(S.Operands[2]) >= Call.Args.size()))
      return emitAdopt(Operand(0), Operand(1), nullptr);
    Thing Deleter = Operand(2);
    return emitAdopt(Operand(0), Operand(1), &Deleter);
  }
  case Opcode::Share: {
    Reg Owner = cell(Operand(0)), Object = value(Operand(1));
    if (Owner == Reg::None)
      return;
    if (Object == Reg::None)
      Object = F.unknown(F.types().borrow(F.types().get(Operand(0).T).Arg));
    F.op(S.Op, {Owner, Object});
    return;
  }
  case Opcode::Alias: {
    Reg Dst = cell(Operand(0)), Owner = cell(Operand(1)),
        Object = value(Operand(2));
    if (Dst != Reg::None && Owner != Reg::None)
      F.op(S.Op, {Dst, Owner, F.operand(Object)});
    return;
  }
  case Opcode::Store: {
    Reg Cell = cell(Operand(0)), Value = value(Operand(1));
    if (Cell != Reg::None && F.types().travel(Operand(0).T) == Travel::Value)
      F.store(Cell, Value == Reg::None ? F.unknown(Operand(0).T) : Value);
    return;
  }
  case Opcode::Erase:
    return emitErase(S);
  case Opcode::Insert:
    return define(S, emitInsert(S));
  case Opcode::Elem:
  case Opcode::Access:
  case Opcode::Emplace:
    return define(S, emitElement(S));
  case Opcode::Field:
    return define(S, emitField(S));
  case Opcode::Temp:
  case Opcode::Alloc:
  case Opcode::Unknown:
    return define(S, emitCell(S));
  case Opcode::Const:
    return define(S, emitConstant(S));
  case Opcode::Add:
  case Opcode::Sub:
  case Opcode::Mul:
  case Opcode::Rem:
  case Opcode::Cmp:
    return define(S, emitArithmetic(S));
  case Opcode::Retain:
    return emitRetain(S);
  case Opcode::Escape: {
    SmallVector<Thing, 4> All = things(S.Operands);
    return escape(All);
  }
  case Opcode::Drop:
  case Opcode::Unretain:
    if (Reg R = cell(Operand(0)); R != Reg::None)
      F.op(S.Op, {R});
    return;
  case Opcode::Delete:
  case Opcode::Assume:
    if (Reg R = value(Operand(0)); R != Reg::None)
      F.op(S.Op, {R});
    return;
  case Opcode::Unreachable:
    return F.unreachable();
  default:
    return define(S, emitUnary(S));
  }
}

/// A weak reference to an object that counts its owners itself.
void ContractEmitter::emitWeakTo(const Thing &Weak, const Thing &Object) {
  Reg Cell = cell(Weak), Address = value(Object);
  if (Cell == Reg::None || Address == Reg::None)
    return;
  Reg Owner =
      F.tempCell(F.types().make(TypeKind::Strong, F.types().get(Weak.T).Arg));
  F.op(Opcode::Share, {Owner, Address});
  F.op(Opcode::Weaken, {Cell, Owner});
}

/// Where a handler waits for the failure, the object is asked whether it has an
/// owner: what follows runs if it has.
void ContractEmitter::emitSharedFromThis(Reg Owner, Reg Object, TypeId T) {
  if (Owner == Reg::None || Object == Reg::None)
    return;
  if (!F.types().is(T, TypeKind::Strong) || !F.expectsNoOwner()) {
    F.op(Opcode::SharedFromThis, {Owner, Object});
    return;
  }
  Reg Weak = F.tempCell(F.types().make(TypeKind::Weak, F.types().get(T).Arg));
  F.op(Opcode::SharedFromThis, {Weak, Object});
  F.op(Opcode::Lock, {Owner, Weak});
  Reg IsGone = F.op(Opcode::IsNull, {F.op(Opcode::Load, {Owner})});
  F.op(Opcode::Assume, {F.op(Opcode::Not, {IsGone})});
}

/// A pointee that has no class of C++, as the callables that a handle leads to;
/// opaque where there is none: not all classes of a contract have the type.
TypeId ContractEmitter::pointeeWithoutClass(const TypeRef &T) {
  TypeId Owner = TypeId::None;
  if (T.K == TypeRef::ThisPointee)
    Owner = F.types().type(Call.ThisType.getNonReferenceType());
  else if (T.K == TypeRef::ResultPointee)
    Owner = ResT;
  TypeId Pointee =
      Owner == TypeId::None ? TypeId::None : F.types().get(Owner).Arg;
  return Pointee == TypeId::None ? F.types().opaque() : Pointee;
}

Thing ContractEmitter::emitCell(const Step &S) {
  Thing X;
  X.Type = resolve(S.Type);
  bool IsCallable = S.Type.K == TypeRef::Callable;
  if (IsCallable)
    X.T = F.types().make(TypeKind::Callable);
  else if (!X.Type.isNull())
    X.T = F.types().type(X.Type.getNonReferenceType());
  else
    X.T = pointeeWithoutClass(S.Type);
  if (!IsCallable && F.types().is(X.T, TypeKind::Opaque) &&
      S.Op != Opcode::Alloc)
    return X;
  X.Form = Thing::Cell;
  X.IsStep = S.Op != Opcode::Temp;
  if (S.Op == Opcode::Temp) {
    X.R = F.tempCell(X.T);
  } else if (S.Op == Opcode::Alloc) {
    X.R = F.alloc(X.T);
  } else {
    X.R = F.unknown(X.T);
    if (F.types().travel(X.T) == Travel::Value)
      X.Form = Thing::Value;
  }
  return X;
}

Thing ContractEmitter::emitConstant(const Step &S) {
  Thing X;
  X.Form = Thing::Value;
  X.T = F.types().scalar();
  switch (static_cast<ConstKind>(S.Sub)) {
  case ConstKind::Null:
    X.R = F.constNull();
    X.IsNull = true;
    X.T = F.types().borrow(TypeId::None);
    break;
  case ConstKind::True:
  case ConstKind::False:
    X.R = F.constBool(static_cast<ConstKind>(S.Sub) == ConstKind::True);
    break;
  case ConstKind::Int: {
    int64_t N = S.Int;
    if (S.Type.K != TypeRef::NoType) {
      TemplateArgument A = templateArg(S.Type);
      N = A.getKind() == TemplateArgument::Integral
              ? A.getAsIntegral().getExtValue()
              : 0;
    }
    X.R = F.constInt(N);
    break;
  }
  }
  return X;
}

/// Of what is not followed, equality is that of what stands for it.
Thing ContractEmitter::emitArithmetic(const Step &S) {
  bool IsOrder =
      S.Op != Opcode::Cmp || (S.Sub != static_cast<uint8_t>(Predicate::Eq) &&
                              S.Sub != static_cast<uint8_t>(Predicate::Ne));
  auto ValueOf = [&](const Thing &X) {
    if (IsOrder || X.Form != Thing::Nothing || X.IsNull || !X.E)
      return value(X);
    Reg R = F.identity(X.E, /*IsExact=*/true);
    return R == Reg::None ? F.standIn(X.E) : R;
  };
  Reg A = ValueOf(thing(S.Operands[0])), B = ValueOf(thing(S.Operands[1]));
  Thing X;
  X.T = F.types().scalar();
  if (A != Reg::None && B != Reg::None) {
    X.R = F.op(S.Op, {A, B}, TypeId::None, S.Sub);
    X.Form = Thing::Value;
  }
  return X;
}

Thing ContractEmitter::emitUnary(const Step &S) {
  Thing Of = thing(S.Operands[0]);
  Thing X;
  switch (S.Op) {
  case Opcode::Load:
  case Opcode::Deref:
  case Opcode::Release: {
    X = elementOf(Of, Reg::None);
    // A step may be for some of a contract's classes only.
    if (Of.Form == Thing::Nothing || F.types().is(Of.T, TypeKind::Record))
      return X;
    // A value is already what a cell of its type would hold.
    X.R = Of.Form == Thing::Value ? Of.R : F.op(S.Op, {Of.R});
    X.Form = Thing::Cell;
    return X;
  }
  case Opcode::Next: {
    X = Of.IsStep ? Of : pointeeOf(Of);
    if (X.Form == Thing::Nothing)
      return X;
    X.R = F.op(S.Op, {X.R});
    X.IsStep = true;
    return X;
  }
  case Opcode::IsNull:
  case Opcode::Not:
  case Opcode::Expired:
  case Opcode::UseCount:
  case Opcode::Size: {
    X.T = F.types().scalar();
    std::optional<int64_t> Length =
        S.Op == Opcode::Size ? F.lengthOf(Of.Type) : std::nullopt;
    bool OfCell = S.Op != Opcode::IsNull && S.Op != Opcode::Not;
    Reg R = OfCell ? cell(Of) : value(Of);
    if (Length)
      X.R = F.constInt(*Length);
    else if (S.Op == Opcode::Size &&
             (R == Reg::None || !ownsThroughElements(Of)))
      X.R = F.sizeOf(Of.E, Call.Site);
    else if (R != Reg::None)
      X.R = F.op(S.Op, {R});
    if (X.R == Reg::None)
      return X;
    X.Form = Thing::Value;
    return X;
  }
  default:
    return X;
  }
}

//===----------------------------------------------------------------------===//
// Copies and moves
//===----------------------------------------------------------------------===//

/// What a reference result refers to is the thing itself; a value is what the
/// thing holds.
void ContractEmitter::transfer(Opcode Op, const contracts::Place &To,
                               Thing Src) {
  if (To.Kind == PlaceKind::Result && ResForm != ResultForm::Cell) {
    Src.IsStep = false;
    return setResult(Src);
  }
  emitCopy(Op, thing(To), Src);
}

void ContractEmitter::emitCopy(Opcode Op, const Thing &Dst, const Thing &Src) {
  if (Dst.Form == Thing::Nothing)
    return;
  Travel Way = F.types().travel(Dst.T);
  if (Way == Travel::Value) {
    if (!Dst.isCell())
      return;
    Reg V = Src.isCell() && F.types().travel(Src.T) == Travel::Value
                ? F.load(Src.R)
                : value(Src);
    F.store(Dst.R, V == Reg::None ? F.unknown(Dst.T) : V);
    return;
  }
  if (Src.IsNull)
    return emitReset(Dst);
  if (Src.Form == Thing::Nothing)
    return;
  if (F.types().is(Dst.T, TypeKind::Record) && Dst.T != Src.T &&
      F.types().is(Src.T, TypeKind::Record))
    return copySlots(Op, Dst, Src);
  // A weak pointer takes nothing from an owner, rvalue or not.
  if (F.types().is(Dst.T, TypeKind::Weak) &&
      F.types().is(Src.T, TypeKind::Strong))
    Op = Opcode::Copy;
  F.op(Op, {Dst.R, cell(Src)});
}

/// Between records of a library's templates (pair<A, B> to pair<C, D>, a tie):
/// part by part.
void ContractEmitter::copySlots(Opcode Op, const Thing &Dst, const Thing &Src) {
  SmallVector<Thing, 4> To, From;
  unpack(Dst, To);
  unpack(Src, From);
  if (To.size() != From.size() || To.empty()) {
    F.op(Op, {Dst.R, cell(Src)});
    return;
  }
  for (auto [D, S] : zip(To, From))
    emitCopy(Op, D, S);
}

/// Empties what a record's slots own, whatever they are.
void ContractEmitter::emptySlots(Reg Record, RecordId Id) {
  for (RecordId Base : F.module().record(Id).Bases)
    emptySlots(Record, Base);
  for (unsigned I = 0; I < F.module().record(Id).Slots.size(); ++I) {
    TypeId T = F.module().record(Id).Slots[I].Type;
    if (F.types().is(T, TypeKind::Record))
      emptySlots(F.field(Record, Id, I), F.types().get(T).Record);
    else if (F.types().travel(T) == Travel::Cell)
      F.op(Opcode::Reset, {F.field(Record, Id, I)});
  }
}

/// Of a record: of all its slots, as where a variant changes its alternative.
void ContractEmitter::emitReset(const Thing &X) {
  if (!X.isCell())
    return;
  if (F.types().is(X.T, TypeKind::Record)) {
    RecordId Id = F.types().get(X.T).Record;
    // The alternative that goes may be of a class with a destructor.
    for (unsigned I = 0; I < F.module().record(Id).Slots.size(); ++I)
      if (F.types().is(F.module().record(Id).Slots[I].Type, TypeKind::Record))
        F.op(Opcode::Drop, {F.field(X.R, Id, I)});
    return emptySlots(X.R, Id);
  }
  if (F.types().travel(X.T) == Travel::Value) {
    F.store(X.R, F.constNull());
    return;
  }
  F.op(Opcode::Reset, {X.R});
}

//===----------------------------------------------------------------------===//
// Owners
//===----------------------------------------------------------------------===//

/// Whether calling the deleter does nothing, as that of an object with static
/// or automatic storage, or of one that something else owns.
static bool doesNothing(const CXXRecordDecl *Deleter) {
  if (!Deleter || !Deleter->isLambda() || Deleter->isGenericLambda())
    return false;
  const CXXMethodDecl *Call = Deleter->getLambdaCallOperator();
  const auto *Body =
      Call ? dyn_cast_if_present<CompoundStmt>(Call->getBody()) : nullptr;
  return Body && Body->body_empty();
}

void ContractEmitter::emitAdopt(const Thing &Owner, const Thing &Object,
                                const Thing *Deleter) {
  Reg O = cell(Owner);
  if (O == Reg::None)
    return;
  Reg Address = value(Object);
  if (Address == Reg::None)
    Address = F.unknown(F.types().borrow(F.types().get(Owner.T).Arg));
  // A pointer to an array's first element stands for the array.
  if (TypeId Owned = F.types().get(Owner.T).Arg;
      F.types().is(Owned, TypeKind::Collection) && Object.E &&
      Object.Type->isAnyPointerType())
    Address = F.alloc(Owned);
  bool HasDeleter = Deleter && Deleter->isCell() &&
                    F.types().travel(Deleter->T) == Travel::Cell;
  if (Deleter && !Deleter->Type.isNull() &&
      F.types().is(Owner.T, TypeKind::Strong) &&
      doesNothing(Deleter->Type->getAsCXXRecordDecl())) {
    // The control block owns the deleter's captures, not the object.
    HasDeleter &= Deleter->Type->getAsCXXRecordDecl()->capture_size() != 0;
    TypeId Block =
        HasDeleter ? F.types().make(TypeKind::Strong, Deleter->T) : Owner.T;
    Reg Keeper = F.tempCell(Block);
    if (HasDeleter) {
      Reg Kept = F.alloc(Deleter->T);
      F.op(transferOp(Pass::Forward, *Deleter), {Kept, Deleter->R});
      F.op(Opcode::Adopt, {Keeper, Kept});
    }
    F.op(Opcode::Alias, {O, Keeper, Address});
    return;
  }
  if (!HasDeleter) {
    SmallVector<Reg, 3> Args = {O, Address};
    if (Deleter && Deleter->Form != Thing::Nothing &&
        Deleter->Type->isFunctionPointerType())
      Args.push_back(value(*Deleter));
    F.op(Opcode::Adopt, Args);
    return;
  }
  // The deleter's cell is moved into the block; an lvalue's is copied first.
  Reg D = Deleter->R;
  if (!Deleter->IsRvalue) {
    D = F.tempCell(Deleter->T);
    F.op(Opcode::Copy, {D, Deleter->R});
  }
  F.op(Opcode::Adopt, {O, Address, D});
}

Opcode ContractEmitter::transferOp(Pass How, const Thing &Src) {
  bool Moves = How == Pass::Move || (How == Pass::Forward && Src.IsRvalue);
  return Moves ? Opcode::Move : Opcode::Copy;
}

void ContractEmitter::emitRetain(const Step &S) {
  Instr I;
  I.Op = Opcode::Retain;
  I.Sub = S.Sub;
  I.HasFirst = S.HasFirst;
  if (S.HasFirst) {
    Reg Holder = cell(thing(S.Operands[0]));
    I.HasFirst = Holder != Reg::None;
    if (I.HasFirst)
      I.Args.push_back({Holder, {}, Transfer::None});
  }
  const contracts::Place &P = S.Operands.back();
  Thing What = thing(P);
  Reg V = cell(What);
  if (V == Reg::None)
    return;
  Transfer How = Transfer::Copy;
  if (P.How == Pass::Ref || F.types().travel(What.T) == Travel::Value)
    How = Transfer::Ref;
  else if (transferOp(P.How, What) == Opcode::Move)
    How = Transfer::Move;
  I.Args.push_back({V, {}, How});
  F.emit(I);
}

} // namespace weakspot::frontend
