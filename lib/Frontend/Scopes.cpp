//===- Scopes.cpp - Who is dropped when -----------------------------------===//
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

FunctionLowering::Scope::Scope(FunctionLowering &F, const Stmt *S)
    : F(F), Depth(F.Cleanups.size()), NumInScope(F.InScope.size()) {
  F.Scopes.push_back({S, Depth});
}

FunctionLowering::Scope::~Scope() {
  if (F.isOpen())
    F.emitCleanups(Depth);
  F.Cleanups.truncate(Depth);
  F.InScope.truncate(NumInScope);
  F.Scopes.pop_back();
}

FunctionLowering::FullExpression::FullExpression(FunctionLowering &F)
    : F(F), Depth(F.Cleanups.size()), Around(F.Conditional),
      ExtendedAround(std::move(F.Extended)) {
  F.Conditional = nullptr;
  F.Extended.clear();
}

void FunctionLowering::FullExpression::end() {
  if (std::exchange(Ended, true))
    return;
  if (F.isOpen())
    F.emitCleanups(Depth);
  F.Cleanups.truncate(Depth);
  append_range(F.Cleanups, F.Extended);
  F.Extended = std::move(ExtendedAround);
  F.Conditional = Around;
}

FunctionLowering::ConditionalCode::ConditionalCode(FunctionLowering &F)
    : F(F), Outermost(!F.Conditional) {
  if (Outermost) {
    Before = F.here();
    F.Conditional = &Before;
  }
}

FunctionLowering::ConditionalCode::~ConditionalCode() {
  if (Outermost)
    F.Conditional = nullptr;
}

void FunctionLowering::emitCleanups(size_t Depth, Reg Except) {
  for (size_t I = Cleanups.size(); I > Depth; --I) {
    Cleanup C = Cleanups[I - 1];
    if (C.Cell == Except)
      continue;
    if (C.Flag == Reg::None) {
      if (C.Guard)
        endGuard(C.Guard, C.Cell);
      op(Opcode::Drop, {C.Cell});
      continue;
    }
    BlockId Drop = createBlock(), After = createBlock();
    branch(load(C.Flag), Drop, After);
    setBlock(Drop);
    op(Opcode::Drop, {C.Cell});
    jump(After);
    setBlock(After);
  }
}

const VarDecl *FunctionLowering::asGuard(const VarDecl *V) {
  const CXXRecordDecl *D = V->getType()->getAsCXXRecordDecl();
  const contracts::Class *C = D ? MB.contractOf(D) : nullptr;
  bool SaysSo = C && D->hasDefinition() && D->getDestructor() &&
                any_of(C->Methods, [](const contracts::Method &M) {
                  return M.Name == "(destructor)";
                });
  return SaysSo ? V : nullptr;
}

void FunctionLowering::endGuard(const VarDecl *V, Reg Cell) {
  FullExpression Full(*this);
  LibraryCall Call;
  Call.Callee = V->getType()->getAsCXXRecordDecl()->getDestructor();
  Call.This = Cell;
  Call.ThisType = V->getType();
  lowerByContract(*this, Call);
}

void FunctionLowering::jumpOut(const Target &T) {
  emitCleanups(T.Depth);
  jump(T.Block);
}

/// Whether a handler of type Caught (null: `...`) gets what is thrown; none
/// where that is not known.
static std::optional<bool> catches(QualType Caught, QualType Thrown) {
  if (Caught.isNull())
    return true;
  if (Thrown.isNull())
    return std::nullopt;
  Caught = Caught.getNonReferenceType();
  const CXXRecordDecl *Base = Caught->getAsCXXRecordDecl();
  const CXXRecordDecl *Derived = Thrown->getAsCXXRecordDecl();
  if (Base && Derived && Base->hasDefinition() && Derived->hasDefinition())
    return Base->getCanonicalDecl() == Derived->getCanonicalDecl() ||
           Derived->isDerivedFrom(Base);
  if (Caught->isPointerType() && Thrown->isPointerType())
    return std::nullopt;
  return compat::sameUnqualified(Caught, Thrown);
}

void FunctionLowering::jumpToHandlers(Reg Thrown, QualType Type) {
  // From the innermost try on: the first handler that fits gets it; if none
  // does, the scopes up to the next one are left.
  SmallVector<Cleanup, 16> All(Cleanups.begin(), Cleanups.end());
  if (!Tries.empty() && Thrown != Reg::None)
    // A handler may keep it.
    op(Opcode::Escape, {Thrown});
  for (TryScope &Try : reverse(Tries)) {
    emitCleanups(Try.Depth);
    Cleanups.truncate(Try.Depth);
    SmallVector<BlockId, 4> To;
    bool IsCaught = Type.isNull() && Try.CatchesAll;
    for (const Handler &H : Try.Handlers) {
      std::optional<bool> Gets = catches(H.Type, Type);
      if (Gets != false)
        To.push_back(H.Block);
      IsCaught |= Gets == true;
      if (Gets == true)
        break;
    }
    if (IsCaught) {
      jumpAny(To);
      Cleanups.assign(All.begin(), All.end());
      return;
    }
    if (To.empty())
      continue;
    BlockId Outwards = createBlock();
    To.push_back(Outwards);
    jumpAny(To);
    setBlock(Outwards);
  }
  emitCleanups(0);
  throwOut(Tries.empty() ? Thrown : Reg::None);
  Cleanups.assign(All.begin(), All.end());
}

//===----------------------------------------------------------------------===//
// Temporaries
//===----------------------------------------------------------------------===//

Reg FunctionLowering::valueCell(TypeId T) {
  return Conditional ? opAt(*Conditional, Opcode::Temp, {}, T) : temp(T);
}

Reg FunctionLowering::tempCell(TypeId T) {
  if (types().travel(T) != Travel::Cell)
    return valueCell(T);
  if (!Conditional) {
    Reg Cell = temp(T);
    dropLater(Cell);
    return Cell;
  }
  Reg Flag = Reg::None;
  Reg Cell = opAt(*Conditional, Opcode::Temp, {}, T);
  // An owner that was never filled is empty, and dropping it does nothing; a
  // record's destructor must not run.
  if (types().is(T, TypeKind::Record)) {
    Flag = opAt(*Conditional, Opcode::Temp, {}, types().scalar());
    Reg False = opAt(*Conditional, Opcode::Const, {}, TypeId::None,
                     static_cast<uint8_t>(ConstKind::False));
    opAt(*Conditional, Opcode::Store, {Flag, False});
    store(Flag, constBool(true));
  }
  Cleanups.push_back({Cell, Flag});
  noteConditional(Cell, Flag);
  return Cell;
}

Reg FunctionLowering::keepIn(SmallVectorImpl<Cleanup> &Owner, Reg Fresh,
                             TypeId T) {
  if (!Conditional || types().travel(T) != Travel::Cell) {
    Owner.push_back({Fresh, Reg::None});
    return Fresh;
  }
  Reg Cell = tempCell(T);
  Cleanup C = Cleanups.pop_back_val();
  Owner.push_back(C);
  moveInto(Cell, Fresh);
  noteMoved(Fresh, Cell);
  return Cell;
}

Reg FunctionLowering::keep(Reg Fresh, TypeId T) {
  if (Fresh == Reg::None)
    return Fresh;
  return keepIn(Cleanups, Fresh, T);
}

void FunctionLowering::moveInto(Reg Dst, Reg Fresh) {
  if (Fresh != Reg::None && Fresh != Dst)
    op(Opcode::Move, {Dst, Fresh});
}

Reg FunctionLowering::spill(Reg Value, TypeId T) {
  Reg Cell = valueCell(T);
  store(Cell, Value == Reg::None ? unknown(T) : Value);
  return Cell;
}

//===----------------------------------------------------------------------===//
// Observation
//===----------------------------------------------------------------------===//

void FunctionLowering::noteVariable(Reg Cell, const VarDecl *V) {
  if (!MB.observer())
    return;
  Noted.Temporaries.erase(Cell);
  if (V)
    Noted.Variables[Cell] = V;
}

void FunctionLowering::noteTemporary(Reg Cell, const Expr *E) {
  if (MB.observer() && Cell != Reg::None)
    Noted.Temporaries[Cell] = E;
}

void FunctionLowering::noteConditional(Reg Cell, Reg Flag) {
  if (!MB.observer())
    return;
  Noted.Conditional.insert(Cell);
  if (Flag != Reg::None)
    Noted.Flags.insert(Flag);
}

void FunctionLowering::noteMoved(Reg From, Reg To) {
  auto It = Noted.Temporaries.find(From);
  if (It == Noted.Temporaries.end())
    return;
  const Expr *E = It->second;
  Noted.Temporaries.erase(It);
  Noted.Temporaries[To] = E;
}

BodyCells FunctionLowering::cells() const {
  BodyCells Result;
  auto InFunction = [&](Reg Cell, function_ref<void(Reg)> Add) {
    if (Reg R = renumbered(Cell); R != Reg::None)
      Add(R);
  };
  for (auto [Cell, V] : Noted.Variables)
    InFunction(Cell, [&, V = V](Reg R) { Result.Variables[R] = V; });
  for (auto [Cell, E] : Noted.Temporaries)
    InFunction(Cell, [&, E = E](Reg R) { Result.Temporaries[R] = E; });
  for (Reg Cell : Noted.Conditional)
    InFunction(Cell, [&](Reg R) { Result.Conditional.insert(R); });
  for (Reg Flag : Noted.Flags)
    InFunction(Flag, [&](Reg R) { Result.Flags.insert(R); });
  return Result;
}

FunctionLowering::Bound::Bound(FunctionLowering &F, const OpaqueValueExpr *E,
                               Reg R)
    : F(F), E(E) {
  auto [It, Inserted] = F.BoundValues.try_emplace(E, R);
  HadPrevious = !Inserted;
  Previous = std::exchange(It->second, R);
}

FunctionLowering::Bound::~Bound() {
  if (HadPrevious)
    F.BoundValues[E] = Previous;
  else
    F.BoundValues.erase(E);
}

} // namespace weakspot::frontend
