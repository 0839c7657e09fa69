//===- TextTest.cpp -------------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Equal.h"
#include "IR/Signature.h"
#include "IR/Verify.h"
#include "Sample.h"
#include <gtest/gtest.h>
#include <set>

using namespace llvm;
using namespace weakspot::ir;

namespace {

void expectRoundTrip(const Module &M) {
  if (Error E = verify(M))
    FAIL() << toString(std::move(E)) << "\n" << sample::printed(M);
  std::string Text = sample::printed(M);
  Module Again = sample::parsed(Text);
  EXPECT_EQ(findDifference(M, Again), std::nullopt) << Text;
  EXPECT_EQ(sample::printed(Again), Text);
}

std::string errorOf(StringRef Text) {
  auto M = parse(Text, "t.wir");
  return M ? "" : toString(M.takeError());
}

} // namespace

TEST(TextTest, sampleHasEveryOperation) {
  Module M = sample::allOperations();
  std::set<StringRef> Missing;
  for (unsigned I = 0; I != NumOpcodes; ++I)
    Missing.insert(mnemonic(static_cast<Opcode>(I)));
  for (const Function &F : M.Functions)
    for (const Block &B : F.Blocks)
      for (const Instr &I : B.Instrs)
        Missing.erase(mnemonic(I.Op));
  EXPECT_TRUE(Missing.empty())
      << "test/IR/all-operations.wir lacks " << Missing.begin()->str();
}

TEST(TextTest, everyOperationRoundTrips) {
  expectRoundTrip(sample::allOperations());
}

TEST(TextTest, randomModulesRoundTrip) {
  for (unsigned Seed = 0; Seed != 400 && !HasFailure(); ++Seed) {
    SCOPED_TRACE(Seed);
    expectRoundTrip(sample::random(Seed));
  }
}

TEST(TextTest, moduleMayBeEmpty) {
  expectRoundTrip(sample::parsed(""));
  expectRoundTrip(sample::parsed("\r\n// nothing\r\n"));
}

TEST(TextTest, namesOfRegistersGetTheLowestFreeNumbers) {
  Module M = sample::parsed("func @f (%a : opaque)\n"
                            "^entry:\n"
                            "  %x = const 1\n"
                            "  %1 = const 2\n"
                            "  %y = const 3\n"
                            "  ret %x\n");
  const auto &Instrs = M.Functions[0].Blocks[0].Instrs;
  EXPECT_EQ(Instrs[0].Result, Reg(2));
  EXPECT_EQ(Instrs[1].Result, Reg(1));
  EXPECT_EQ(Instrs[2].Result, Reg(3));
  EXPECT_EQ(Instrs[3].Args[0].R, Reg(2));
  EXPECT_EQ(M.Functions[0].NumRegs, 4U);
}

TEST(TextTest, symbolsMayBeUsedBeforeTheyAreDeclared) {
  Module M = sample::parsed("func @f (%a : borrow @R)\n"
                            "^entry:\n"
                            "  %s = field %a, @R.s\n"
                            "  call @g (%s)\n"
                            "  jump ^done\n"
                            "^done:\n"
                            "  ret\n"
                            "declare func @g (%x : borrow opaque)\n"
                            "record @R\n"
                            "  slot s : strong @R\n");
  EXPECT_EQ(M.Functions[0].Blocks[0].Instrs[1].Callee, FuncId(1));
  expectRoundTrip(M);
}

TEST(TextTest, equalNamesAreToldApartByNumber) {
  Module M = sample::parsed("declare func @f \"k1\" ()\n"
                            "declare func @f#2 \"k2\" ()\n"
                            "func @g ()\n"
                            "^e:\n"
                            "  call @f#2 ()\n"
                            "  ret\n");
  EXPECT_EQ(M.Functions[2].Blocks[0].Instrs[0].Callee, FuncId(1));
  EXPECT_EQ(M.Functions[1].Name, "f");
  EXPECT_EQ(M.Functions[1].Key, "k2");
}

TEST(TextTest, printingTakesAnything) {
  Module M;
  M.Types.push_back({TypeKind::Strong, false, TypeId(0), RecordId::None, ""});
  M.Types.emplace_back().Kind = static_cast<TypeKind>(77);
  M.Records.emplace_back().Bases.push_back(RecordId(9));
  M.Records.back().Slots.push_back(
      {"s", TypeId(0), static_cast<Access>(9), {7, 1, 1}});
  Function &F = M.Functions.emplace_back();
  F.Parent = RecordId(5);
  Block &B = F.Blocks.emplace_back();
  for (unsigned I = 0; I != NumOpcodes; ++I) {
    B.Instrs.emplace_back().Op = static_cast<Opcode>(I);
    B.Instrs.back().Sub = 99;
    B.Instrs.back().Ty = TypeId(12);
  }
  EXPECT_NE(sample::printed(M).find("strong ??"), std::string::npos);
}

TEST(TextTest, longTypesNeedNoStack) {
  std::string Text = "global @g : ";
  for (int I = 0; I != 200000; ++I)
    Text += "strong ";
  expectRoundTrip(sample::parsed(Text + "?"));
}

TEST(TextTest, errorsNameThePlace) {
  EXPECT_EQ(errorOf("func @f ()\n^entry:\n  call @nope ()\n  ret\n"),
            "t.wir:3:8: error: expected a declared function, found @nope");
  EXPECT_EQ(errorOf("record @R\n  slot s strong @R\n"),
            "t.wir:2:10: error: expected ':', found 'strong'");
  EXPECT_EQ(errorOf("func @f ()\n^entry:\n  jump ^next\n"),
            "t.wir:3:8: error: expected a label of this function, found ^next");
  EXPECT_EQ(errorOf("func @f ()\n^entry:\n  drop %x\n  ret\n"),
            "t.wir:3:8: error: expected a register of this function, found %x");
  EXPECT_EQ(errorOf("func @f ()\n^e:\n  %x = drop %x\n"),
            "t.wir:3:8: error: expected an operation with a result, found "
            "'drop'");
  EXPECT_EQ(errorOf("func @f ()\n^e:\n  const null\n"),
            "t.wir:3:3: error: expected '%register =' before 'const'");
  EXPECT_EQ(errorOf("func @f ()\n^e:\n  %x = const null\n  %x = const null\n"),
            "t.wir:4:3: error: %x is already defined");
  EXPECT_EQ(errorOf("global @g : pony\n"),
            "t.wir:1:13: error: expected a type, found 'pony'");
  EXPECT_EQ(errorOf("record @R\nrecord @R\n"),
            "t.wir:2:10: error: the record \"R\" is declared twice");
  EXPECT_EQ(errorOf("func @f ()\n"),
            "t.wir:1:11: error: expected a label below the function's line, "
            "found the end of the line");
  EXPECT_EQ(errorOf("module \"a\nrecord"),
            "t.wir:1:8: error: expected a closing '\"', found the end of the "
            "line");
  EXPECT_EQ(errorOf("func @f (%a : opaque)\n^e:\n  retain copy %a, soon\n"),
            "t.wir:3:19: error: expected one of once, cancel, holder, "
            "forever, found 'soon'");
  EXPECT_EQ(errorOf("func @f ()\n^e:\n  ret ; a.cpp:0:1\n"),
            "t.wir:3:15: error: expected a line from 1 on, found 0");
}
