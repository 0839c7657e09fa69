//===- ContractOps.cpp - The operations among a contract's steps ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractEmitter.h"
#include "llvm/Support/xxhash.h"

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
  case Opcode::Swap:
  case Opcode::Weaken:
  case Opcode::Lock:
  case Opcode::Splice:
    return BothCells(S.Op);
  case Opcode::SharedFromThis: {
    Reg Owner = cell(Operand(0)), Object = cell(Operand(1));
    if (Owner != Reg::None && Object != Reg::None)
      F.op(S.Op, {Owner, Object});
    return;
  }
  case Opcode::Reset:
    return emitReset(Operand(0));
  case Opcode::Adopt: {
    if (S.Operands.size() < 3 || (S.Operands[2].Kind == PlaceKind::Arg &&
                                  S.Operands[2].Index >= Call.Args.size()))
      return emitAdopt(Operand(0), Operand(1), nullptr);
    Thing Deleter = Operand(2);
    return emitAdopt(Operand(0), Operand(1), &Deleter);
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
  case Opcode::Erase: {
    Reg Collection = cell(Operand(0));
    if (Collection == Reg::None)
      return;
    if (S.Operands.size() == 1) {
      F.op(S.Op, {Collection});
      return;
    }
    if (Reg Element = value(Operand(1)); Element != Reg::None)
      F.op(S.Op, {Collection, Element});
    return;
  }
  case Opcode::Insert:
    return define(S, emitInsert(S));
  case Opcode::Elem:
  case Opcode::Access:
  case Opcode::Emplace: {
    Thing Collection = Operand(0);
    Reg R = Reg::None;
    if (Collection.isCell() &&
        F.types().is(Collection.T, TypeKind::Collection)) {
      SmallVector<Reg, 2> Args = {Collection.R};
      if (S.Sub == static_cast<uint8_t>(Position::Key))
        Args.push_back(key(Operand(1)));
      R = F.op(S.Op, Args, TypeId::None, S.Sub);
    }
    return define(S, elementOf(Collection, R));
  }
  case Opcode::Field:
    return define(S, emitField(S));
  case Opcode::Temp:
  case Opcode::Alloc:
  case Opcode::Unknown: {
    Thing X;
    X.Type = resolve(S.Type);
    X.T = S.Type.K == TypeRef::Callable ? F.types().make(TypeKind::Callable)
          : X.Type.isNull()
              ? F.types().opaque() // Not all classes of a contract have it.
              : F.types().type(X.Type.getNonReferenceType());
    if (S.Type.K == TypeRef::Callable || !F.types().is(X.T, TypeKind::Opaque) ||
        S.Op == Opcode::Alloc) {
      X.R = S.Op == Opcode::Temp    ? F.tempCell(X.T)
            : S.Op == Opcode::Alloc ? F.alloc(X.T)
                                    : F.unknown(X.T);
      X.Form = S.Op == Opcode::Unknown && F.types().travel(X.T) == Travel::Value
                   ? Thing::Value
                   : Thing::Cell;
      X.IsStep = S.Op != Opcode::Temp;
    }
    return define(S, X);
  }
  case Opcode::Const: {
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
    return define(S, X);
  }
  case Opcode::Cmp: {
    Reg A = value(Operand(0)), B = value(Operand(1));
    Thing X;
    X.T = F.types().scalar();
    if (A != Reg::None && B != Reg::None) {
      X.R = F.op(S.Op, {A, B}, TypeId::None, S.Sub);
      X.Form = Thing::Value;
    }
    return define(S, X);
  }
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

Thing ContractEmitter::emitUnary(const Step &S) {
  Thing Of = thing(S.Operands[0]);
  Thing X;
  switch (S.Op) {
  case Opcode::Load:
  case Opcode::Deref:
  case Opcode::Release: {
    X = elementOf(Of, Reg::None);
    if (Of.Form == Thing::Nothing)
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
  case Opcode::UseCount: {
    X.T = F.types().scalar();
    bool OfCell = S.Op == Opcode::Expired || S.Op == Opcode::UseCount;
    Reg R = OfCell ? cell(Of) : value(Of);
    if (R == Reg::None)
      return X;
    X.R = F.op(S.Op, {R});
    X.Form = Thing::Value;
    return X;
  }
  default:
    return X;
  }
}

/// The string literal that an opaque key is made of.
static const clang::StringLiteral *literalIn(const Expr *E) {
  while (E) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Literal = dyn_cast<clang::StringLiteral>(E))
      return Literal;
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
      E = Construct->getNumArgs() ? Construct->getArg(0) : nullptr;
    else if (const auto *M = dyn_cast<MaterializeTemporaryExpr>(E))
      E = M->getSubExpr();
    else if (const auto *B = dyn_cast<CXXBindTemporaryExpr>(E))
      E = B->getSubExpr();
    else if (const auto *C = dyn_cast<CXXFunctionalCastExpr>(E))
      E = C->getSubExpr();
    else
      return nullptr;
  }
  return nullptr;
}

/// A key is what a cell of a value type holds, but an owner as such. Equal
/// literals are equal keys, and different ones differ: their hash is followed.
Reg ContractEmitter::key(const Thing &X) {
  if (X.Form == Thing::Nothing)
    if (const clang::StringLiteral *Literal = literalIn(X.E))
      return F.constInt(
          static_cast<int64_t>(xxh3_64bits(Literal->getBytes()) >> 1));
  if (X.isCell() && F.types().travel(X.T) == Travel::Value)
    return F.load(X.R);
  return F.operand(X.isCell() ? X.R : value(X));
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

/// Of a record: of all its slots, as where a variant changes its alternative.
void ContractEmitter::emitReset(const Thing &X) {
  if (!X.isCell())
    return;
  if (F.types().is(X.T, TypeKind::Record)) {
    RecordId Rec = F.types().get(X.T).Record;
    for (unsigned I = 0; I < F.module().record(Rec).Slots.size(); ++I) {
      TypeId SlotType = F.module().record(Rec).Slots[I].Type;
      if (F.types().travel(SlotType) != Travel::Cell ||
          F.types().is(SlotType, TypeKind::Record))
        continue;
      F.op(Opcode::Reset, {F.field(X.R, Rec, I)});
    }
    return;
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
    F.op(Opcode::Adopt, {O, Address});
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

//===----------------------------------------------------------------------===//
// Collections and records
//===----------------------------------------------------------------------===//

Thing ContractEmitter::emitInsert(const Step &S) {
  Thing Collection = thing(S.Operands[0]);
  Thing What = thing(S.Operands[1]);
  Thing Element = elementOf(Collection, Reg::None);
  if (!Collection.isCell() || !F.types().is(Collection.T, TypeKind::Collection))
    return Element;

  // An element of another type than the value's is converted in place.
  bool Converts =
      Element.T != What.T && F.types().is(Element.T, TypeKind::Record);
  bool ByValue = F.types().travel(Element.T) == Travel::Value;
  Instr I;
  I.Sub = S.Sub;
  I.Args.push_back({Collection.R, Transfer::None, {}});
  Reg V = ByValue && !What.isCell() ? value(What) : cell(What);
  if (Converts || V == Reg::None || What.IsNull) {
    I.Op = Opcode::Emplace;
  } else {
    I.Op = Opcode::Insert;
    Transfer How = Transfer::Copy;
    if (ByValue && !What.isCell())
      How = Transfer::Ref;
    else if (transferOp(S.Operands[1].How, What) == Opcode::Move)
      How = Transfer::Move;
    I.Args.push_back({V, How, {}});
  }
  if (S.Operands.size() > 2)
    I.Args.push_back({key(thing(S.Operands[2])), Transfer::None, {}});
  else if (S.Sub == static_cast<uint8_t>(Position::Key))
    I.Args.push_back({F.opaqueValue(), Transfer::None, {}});
  Element.R = F.emit(I);
  Element.Form = Thing::Cell;
  if (Converts && What.Form != Thing::Nothing)
    construct(Element, {What});
  return Element;
}

Thing ContractEmitter::emitField(const Step &S) {
  Thing Object = thing(S.Operands[0]);
  Thing X;
  const CXXRecordDecl *D =
      Object.Type.isNull() ? nullptr : Object.Type->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  SmallVector<TemplateArgument, 4> Parts = templateArguments(D);
  auto NameOf = [&](unsigned I) {
    return C && I < C->SlotNames.size() ? C->SlotNames[I] : std::to_string(I);
  };
  auto IsPart = [&](unsigned I, QualType T) {
    return Parts[I].getKind() == TemplateArgument::Type &&
           F.context().hasSameUnqualifiedType(
               Parts[I].getAsType().getNonReferenceType(), T);
  };

  // By name, by number, or by type: that of a template argument, or what an
  // argument's type initialises.
  std::string Name = S.Slot;
  if (Name.empty()) {
    TemplateArgument A =
        S.Type.K == TypeRef::Arg ? TemplateArgument() : templateArg(S.Type);
    if (A.getKind() == TemplateArgument::Integral) {
      Name = NameOf(A.getAsIntegral().getExtValue());
    } else if (QualType Wanted = resolve(S.Type); !Wanted.isNull()) {
      Wanted = Wanted.getNonReferenceType();
      for (unsigned I = 0; I < Parts.size() && Name.empty(); ++I)
        if (IsPart(I, Wanted))
          Name = NameOf(I);
      for (unsigned I = 0; I < Parts.size() && Name.empty(); ++I)
        if (Parts[I].getKind() == TemplateArgument::Type &&
            Resolve.convert(Parts[I].getAsType(),
                            Resolve.standIn(Wanted, VK_XValue)))
          Name = NameOf(I);
    }
  }
  bool IsReference = false;
  for (unsigned I = 0; I < Parts.size(); ++I)
    if (NameOf(I) == Name && Parts[I].getKind() == TemplateArgument::Type) {
      X.Type = Parts[I].getAsType().getNonReferenceType();
      IsReference = Parts[I].getAsType()->isReferenceType();
    }

  if (!Object.isCell() || !F.types().is(Object.T, TypeKind::Record))
    return X;
  auto Slot = F.types().slotNamed(F.types().get(Object.T).Record, Name);
  if (!Slot)
    return X;
  X.T = F.module().record(Slot->Record).Slots[Slot->Number].Type;
  X.R = F.field(Object.R, Slot->Record, Slot->Number);
  if (IsReference) {
    X.R = F.load(X.R);
    X.T = F.types().get(X.T).Arg;
  }
  X.Form = Thing::Cell;
  X.IsStep = true;
  X.IsRvalue = Object.IsRvalue;
  return X;
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
      I.Args.push_back({Holder, Transfer::None, {}});
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
  I.Args.push_back({V, How, {}});
  F.emit(I);
}

} // namespace weakspot::frontend
