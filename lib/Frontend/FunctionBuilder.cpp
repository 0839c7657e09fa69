//===- FunctionBuilder.cpp - Writes the IR of one function ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionBuilder.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::ir;

namespace weakspot::frontend {

FunctionBuilder::FunctionBuilder(ir::Module &M, unsigned NumParams)
    : M(M), NumParams(NumParams), NextReg(NumParams) {
  setBlock(createBlock());
}

BlockId FunctionBuilder::createBlock() {
  Blocks.emplace_back();
  return static_cast<BlockId>(Blocks.size() - 1);
}

void FunctionBuilder::setBlock(BlockId B) { Current = B; }

InsertPoint FunctionBuilder::here() {
  if (!isOpen())
    setBlock(createBlock());
  return {Current, block(Current).Instrs.size()};
}

static bool definesRegister(const Instr &I) {
  StringRef Signature = signature(I.Op);
  if (!Signature.consume_front("="))
    return false;
  return !Signature.starts_with("?") || I.Ty != TypeId::None;
}

Reg FunctionBuilder::emit(Instr I) {
  if (!isOpen())
    setBlock(createBlock());
  I.Where = Where;
  if (definesRegister(I))
    I.Result = newReg();
  Reg Result = I.Result;
  block(Current).Instrs.push_back(std::move(I));
  ++InstrCount;
  return Result;
}

static Instr makeInstr(Opcode Op, ArrayRef<Reg> Args, TypeId Ty, uint8_t Sub) {
  Instr I;
  I.Op = Op;
  I.Ty = Ty;
  I.Sub = Sub;
  for (Reg R : Args) {
    Operand O;
    O.R = R;
    I.Args.push_back(O);
  }
  return I;
}

Reg FunctionBuilder::op(Opcode Op, ArrayRef<Reg> Args, TypeId Ty, uint8_t Sub) {
  return emit(makeInstr(Op, Args, Ty, Sub));
}

Reg FunctionBuilder::opAt(InsertPoint &At, Opcode Op, ArrayRef<Reg> Args,
                          TypeId Ty, uint8_t Sub) {
  Instr I = makeInstr(Op, Args, Ty, Sub);
  I.Where = Where;
  if (definesRegister(I))
    I.Result = newReg();
  Reg Result = I.Result;
  auto &Instrs = block(At.Block).Instrs;
  Instrs.insert(std::next(Instrs.begin(), static_cast<ptrdiff_t>(At.Index)),
                std::move(I));
  ++At.Index;
  ++InstrCount;
  return Result;
}

Reg FunctionBuilder::local(TypeId Ty, StringRef Name) {
  Instr I = makeInstr(Opcode::Local, {}, Ty, 0);
  I.Str = M.intern(Name);
  return emit(std::move(I));
}

Reg FunctionBuilder::global(GlobalId G) {
  Instr I;
  I.Op = Opcode::Global;
  I.Glob = G;
  return emit(std::move(I));
}

Reg FunctionBuilder::constNull() {
  return op(Opcode::Const, {}, TypeId::None,
            static_cast<uint8_t>(ConstKind::Null));
}

Reg FunctionBuilder::constBool(bool Value) {
  return op(Opcode::Const, {}, TypeId::None,
            static_cast<uint8_t>(Value ? ConstKind::True : ConstKind::False));
}

Reg FunctionBuilder::constInt(int64_t Value) {
  Instr I;
  I.Op = Opcode::Const;
  I.Sub = static_cast<uint8_t>(ConstKind::Int);
  I.Int = Value;
  return emit(std::move(I));
}

Reg FunctionBuilder::unknown(TypeId Ty) { return op(Opcode::Unknown, {}, Ty); }

Reg FunctionBuilder::opaqueValue() {
  // Its definition is written by finish(), so that no InsertPoint moves.
  if (OpaqueReg == Reg::None)
    OpaqueReg = newReg();
  return OpaqueReg;
}

Reg FunctionBuilder::thisRun() {
  if (RunReg == Reg::None)
    RunReg = newReg();
  return RunReg;
}

Reg FunctionBuilder::funcRef(FuncId F) {
  Instr I;
  I.Op = Opcode::FuncRef;
  I.Callee = F;
  return emit(std::move(I));
}

Reg FunctionBuilder::field(Reg Object, RecordId Rec, unsigned SlotNo) {
  Instr I = makeInstr(Opcode::Field, {Object}, TypeId::None, 0);
  I.Rec = Rec;
  I.SlotNo = SlotNo;
  return emit(std::move(I));
}

void FunctionBuilder::store(Reg Cell, Reg Value) {
  op(Opcode::Store, {Cell, Value});
}

Reg FunctionBuilder::call(Opcode Op, FuncId Callee, ArrayRef<Reg> Args,
                          TypeId Ret) {
  Instr I = makeInstr(Op, Args, Ret, 0);
  I.Callee = Callee;
  return emit(std::move(I));
}

Reg FunctionBuilder::invoke(Reg Callable, ArrayRef<Reg> Args, TypeId Ret) {
  SmallVector<Reg, 4> All{Callable};
  append_range(All, Args);
  return op(Opcode::Invoke, All, Ret);
}

Reg FunctionBuilder::opaque(StringRef Kind, ArrayRef<Reg> Args, TypeId Ret) {
  Instr I = makeInstr(Opcode::Opaque, Args, Ret, 0);
  I.Str = M.intern(Kind);
  ++OpaqueCount;
  return emit(std::move(I));
}

void FunctionBuilder::terminate(Instr I) {
  emit(std::move(I));
  Current = BlockId::None;
}

void FunctionBuilder::jump(BlockId To) { jumpAny({To}); }

void FunctionBuilder::jumpAny(ArrayRef<BlockId> To) {
  Instr I;
  I.Op = Opcode::Jump;
  for (BlockId B : To)
    if (!is_contained(I.Targets, B))
      I.Targets.push_back(B);
  terminate(std::move(I));
}

void FunctionBuilder::tryOn(BlockId On, BlockId Landing) {
  Instr I;
  I.Op = Opcode::Try;
  I.Targets = {On};
  if (Landing != BlockId::None)
    I.Targets.push_back(Landing);
  terminate(std::move(I));
}

void FunctionBuilder::branch(Reg Cond, BlockId True, BlockId False) {
  if (Cond == Reg::None || True == False)
    return jumpAny({True, False});
  Instr I = makeInstr(Opcode::Branch, {Cond}, TypeId::None, 0);
  I.Targets = {True, False};
  terminate(std::move(I));
}

void FunctionBuilder::ret(Reg Value) {
  terminate(makeInstr(Opcode::Return,
                      Value == Reg::None ? ArrayRef<Reg>() : ArrayRef(Value),
                      TypeId::None, 0));
}

void FunctionBuilder::throwOut(Reg Value) {
  terminate(makeInstr(Opcode::Throw,
                      Value == Reg::None ? ArrayRef<Reg>() : ArrayRef(Value),
                      TypeId::None, 0));
}

void FunctionBuilder::unreachable() {
  terminate(makeInstr(Opcode::Unreachable, {}, TypeId::None, 0));
}

void FunctionBuilder::finish(Function &F) {
  for (Block &B : Blocks)
    if (B.Instrs.empty() || !isTerminator(B.Instrs.back().Op)) {
      Instr I = makeInstr(Opcode::Unreachable, {}, TypeId::None, 0);
      I.Where = Where;
      B.Instrs.push_back(std::move(I));
    }

  ir::Type Scalar;
  Scalar.Kind = TypeKind::Scalar;
  for (auto [R, T] : {std::make_pair(OpaqueReg, ir::Type()),
                      std::make_pair(RunReg, Scalar)}) {
    if (R == Reg::None)
      continue;
    Instr I = makeInstr(Opcode::Unknown, {}, M.internType(T), 0);
    I.Result = R;
    auto &Entry = Blocks.front().Instrs;
    Entry.insert(Entry.begin(), std::move(I));
  }
  threadJumps();

  std::vector<BlockId> Order = reversePostOrder();
  if (!definitionsDominateUses(Order) && !hoistCells(Order))
    return giveUp(F);

  dropUnusedValues(Order);

  std::vector<BlockId> NewBlock(Blocks.size(), BlockId::None);
  for (auto [New, Old] : enumerate(Order))
    NewBlock[ir::index(Old)] = static_cast<BlockId>(New);
  NewRegs.assign(NextReg, Reg::None);
  for (uint32_t I = 0; I < NumParams; ++I)
    NewRegs[I] = static_cast<Reg>(I);
  uint32_t Next = NumParams;
  for (BlockId B : Order)
    for (Instr &I : block(B).Instrs)
      if (I.Result != Reg::None)
        NewRegs[ir::index(I.Result)] = static_cast<Reg>(Next++);
  F.Blocks.clear();
  for (BlockId B : Order) {
    for (Instr &I : block(B).Instrs) {
      if (I.Result != Reg::None)
        I.Result = NewRegs[ir::index(I.Result)];
      for (Operand &O : I.Args)
        O.R = NewRegs[ir::index(O.R)];
      for (BlockId &T : I.Targets)
        T = NewBlock[ir::index(T)];
    }
    F.Blocks.push_back(std::move(block(B)));
  }
  F.NumRegs = Next;
  F.NumOpaque = OpaqueCount;
  F.Flags |= FF_Defined;
}

/// Lets jumps to a block that only jumps on go there at once.
void FunctionBuilder::threadJumps() {
  auto Through = [&](BlockId B) {
    // Bounded, for a loop may be empty.
    for (unsigned Steps = 0; Steps < 16; ++Steps) {
      const Instr &First = block(B).Instrs.front();
      if (First.Op != Opcode::Jump || First.Targets.size() != 1)
        break;
      B = First.Targets.front();
    }
    return B;
  };
  for (Block &B : Blocks) {
    Instr &Last = B.Instrs.back();
    SmallVector<BlockId, 2> Targets;
    for (BlockId T : Last.Targets) {
      T = Through(T);
      if (Last.Op == Opcode::Branch || !is_contained(Targets, T))
        Targets.push_back(T);
    }
    if (Last.Op == Opcode::Branch && Targets[0] == Targets[1]) {
      Last.Op = Opcode::Jump;
      Last.Args.clear();
      Targets.pop_back();
    }
    Last.Targets = std::move(Targets);
  }
}

/// An operation that only gives a value. Not `deref`, which says that the
/// program accesses the pointee.
static bool onlyGivesValue(Opcode Op) {
  switch (Op) {
  case Opcode::Const:
  case Opcode::Unknown:
  case Opcode::FuncRef:
  case Opcode::Global:
  case Opcode::Field:
  case Opcode::Load:
  case Opcode::IsNull:
  case Opcode::Not:
  case Opcode::Cmp:
  case Opcode::Add:
  case Opcode::Sub:
  case Opcode::Mul:
  case Opcode::Div:
  case Opcode::Rem:
  case Opcode::And:
  case Opcode::Or:
  case Opcode::Xor:
  case Opcode::Shl:
  case Opcode::Shr:
  case Opcode::Combine:
    return true;
  default:
    return false;
  }
}

void FunctionBuilder::dropUnusedValues(ArrayRef<BlockId> Order) {
  std::vector<unsigned> Uses(NextReg, 0);
  for (BlockId B : Order)
    for (const Instr &I : block(B).Instrs)
      for (const Operand &O : I.Args)
        ++Uses[ir::index(O.R)];
  // Definitions come before uses in this order, so one walk against it finds
  // what only unused values use.
  for (BlockId B : reverse(Order)) {
    auto &Instrs = block(B).Instrs;
    std::vector<Instr> Kept;
    for (Instr &I : reverse(Instrs)) {
      if (I.Result != Reg::None && Uses[ir::index(I.Result)] == 0 &&
          onlyGivesValue(I.Op)) {
        for (const Operand &O : I.Args)
          --Uses[ir::index(O.R)];
        continue;
      }
      Kept.push_back(std::move(I));
    }
    Instrs.assign(std::make_move_iterator(Kept.rbegin()),
                  std::make_move_iterator(Kept.rend()));
  }
}

std::vector<BlockId> FunctionBuilder::reversePostOrder() {
  std::vector<BlockId> Order;
  BitVector Seen(Blocks.size());
  SmallVector<std::pair<BlockId, unsigned>, 16> Stack;
  Stack.push_back({static_cast<BlockId>(0), 0});
  Seen.set(0);
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    const auto &Targets = block(B).Instrs.back().Targets;
    // From the last target on, so that the first comes first in the result.
    if (Next == Targets.size()) {
      Order.push_back(B);
      Stack.pop_back();
      continue;
    }
    BlockId T = Targets[Targets.size() - ++Next];
    if (Seen.test(ir::index(T)))
      continue;
    Seen.set(ir::index(T));
    Stack.push_back({T, 0});
  }
  std::reverse(Order.begin(), Order.end());
  return Order;
}

/// Registers available at the start of each block on every path to it.
std::vector<BitVector>
FunctionBuilder::availableAtStart(ArrayRef<BlockId> Order) {
  std::vector<BitVector> In(Blocks.size());
  // One bit more than registers: an empty vector is a block not met yet.
  BitVector Params(NextReg + 1);
  Params.set(0, NumParams);
  In[0] = Params;
  bool Changed = true;
  while (Changed) {
    Changed = false;
    for (BlockId B : Order) {
      BitVector Out = In[ir::index(B)];
      for (const Instr &I : block(B).Instrs)
        if (I.Result != Reg::None)
          Out.set(ir::index(I.Result));
      for (BlockId T : block(B).Instrs.back().Targets) {
        BitVector &Into = In[ir::index(T)];
        if (T == static_cast<BlockId>(0))
          continue;
        if (Into.empty()) {
          Into = Out;
          Changed = true;
        } else if (Into.test(Out)) {
          Into &= Out;
          Changed = true;
        }
      }
    }
  }
  return In;
}

bool FunctionBuilder::definitionsDominateUses(ArrayRef<BlockId> Order) {
  if (!JumpsIntoScopes)
    return true;
  std::vector<BitVector> In = availableAtStart(Order);
  NotDominating.clear();
  for (BlockId B : Order) {
    BitVector Here = In[ir::index(B)];
    for (const Instr &I : block(B).Instrs) {
      for (const Operand &O : I.Args)
        if (!Here.test(ir::index(O.R)))
          NotDominating.insert(O.R);
      if (I.Result != Reg::None)
        Here.set(ir::index(I.Result));
    }
  }
  return NotDominating.empty();
}

bool FunctionBuilder::hoistCells(ArrayRef<BlockId> Order) {
  std::vector<Instr> Hoisted;
  // A definition that every path jumps over stands in a block that is not
  // reached.
  for (Block &B : Blocks)
    erase_if(B.Instrs, [&](Instr &I) {
      if (I.Result == Reg::None || !I.Args.empty() ||
          !NotDominating.contains(I.Result) || isTerminator(I.Op))
        return false;
      Hoisted.push_back(std::move(I));
      return true;
    });
  auto &Entry = Blocks.front().Instrs;
  Entry.insert(Entry.begin(), std::make_move_iterator(Hoisted.begin()),
               std::make_move_iterator(Hoisted.end()));
  return definitionsDominateUses(Order);
}

void FunctionBuilder::giveUp(Function &F) {
  Blocks.clear();
  F.Flags |= FF_Truncated;
  OpaqueReg = RunReg = Reg::None;
  NextReg = NumParams;
  setBlock(createBlock());
  SmallVector<Reg, 4> Params;
  for (uint32_t I = 0; I < NumParams; ++I)
    Params.push_back(static_cast<Reg>(I));
  TypeId Ret = F.Ret;
  Reg R = opaque("jump into scope", Params, Ret);
  ret(R);
  JumpsIntoScopes = false;
  finish(F);
}

} // namespace weakspot::frontend
