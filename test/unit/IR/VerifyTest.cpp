//===- VerifyTest.cpp -----------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each test breaks one guarantee of a good module. What text can't express is
// broken in memory; test/IR/verify.test has the rest.
//
//===----------------------------------------------------------------------===//

#include "IR/Verify.h"
#include "IR/Signature.h"
#include "Sample.h"
#include <functional>
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot::ir;

namespace {

Module good() {
  return sample::parsed("record @B\n"
                        "record @R at r.h:1:1\n"
                        "  base @B\n"
                        "  slot s : strong @R\n"
                        "  slot t : @B\n"
                        "global @g : opaque\n"
                        "func @f of @R (%a : borrow @R, %b : opaque)\n"
                        "^entry:\n"
                        "  %s = field %a, @R.s\n"
                        "  br %b, ^x, ^y\n"
                        "^x:\n"
                        "  retain %a, copy %s, once\n"
                        "  jump ^y\n"
                        "^y:\n"
                        "  %n = const 3\n"
                        "  call @f (%a, %b)\n"
                        "  ret %n\n");
}

std::string broken(const std::function<void(Module &)> &Break) {
  Module M = good();
  Break(M);
  auto Messages = findViolations(M);
  return Messages.empty() ? "" : Messages.front();
}

Instr &instr(Module &M, unsigned Block, unsigned Position) {
  return M.Functions[0].Blocks[Block].Instrs[Position];
}

} // namespace

TEST(VerifyTest, goodModule) {
  EXPECT_EQ(broken([](Module &) {}), "");
}

TEST(VerifyTest, types) {
  EXPECT_EQ(broken([](Module &M) {
              M.Types[0].Arg = TypeId(0);
              M.Types[0].Kind = TypeKind::Strong;
              M.Types[0].Record = RecordId::None;
            }),
            "type 0: its argument must be an older type");
  EXPECT_EQ(broken([](Module &M) { M.Types[0].Record = RecordId(2); }),
            "type 0: its record is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Types[0].Kind = TypeKind(9); }),
            "type 0: its kind is unknown");
  EXPECT_EQ(broken([](Module &M) { M.Types[0].WeakKeyed = true; }),
            "type 0: only a collection or a borrow can be weakkeyed");
  EXPECT_EQ(broken([](Module &M) { M.Types[0].Name = "n"; }),
            "type 0: a record's type has no name of its own");
}

TEST(VerifyTest, records) {
  EXPECT_EQ(broken([](Module &M) { M.Records[0].Key = ""; }),
            "record @B: it has no key");
  EXPECT_EQ(broken([](Module &M) { M.Records[1].Key = "B"; }),
            "record @R: another record has the key \"B\"");
  EXPECT_EQ(broken([](Module &M) { M.Records[0].Flags = 1 << 15; }),
            "record @B: a flag is unknown");
  EXPECT_EQ(broken([](Module &M) { M.Records[0].Dtor = FuncId(1); }),
            "record @B: its destructor is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Records[0].CallOp = FuncId(1); }),
            "record @B: its call operator is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Records[1].Bases[0] = RecordId(2); }),
            "record @R: a base is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Records[0].Bases = {RecordId(1)}; }),
            "record @B: it contains itself by value");
  EXPECT_EQ(broken([](Module &M) {
              M.Records[0].Slots.push_back(
                  {"x",
                   M.internType({TypeKind::Record, false, TypeId::None,
                                 RecordId(1), ""}),
                   Access::Public,
                   {}});
            }),
            "record @B: it contains itself by value");
  EXPECT_EQ(broken([](Module &M) { M.Records[1].Slots[0].Type = TypeId(99); }),
            "record @R: the type of slot s is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Records[1].Slots[0].Acc = Access(3); }),
            "record @R: the access of slot s is unknown");
  EXPECT_EQ(broken([](Module &M) { M.Records[1].Where.File = 1; }),
            "record @R: the file of its place is out of range");
}

TEST(VerifyTest, globals) {
  EXPECT_EQ(broken([](Module &M) { M.Globals[0].Type = TypeId::None; }),
            "global @g: its type is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Globals[0].Flags = 128; }),
            "global @g: a flag is unknown");
}

TEST(VerifyTest, functions) {
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Flags = 0; }),
            "function @f: it has blocks, but is not defined");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Blocks.clear(); }),
            "function @f: it is defined, but has no blocks");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Parent = RecordId(2); }),
            "function @f: its class is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Ret = TypeId(99); }),
            "function @f: the type it returns is out of range");
  EXPECT_EQ(broken([](Module &M) {
              M.Functions[0].Params.clear();
              M.Functions[0].Flags |= FF_Method;
            }),
            "function @f: a method's first parameter is its object");
  EXPECT_EQ(
      broken([](Module &M) { M.Functions[0].Params[1].Type = TypeId::None; }),
      "function @f: the type of parameter 1 is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Overrides = {FuncId(1)}; }),
            "function @f: an overridden method is out of range");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Overrides = {FuncId(0)}; }),
            "function @f: it overrides itself");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].NumRegs = 1; }),
            "function @f: it has more parameters than registers");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].NumRegs = ~0U; }),
            "function @f: it has more than 16777216 registers");
}

TEST(VerifyTest, blocks) {
  EXPECT_EQ(
      broken([](Module &M) { M.Functions[0].Blocks[1].Instrs.pop_back(); }),
      "function @f, ^1: it does not end in a terminator");
  EXPECT_EQ(broken([](Module &M) { M.Functions[0].Blocks[1].Instrs.clear(); }),
            "function @f, ^1: it does not end in a terminator");
  EXPECT_EQ(broken([](Module &M) {
              auto &Instrs = M.Functions[0].Blocks[1].Instrs;
              Instrs.push_back(Instrs.back());
            }),
            "function @f, ^1: a terminator is not its last instruction");
}

TEST(VerifyTest, registers) {
  EXPECT_EQ(broken([](Module &M) { instr(M, 2, 0).Result = Reg(0); }),
            "function @f, ^2, instruction 1 (const): %0 is defined a second "
            "time");
  EXPECT_EQ(broken([](Module &M) { instr(M, 2, 0).Result = Reg(9); }),
            "function @f, ^2, instruction 1 (const): its register is out of "
            "range");
  EXPECT_EQ(broken([](Module &M) { instr(M, 2, 0).Result = Reg::None; }),
            "function @f, ^2, instruction 1 (const): it must define a "
            "register");
  EXPECT_EQ(broken([](Module &M) { instr(M, 2, 2).Result = Reg(3); }),
            "function @f, ^2, instruction 3 (ret): %3 is defined a second "
            "time");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 0).Args[0].R = Reg(3); }),
            "function @f, ^entry, instruction 1 (field): %3 is not defined on "
            "every path that leads here");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 0).Args[0].R = Reg(2); }),
            "function @f, ^entry, instruction 1 (field): %2 is not defined on "
            "every path that leads here");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 0).Args[0].R = Reg::None; }),
            "function @f, ^entry, instruction 1 (field): an operand's register "
            "is out of range");
  EXPECT_EQ(broken([](Module &M) {
              M.Functions[0].NumRegs = 6;
              instr(M, 2, 2).Args[0].R = Reg(5);
            }),
            "function @f, ^2, instruction 3 (ret): %5 is never defined");
}

TEST(VerifyTest, instructions) {
  EXPECT_EQ(broken([](Module &M) { instr(M, 1, 0).Args.pop_back(); }),
            "function @f, ^1, instruction 1 (retain): operand 1 needs copy, "
            "move or ref");
  EXPECT_EQ(broken([](Module &M) { instr(M, 1, 0).HasFirst = false; }),
            "function @f, ^1, instruction 1 (retain): HasFirst contradicts "
            "the number of operands");
  EXPECT_EQ(broken([](Module &M) { instr(M, 1, 0).Sub = 4; }),
            "function @f, ^1, instruction 1 (retain): its kind is unknown");
  EXPECT_EQ(
      broken([](Module &M) { instr(M, 1, 0).Args[1].How = Transfer(4); }),
      "function @f, ^1, instruction 1 (retain): operand 2 needs copy, move or "
      "ref");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 0).SlotNo = 2; }),
            "function @f, ^entry, instruction 1 (field): its slot is out of "
            "range");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 0).Rec = RecordId::None; }),
            "function @f, ^entry, instruction 1 (field): its record is out of "
            "range");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 1).Targets[1] = BlockId(3); }),
            "function @f, ^entry, instruction 2 (br): a label is out of range");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 1).Targets.pop_back(); }),
            "function @f, ^entry, instruction 2 (br): it has 1 labels");
  EXPECT_EQ(broken([](Module &M) { instr(M, 0, 1).Where = {8, 1, 1}; }),
            "function @f, ^entry, instruction 2 (br): the file of its place is "
            "out of range");
  EXPECT_EQ(broken([](Module &M) { instr(M, 2, 1).Callee = FuncId(1); }),
            "function @f, ^2, instruction 2 (call): its function is out of "
            "range");
  EXPECT_EQ(broken([](Module &M) { instr(M, 2, 1).Args.pop_back(); }),
            "function @f, ^2, instruction 2 (call): @f takes 2 operands, found "
            "1");
  EXPECT_EQ(broken([](Module &M) {
              instr(M, 2, 1).Result = Reg(4);
              M.Functions[0].NumRegs = 5;
            }),
            "function @f, ^2, instruction 2 (call): its type is out of range");
}

/// What an operation's signature lacks, it must not have.
TEST(VerifyTest, membersWithoutMeaningKeepTheirDefault) {
  auto OnUnreachable = [](const std::function<void(Instr &)> &Break) {
    return broken([&](Module &M) {
      Instr I;
      Break(I);
      M.Functions[0].Blocks[2].Instrs.back() = I;
    });
  };
  StringRef Where = "function @f, ^2, instruction 3 (unreachable): ";
  EXPECT_EQ(OnUnreachable([](Instr &) {}), "");
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Sub = 1; }),
            (Where + "its kind has no meaning").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.HasFirst = false; }),
            (Where + "HasFirst contradicts the number of operands").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Ty = TypeId(0); }),
            (Where + "it has no type").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Callee = FuncId(0); }),
            (Where + "it has no function").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Rec = RecordId(0); }),
            (Where + "it has no record").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Glob = GlobalId(0); }),
            (Where + "it has no global").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.SlotNo = 1; }),
            (Where + "it has no slot").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Int = 1; }),
            (Where + "it has no number").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Str = "s"; }),
            (Where + "it has no string").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Targets = {BlockId(0)}; }),
            (Where + "it has 1 labels").str());
  EXPECT_EQ(OnUnreachable([](Instr &I) { I.Args.resize(1); }),
            (Where + "it has 1 operands, expected 0").str());
}

TEST(VerifyTest, messagesAreLimited) {
  Module M = good();
  for (Block &B : M.Functions[0].Blocks)
    for (Instr &I : B.Instrs)
      I.Sub = 200;
  EXPECT_EQ(findViolations(M, 3).size(), 3U);
}
