//===- PackedBody.cpp - Bodies that nobody looks at now -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers of seven bits a byte, the members of an operation that have their
// defaults left out. Never read from a file, so that nothing has to be checked:
// BinaryFormat.h is for files.
//
//===----------------------------------------------------------------------===//

#include "IR/BinaryFormat.h"
#include "IR/Module.h"
#include "IR/Signature.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace llvm;

namespace weakspot::ir {

namespace {

/// Which members are there.
enum Member : uint8_t {
  M_Result = 1 << 0,
  M_Type = 1 << 1,
  M_Callee = 1 << 2,
  M_Record = 1 << 3, ///< With the slot's number.
  M_Global = 1 << 4,
  M_Int = 1 << 5,
  M_String = 1 << 6,
  M_NoFirst = 1 << 7,
};

/// How a place is given, beside the number of targets.
enum PlaceBits : uint8_t { P_Valid = 1, P_OtherFile = 2 };
constexpr unsigned NumPlaceBits = 2;
constexpr unsigned NumSubBits = 3;
static_assert(static_cast<unsigned>(Position::Linked) < 1 << NumSubBits &&
              static_cast<unsigned>(Predicate::Ge) < 1 << NumSubBits);

/// Of an operand, beside the register.
constexpr unsigned NumOperandBits = 3;
constexpr uint64_t TransferBits = 3, HasSlotBit = 4;

class Packer {
public:
  void pack(const Block &B) {
    number(B.Instrs.size());
    for (const Instr &I : B.Instrs)
      pack(I);
  }
  void number(uint64_t V) {
    for (; V >= 0x80; V >>= 7)
      Out.push_back(static_cast<uint8_t>(V | 0x80));
    Out.push_back(static_cast<uint8_t>(V));
  }

  SmallVector<uint8_t, 1024> Out;
  OpSet Ops;

private:
  void pack(const Instr &I);
  void place(const Loc &L, size_t NumTargets);

  Loc Last;
};

class Unpacker {
public:
  explicit Unpacker(const uint8_t *At) : At(At) {}

  void unpack(Block &B) {
    B.Instrs.resize(number());
    for (Instr &I : B.Instrs)
      unpack(I);
  }
  uint64_t number() {
    uint64_t V = *At & 0x7f;
    for (unsigned Shift = 7; (*At++ & 0x80) != 0; Shift += 7)
      V |= uint64_t(*At & 0x7f) << Shift;
    return V;
  }

private:
  void unpack(Instr &I);
  template <typename Id> void id(Id &I) { I = static_cast<Id>(number()); }

  const uint8_t *At;
  Loc Last;
};

} // namespace

void Packer::place(const Loc &L, size_t NumTargets) {
  bool OtherFile = L.isValid() && L.File != Last.File;
  number(NumTargets << NumPlaceBits | (L.isValid() ? P_Valid : 0) |
         (OtherFile ? P_OtherFile : 0));
  if (!L.isValid())
    return;
  if (OtherFile)
    number(L.File);
  number(encodeSigned(int64_t(L.Line) - int64_t(Last.Line)));
  number(L.Col);
  Last = L;
}

void Packer::pack(const Instr &I) {
  Ops.set(static_cast<size_t>(I.Op));
  Out.push_back(static_cast<uint8_t>(I.Op));
  Out.push_back((I.Result != Reg::None ? M_Result : 0) |
                (I.Ty != TypeId::None ? M_Type : 0) |
                (I.Callee != FuncId::None ? M_Callee : 0) |
                (I.Rec != RecordId::None ? M_Record : 0) |
                (I.Glob != GlobalId::None ? M_Global : 0) |
                (I.Int != 0 ? M_Int : 0) | (I.Str.empty() ? 0 : M_String) |
                (I.HasFirst ? 0 : M_NoFirst));
  number(I.Args.size() << NumSubBits | I.Sub);
  place(I.Where, I.Targets.size());
  if (I.Result != Reg::None)
    number(index(I.Result));
  if (I.Ty != TypeId::None)
    number(index(I.Ty));
  if (I.Callee != FuncId::None)
    number(index(I.Callee));
  if (I.Rec != RecordId::None) {
    number(index(I.Rec));
    number(I.SlotNo);
  }
  if (I.Glob != GlobalId::None)
    number(index(I.Glob));
  if (I.Int != 0)
    number(encodeSigned(I.Int));
  if (!I.Str.empty()) {
    Out.resize_for_overwrite(Out.size() + sizeof(I.Str));
    std::memcpy(Out.end() - sizeof(I.Str), &I.Str, sizeof(I.Str));
  }
  for (const Operand &O : I.Args) {
    number(uint64_t(index(O.R)) << NumOperandBits |
           (O.Slot != NameId::None ? HasSlotBit : 0) |
           static_cast<uint64_t>(O.How));
    if (O.Slot != NameId::None)
      number(index(O.Slot));
  }
  for (BlockId To : I.Targets)
    number(index(To));
}

void Unpacker::unpack(Instr &I) {
  I.Op = static_cast<Opcode>(*At++);
  uint8_t Members = *At++;
  uint64_t Counts = number();
  I.Sub = Counts & ((1 << NumSubBits) - 1);
  I.HasFirst = (Members & M_NoFirst) == 0;
  uint64_t Place = number();
  if (Place & P_Valid) {
    if (Place & P_OtherFile)
      Last.File = number();
    Last.Line += decodeSigned(number());
    Last.Col = number();
    I.Where = Last;
  }
  if (Members & M_Result)
    id(I.Result);
  if (Members & M_Type)
    id(I.Ty);
  if (Members & M_Callee)
    id(I.Callee);
  if (Members & M_Record) {
    id(I.Rec);
    I.SlotNo = number();
  }
  if (Members & M_Global)
    id(I.Glob);
  if (Members & M_Int)
    I.Int = decodeSigned(number());
  if (Members & M_String) {
    std::memcpy(&I.Str, At, sizeof(I.Str));
    At += sizeof(I.Str);
  }
  I.Args.resize(Counts >> NumSubBits);
  for (Operand &O : I.Args) {
    uint64_t Packed = number();
    O.R = static_cast<Reg>(Packed >> NumOperandBits);
    O.How = static_cast<Transfer>(Packed & TransferBits);
    if (Packed & HasSlotBit)
      id(O.Slot);
  }
  I.Targets.resize(Place >> NumPlaceBits);
  for (BlockId &To : I.Targets)
    id(To);
}

PackedBody::PackedBody(ArrayRef<Block> Blocks) {
  Packer P;
  P.number(Blocks.size());
  for (const Block &B : Blocks)
    P.pack(B);
  Bytes = std::make_unique_for_overwrite<uint8_t[]>(P.Out.size());
  llvm::copy(P.Out, Bytes.get());
  Ops = P.Ops;
}

void PackedBody::unpack(std::vector<Block> &Blocks) const {
  Unpacker U(Bytes.get());
  Blocks.resize(U.number());
  for (Block &B : Blocks)
    U.unpack(B);
}

void Function::pack() {
  if (Blocks.empty())
    return;
  Packed = PackedBody(Blocks);
  std::vector<Block>().swap(Blocks);
}

void Function::dropBody() {
  Packed = PackedBody();
  std::vector<Block>().swap(Blocks);
}

OpSet Function::ops() const {
  if (Packed)
    return Packed.ops();
  OpSet Ops;
  for (const Block &B : Blocks)
    for (const Instr &I : B.Instrs)
      Ops.set(static_cast<size_t>(I.Op));
  return Ops;
}

} // namespace weakspot::ir
