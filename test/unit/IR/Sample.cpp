//===- Sample.cpp - Modules to test with ----------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sample.h"
#include "IR/Signature.h"
#include "IR/Words.h"
#include <gtest/gtest.h>
#include <random>

using namespace llvm;

namespace weakspot::ir::sample {

Module parsed(StringRef Text) {
  auto M = parse(Text, "test.wir");
  if (!M) {
    ADD_FAILURE() << toString(M.takeError());
    return Module();
  }
  return std::move(*M);
}

std::string printed(const Module &M) {
  std::string Text;
  raw_string_ostream OS(Text);
  print(M, OS);
  return Text;
}

std::string binary(const Module &M) {
  std::string Bytes;
  raw_string_ostream OS(Bytes);
  if (Error E = writeBinary(M, OS))
    ADD_FAILURE() << toString(std::move(E));
  return Bytes;
}

Expected<Module> fromBinary(StringRef Bytes) {
  return readBinary(MemoryBuffer::getMemBufferCopy(Bytes, "sample.wsir"));
}

Module allOperations() {
  auto Buffer =
      MemoryBuffer::getFile(WEAKSPOT_SOURCE_DIR "/test/IR/all-operations.wir");
  if (!Buffer) {
    ADD_FAILURE() << Buffer.getError().message();
    return Module();
  }
  return parsed((*Buffer)->getBuffer());
}

namespace {

class Generator {
public:
  explicit Generator(unsigned Seed) : Numbers(Seed) {}

  Module run();

private:
  unsigned below(size_t N) { return Numbers() % N; }
  bool maybe() { return below(2); }
  StringRef name();
  Loc place();
  TypeId type();
  uint16_t flags(ArrayRef<FlagWord> Words);
  template <typename Entity> void nameEntity(Entity &E);
  void body(Function &F);
  Instr instruction(Opcode Op, Function &F);
  Opcode opcode(bool Terminator);

  std::mt19937 Numbers;
  unsigned UsedKeys = 0;
  Module M;
};

} // namespace

StringRef Generator::name() {
  static constexpr StringLiteral Names[] = {
      "a",    "b::c",   "operator()(int, char const*)",
      "3",    "x.3",    "a\"\\b\n\t\x01",
      "ns::", "a//b;c", "\xc3\xa4\xff",
      "",     "#2",     "(anonymous namespace)::X<int, ':'>"};
  return M.intern(Names[below(std::size(Names))]);
}

Loc Generator::place() {
  static constexpr StringLiteral Files[] = {"a.cpp", "d/e f.h", "7", "x//y.h",
                                            ""};
  if (maybe())
    return {};
  return {M.internFile(Files[below(std::size(Files))]), 1 + below(300),
          below(90)};
}

TypeId Generator::type() {
  Type T;
  T.Kind = static_cast<TypeKind>(below(std::size(TypeWords)));
  if (T.Kind == TypeKind::Record)
    T.Record = static_cast<RecordId>(below(M.Records.size()));
  else if (maybe())
    T.Name = name();
  T.WeakKeyed = T.Kind == TypeKind::Collection && maybe();
  if (takesArgument(T.Kind) && maybe())
    T.Arg = type();
  return M.internType(T);
}

uint16_t Generator::flags(ArrayRef<FlagWord> Words) {
  uint16_t Result = 0;
  for (const FlagWord &F : Words)
    if (below(4) == 0)
      Result |= F.Bit;
  return Result;
}

template <typename Entity> void Generator::nameEntity(Entity &E) {
  E.Name = name();
  E.Key = M.intern(("key " + Twine(UsedKeys++)).str());
  E.Where = place();
}

Opcode Generator::opcode(bool Terminator) {
  while (true) {
    auto Op = static_cast<Opcode>(below(NumOpcodes));
    if (isTerminator(Op) == Terminator)
      return Op;
  }
}

/// Operands are parameters, which are defined everywhere.
Instr Generator::instruction(Opcode Op, Function &F) {
  Instr I;
  I.Op = Op;
  I.Where = place();
  auto Operand = [&](const Part &P) {
    auto &O = I.Args.emplace_back();
    O.R = static_cast<Reg>(below(F.Params.size()));
    if (P.Kind == 'm' || P.Kind == 'M')
      O.How = static_cast<Transfer>(1 + below(3));
  };
  for (const Part &P : parts(Op)) {
    if (P.Kind == '=') {
      if (!P.Optional || maybe())
        I.Result = static_cast<Reg>(F.NumRegs++);
    } else if (P.isOperand()) {
      bool MayBeThere = !contains(Op, 'W') || !P.Optional ||
                        I.Sub == static_cast<uint8_t>(Position::Key);
      if (!P.Optional || (MayBeThere && maybe()))
        Operand(P);
    } else if (P.Kind == '*') {
      for (unsigned N = F.Params.size() + below(3); N != 0; --N)
        Operand(P);
    } else if (P.Kind == 'M') {
      for (const Slot &S : M.record(I.Rec).Slots) {
        Operand(P);
        I.Args.back().Slot = M.internName(S.Name);
      }
    } else if (P.Kind == 'T' || P.Kind == ':') {
      if (P.Kind == 'T' || I.Result != Reg::None || maybe())
        I.Ty = type();
    } else if (P.Kind == 'F') {
      I.Callee = static_cast<FuncId>(below(M.Functions.size()));
    } else if (P.Kind == 'G') {
      I.Glob = static_cast<GlobalId>(below(M.Globals.size()));
    } else if (P.Kind == 'R') {
      I.Rec = static_cast<RecordId>(below(M.Records.size()));
    } else if (P.Kind == 'S') {
      I.Rec = static_cast<RecordId>(0);
      I.SlotNo = below(M.Records[0].Slots.size());
    } else if (P.Kind == '"') {
      I.Str = name();
    } else if (P.Kind == 'B') {
      for (unsigned N = P.Many ? 1 + below(3) : 1; N != 0; --N)
        I.Targets.push_back(static_cast<BlockId>(below(F.Blocks.size())));
    } else if (P.Kind == 'K') {
      I.Sub = below(4);
      if (I.Sub == static_cast<uint8_t>(ConstKind::Int))
        I.Int = static_cast<int64_t>(uint64_t(Numbers()) << 32 | Numbers());
    } else {
      I.Sub = below(subWords(P.Kind).size());
    }
  }
  I.HasFirst = hasFirst(parts(Op), I.Args.size());
  return I;
}

void Generator::body(Function &F) {
  F.Blocks.resize(1 + below(5));
  for (Block &B : F.Blocks) {
    for (unsigned N = below(12); N != 0; --N)
      B.Instrs.push_back(instruction(opcode(/*Terminator=*/false), F));
    B.Instrs.push_back(instruction(opcode(/*Terminator=*/true), F));
  }
  F.NumRegs += below(3);
}

Module Generator::run() {
  M.Name = name();
  M.Records.resize(1 + below(5));
  M.Globals.resize(1 + below(3));
  M.Functions.resize(1 + below(6));
  for (auto [I, R] : enumerate(M.Records)) {
    nameEntity(R);
    R.Flags = flags(RecordFlagWords);
    for (unsigned N = below(std::min<size_t>(I + 1, 3)); N != 0; --N)
      R.Bases.push_back(static_cast<RecordId>(below(I)));
    if (maybe())
      R.Dtor = static_cast<FuncId>(below(M.Functions.size()));
    if (maybe())
      R.CallOp = static_cast<FuncId>(below(M.Functions.size()));
    for (unsigned N = 1 + below(5); N != 0; --N) {
      // A borrow around whatever it is, so that no record contains itself.
      Type T;
      T.Kind = TypeKind::Borrow;
      T.Arg = type();
      R.Slots.push_back(
          {name(), M.internType(T), static_cast<Access>(below(3)), place()});
    }
  }
  for (Global &G : M.Globals) {
    nameEntity(G);
    G.Type = type();
    G.Flags = flags(GlobalFlagWords);
  }
  for (auto [I, F] : enumerate(M.Functions)) {
    nameEntity(F);
    F.Flags = flags(FuncFlagWords);
    if (maybe())
      F.Parent = static_cast<RecordId>(below(M.Records.size()));
    if (maybe())
      F.Ret = type();
    // Calls pass as many operands as the caller has parameters.
    for (unsigned N = 0; N != 3; ++N)
      F.Params.push_back({name(), type()});
    for (unsigned N = below(std::min<size_t>(I + 1, 3)); N != 0; --N)
      F.Overrides.push_back(static_cast<FuncId>(below(I)));
    F.NumRegs = F.Params.size();
  }
  for (Function &F : M.Functions)
    if (maybe()) {
      F.Flags |= FF_Defined;
      F.NumOpaque = below(4);
      body(F);
    }
  return std::move(M);
}

Module random(unsigned Seed) { return Generator(Seed).run(); }

} // namespace weakspot::ir::sample
