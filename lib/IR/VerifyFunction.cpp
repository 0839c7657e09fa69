//===- VerifyFunction.cpp - Whether a body is well formed -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/VerifyFunction.h"
#include "IR/Dominators.h"
#include "IR/Signature.h"
#include "IR/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::ir {
namespace {

class BodyVerifier {
public:
  BodyVerifier(const Module &M, const Function &F, Violations &Out)
      : M(M), F(F), Out(Out), Tree(F) {}

  void run();

private:
  void terminators();
  void define(Reg R);
  void instruction(const Instr &I);
  void operands(const Instr &I, ArrayRef<Part> Parts);
  void operand(const Operand &O, size_t Number, char PartKind);
  void captures(const Instr &I);
  void symbols(const Instr &I);
  void subject(const Instr &I, ArrayRef<Part> Parts);
  void targets(const Instr &I, ArrayRef<Part> Parts);
  void call(const Instr &I);
  void use(Reg R);
  void fail(const Twine &What);

  /// Where a register is defined. Parameters are before the first
  /// instruction.
  struct Definition {
    BlockId Block;
    uint32_t Position;
  };

  const Module &M;
  const Function &F;
  Violations &Out;
  Dominators Tree;
  DenseMap<uint32_t, Definition> Definitions;
  // The instruction being looked at.
  BlockId Block = BlockId::None;
  uint32_t Position = 0;
  const Instr *Current = nullptr;
};

} // namespace

void BodyVerifier::fail(const Twine &What) {
  std::string Where = ("function @" + F.Name + ", ^").str();
  Where += index(Block) == 0 ? "entry" : std::to_string(index(Block));
  if (Current)
    Where += ", instruction " + std::to_string(Position + 1) + " (" +
             mnemonic(Current->Op).str() + ")";
  Out.add(Where, What);
}

void BodyVerifier::run() {
  for (uint32_t P = 0; P != F.Params.size(); ++P)
    Definitions[P] = {BlockId(0), 0};
  auto ForEachInstr = [&](auto Look) {
    for (auto [B, Contents] : enumerate(F.blocks()))
      for (auto [P, I] : enumerate(Contents.Instrs)) {
        if (Out.isFull())
          return;
        Block = static_cast<BlockId>(B);
        Position = P;
        Current = &I;
        Look(I);
      }
  };
  ForEachInstr([&](const Instr &I) {
    if (index(I.Result) < F.NumRegs)
      define(I.Result);
  });
  terminators();
  ForEachInstr([&](const Instr &I) { instruction(I); });
}

void BodyVerifier::define(Reg R) {
  if (!Definitions.try_emplace(index(R), Definition{Block, Position + 1})
           .second)
    fail("%" + Twine(index(R)) + " is defined a second time");
}

void BodyVerifier::terminators() {
  Current = nullptr;
  for (auto [B, Contents] : enumerate(F.blocks())) {
    Block = static_cast<BlockId>(B);
    ArrayRef<Instr> Instrs = Contents.Instrs;
    if (Instrs.empty() || !isTerminator(Instrs.back().Op))
      fail("it does not end in a terminator");
    else if (any_of(Instrs.drop_back(),
                    [](const Instr &I) { return isTerminator(I.Op); }))
      fail("a terminator is not its last instruction");
  }
}

void BodyVerifier::instruction(const Instr &I) {
  ArrayRef<Part> Parts = parts(I.Op);
  bool Defines = contains(I.Op, '=');
  if (I.Result != Reg::None && !Defines)
    fail("it defines no register");
  else if (I.Result == Reg::None && Defines && !Parts.front().Optional)
    fail("it must define a register");
  else if (I.Result != Reg::None && index(I.Result) >= F.NumRegs)
    fail("its register is out of range");
  if (I.Where.isValid() && I.Where.File >= M.Files.size())
    fail("the file of its place is out of range");
  operands(I, Parts);
  symbols(I);
  subject(I, Parts);
  targets(I, Parts);
}

void BodyVerifier::operands(const Instr &I, ArrayRef<Part> Parts) {
  unsigned Least = 0, Most = 0;
  bool AnyNumber = false;
  for (const Part &P : Parts) {
    AnyNumber |= P.isOperandList();
    Most += P.isOperand();
    Least += P.isOperand() && !P.Optional;
  }
  if (I.Args.size() < Least || (!AnyNumber && I.Args.size() > Most)) {
    std::string Range = std::to_string(Least);
    if (AnyNumber)
      Range += " or more";
    else if (Most != Least)
      Range += " to " + std::to_string(Most);
    return fail("it has " + Twine(I.Args.size()) + " operands, expected " +
                Range);
  }
  size_t Next = 0;
  for (auto [Index, P] : enumerate(Parts)) {
    if (P.isOperandList())
      while (Next < I.Args.size()) {
        operand(I.Args[Next], Next + 1, P.Kind);
        ++Next;
      }
    if (!P.isOperand())
      continue;
    unsigned RequiredAfter = operandsRequiredAfter(Parts, Index);
    if (P.Optional && I.Args.size() < Next + 1 + RequiredAfter)
      continue;
    operand(I.Args[Next], Next + 1, P.Kind);
    ++Next;
  }
  if (I.HasFirst != hasFirst(Parts, I.Args.size()))
    fail("HasFirst contradicts the number of operands");
  if (contains(I.Op, 'M'))
    captures(I);
  call(I);
}

void BodyVerifier::operand(const Operand &O, size_t Number, char PartKind) {
  bool Transferred = PartKind == 'm' || PartKind == 'M';
  if (static_cast<size_t>(O.How) >= std::size(TransferWords) ||
      Transferred != (O.How != Transfer::None))
    fail("operand " + Twine(Number) +
         (Transferred ? " needs copy, move or ref" : " has a transfer"));
  if (PartKind != 'M' && O.Slot != NameId::None)
    fail("operand " + Twine(Number) + " has a slot's name");
  use(O.R);
}

void BodyVerifier::use(Reg R) {
  if (index(R) >= F.NumRegs)
    return fail("an operand's register is out of range");
  auto It = Definitions.find(index(R));
  if (It == Definitions.end())
    return fail("%" + Twine(index(R)) + " is never defined");
  const Definition &D = It->second;
  if (!Tree.isReachable(Block))
    return;
  bool IsBefore = D.Block == Block ? D.Position <= Position
                                   : Tree.dominates(D.Block, Block);
  if (!IsBefore)
    fail("%" + Twine(index(R)) +
         " is not defined on every path that leads "
         "here");
}

/// Each capture names a slot of the closure's record, and no slot twice.
void BodyVerifier::captures(const Instr &I) {
  if (index(I.Rec) >= M.Records.size())
    return;
  StringMap<int> Free;
  for (const Slot &S : M.record(I.Rec).Slots)
    ++Free[S.Name];
  for (const Operand &O : I.Args)
    if (!M.hasName(O.Slot) || --Free[M.name(O.Slot)] < 0)
      fail("@" + M.record(I.Rec).Name + " has no slot left that is called " +
           M.name(O.Slot));
}

void BodyVerifier::call(const Instr &I) {
  if (I.Op != Opcode::Call && I.Op != Opcode::VCall)
    return;
  if (index(I.Callee) >= M.Functions.size())
    return;
  size_t Needed = M.function(I.Callee).Params.size();
  if (I.Op == Opcode::VCall && I.Args.empty())
    fail("its first operand is the object");
  else if (I.Args.size() < Needed)
    fail("@" + M.function(I.Callee).Name + " takes " + Twine(Needed) +
         " operands, found " + Twine(I.Args.size()));
}

/// What the signature does not have keeps its default.
void BodyVerifier::symbols(const Instr &I) {
  auto Check = [&](auto Id, bool Needed, size_t Size, StringRef What) {
    using IdType = decltype(Id);
    if (!Needed && Id != IdType::None)
      fail("it has no " + What);
    else if (Needed && index(Id) >= Size)
      fail("its " + What + " is out of range");
  };
  bool HasSlot = contains(I.Op, 'S');
  Check(I.Callee, contains(I.Op, 'F'), M.Functions.size(), "function");
  Check(I.Glob, contains(I.Op, 'G'), M.Globals.size(), "global");
  Check(I.Rec, HasSlot || contains(I.Op, 'R'), M.Records.size(), "record");
  if (HasSlot && index(I.Rec) < M.Records.size() &&
      I.SlotNo >= M.record(I.Rec).Slots.size())
    fail("its slot is out of range");
  if (!HasSlot && I.SlotNo != 0)
    fail("it has no slot");
  if (!contains(I.Op, '"') && !I.Str.empty())
    fail("it has no string");

  bool MayLackType = contains(I.Op, ':') && I.Result == Reg::None;
  bool HasType = contains(I.Op, 'T') || contains(I.Op, ':');
  if (!MayLackType || I.Ty != TypeId::None)
    Check(I.Ty, HasType, M.Types.size(), "type");
}

/// Position, lifetime, predicate or constant.
void BodyVerifier::subject(const Instr &I, ArrayRef<Part> Parts) {
  const Part *Sub = find_if(Parts, [](const Part &P) { return P.isSub(); });
  bool IsInt = false;
  if (Sub == Parts.end()) {
    if (I.Sub != 0)
      fail("its kind has no meaning");
  } else {
    IsInt = Sub->Kind == 'K' && I.Sub == static_cast<uint8_t>(ConstKind::Int);
    if (!IsInt && I.Sub >= subWords(Sub->Kind).size())
      fail("its kind is unknown");
    bool HasKey = I.Args.size() > operandsRequiredAfter(Parts, 0);
    if (Sub->Kind == 'W' && HasKey &&
        !ir::hasKey(static_cast<ir::Position>(I.Sub)))
      fail("only the positions 'key' and 'again' have an operand");
  }
  if (!IsInt && I.Int != 0)
    fail("it has no number");
}

void BodyVerifier::targets(const Instr &I, ArrayRef<Part> Parts) {
  size_t Wanted = count_if(Parts, [](const Part &P) { return P.Kind == 'B'; });
  bool Many = any_of(Parts, [](const Part &P) { return P.Many; });
  if (I.Targets.size() < Wanted || (!Many && I.Targets.size() > Wanted))
    fail("it has " + Twine(I.Targets.size()) + " labels");
  for (BlockId T : I.Targets)
    if (index(T) >= F.blocks().size())
      fail("a label is out of range");
}

void verifyBody(const Module &M, const Function &F, Violations &Out) {
  if (!Out.isFull())
    BodyVerifier(M, F, Out).run();
}

} // namespace weakspot::ir
