//===- StepParserTest.cpp - Steps of contracts ----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace weakspot;
using namespace weakspot::contracts;
using ir::Opcode;

namespace {

Step parse(StringRef Text, TempNames &&Names = {}) {
  Expected<Step> S = parseStep(Text, Names);
  if (!S) {
    ADD_FAILURE() << Text.str() << ": " << toString(S.takeError());
    return {};
  }
  return *S;
}

/// `offset: message` of the mistake in a list of steps.
std::string mistake(StringRef Text) {
  Method M;
  std::string Found = "none";
  handleAllErrors(parseSteps(Text, M), [&](const TextError &E) {
    Found = std::to_string(E.Offset) + ": " + E.Message;
  });
  return Found;
}

TEST(StepParser, OperationWithPositionAndTransfer) {
  Step S = parse("t0 = insert this, back forward arg0");
  EXPECT_EQ(S.Kind, StepKind::Op);
  EXPECT_EQ(S.Op, Opcode::Insert);
  EXPECT_EQ(S.Sub, static_cast<uint8_t>(ir::Position::Back));
  EXPECT_EQ(S.Defines, 0);
  std::vector<Place> Expected = {{PlaceKind::This},
                                 {PlaceKind::Arg, 0, Pass::Forward}};
  EXPECT_EQ(S.Operands, Expected);
}

TEST(StepParser, KeyFollowsTheValue) {
  Step S = parse("insert this, key copy arg0, arg1");
  EXPECT_EQ(S.Sub, static_cast<uint8_t>(ir::Position::Key));
  ASSERT_EQ(S.Operands.size(), 3U);
  EXPECT_EQ(S.Operands[2].Index, 1U);
  EXPECT_EQ(parse("e = elem this, key arg0").Operands.size(), 2U);
  EXPECT_EQ(parse("e = elem this, any").Operands.size(), 1U);
}

TEST(StepParser, OptionalHolderOfRetain) {
  Step With = parse("retain this, move arg0, once");
  EXPECT_TRUE(With.HasFirst);
  EXPECT_EQ(With.Operands.size(), 2U);
  Step Without = parse("retain move arg0, forever");
  EXPECT_FALSE(Without.HasFirst);
  EXPECT_EQ(Without.Operands.size(), 1U);
  EXPECT_EQ(Without.Sub, static_cast<uint8_t>(ir::Lifetime::Forever));
}

TEST(StepParser, TheLastArgument) {
  Step S = parse("retain forward last, once");
  std::vector<Place> Expected = {
      {PlaceKind::Arg, Place::LastArg, Pass::Forward}};
  EXPECT_EQ(S.Operands, Expected);
  EXPECT_NE(mistake("invoke arg0 (last...)"), "none");
  EXPECT_NE(mistake("last = load this"), "none");
}

TEST(StepParser, WaysToBind) {
  EXPECT_EQ(parse("bind result (arg0...)").Kind, StepKind::Bind);
  EXPECT_EQ(parse("bind_front result (arg0...)").Kind, StepKind::BindFront);
  EXPECT_EQ(parse("bind_back result (arg0...)").Kind, StepKind::BindBack);
}

TEST(StepParser, OptionalLastOperand) {
  EXPECT_EQ(parse("adopt this, arg0").Operands.size(), 2U);
  EXPECT_EQ(parse("adopt this, arg0, arg1").Operands.size(), 3U);
  EXPECT_EQ(parse("erase this").Operands.size(), 1U);
}

TEST(StepParser, ArgumentListsAndForms) {
  Step S = parse("result = invoke arg0 (*arg1, &arg2, unpack arg3, arg4...)");
  EXPECT_EQ(S.Kind, StepKind::Invoke);
  EXPECT_EQ(S.Defines, Step::TheResult);
  ASSERT_EQ(S.Operands.size(), 5U);
  EXPECT_EQ(S.Operands[1].Form, PlaceForm::Pointee);
  EXPECT_EQ(S.Operands[2].Form, PlaceForm::Address);
  EXPECT_EQ(S.Operands[3].Form, PlaceForm::Unpack);
  EXPECT_EQ(S.Operands[4].Kind, PlaceKind::Rest);
}

TEST(StepParser, TypesAndSlots) {
  EXPECT_EQ(parse("a = alloc result.pointee").Type.K, TypeRef::ResultPointee);
  EXPECT_EQ(parse("s = field this, first").Slot, "first");
  Step ByIndex = parse("s = field arg0, T1");
  EXPECT_EQ(ByIndex.Type, (TypeRef{TypeRef::TemplateArg, 1, 0}));
  EXPECT_TRUE(ByIndex.Slot.empty());
  Step Nested = parse("c = temp arg0.T2");
  EXPECT_EQ(Nested.Type, (TypeRef{TypeRef::ArgTemplateArg, 0, 2}));
}

TEST(StepParser, Constants) {
  EXPECT_EQ(parse("n = const -3").Int, -3);
  EXPECT_EQ(parse("n = const null").Sub,
            static_cast<uint8_t>(ir::ConstKind::Null));
  EXPECT_EQ(parse("k = const T0").Type.K, TypeRef::TemplateArg);
}

TEST(StepParser, TempsAreNumberedAndLaterOnesHideEarlierOnes) {
  Method M;
  ASSERT_FALSE(parseSteps(
      "e = elem this, any; e = next e; erase this, e; result = e", M));
  EXPECT_EQ(M.NumTemps, 2U);
  EXPECT_EQ(M.Steps[1].Operands[0].Index, 0U);
  EXPECT_EQ(M.Steps[2].Operands[1].Index, 1U);
  EXPECT_EQ(M.Steps[3].Kind, StepKind::Value);
}

TEST(StepParser, EachHasAnOptionalEnd) {
  Method M;
  ASSERT_FALSE(parseSteps("each e = arg0 until arg1; invoke arg2 (e); done; "
                          "each x = this; r = invoke arg2 (x); when r; "
                          "erase this, x; done; done",
                          M));
  EXPECT_EQ(M.Steps[0].Operands.size(), 2U);
  EXPECT_EQ(M.Steps[3].Operands.size(), 1U);
}

TEST(StepParser, MistakesSayWhatWasExpectedAndWhere) {
  EXPECT_EQ(mistake("insrt this, back copy arg0"),
            "0: unknown step 'insrt'; did you mean 'insert'?");
  EXPECT_EQ(mistake("insert this, bakc copy arg0"),
            "13: unknown position 'bakc'; did you mean 'back'?");
  EXPECT_EQ(mistake("insert this, back cpy arg0"),
            "18: unknown way to pass a value 'cpy'; did you mean 'copy'?");
  EXPECT_EQ(mistake("copy this arg0"), "10: expected ',', got 'arg0'");
  EXPECT_EQ(mistake("copy this"), "9: expected ',', got the end");
  EXPECT_EQ(mistake("reset thsi"),
            "6: unknown operand 'thsi'; did you mean 'this'?");
  EXPECT_EQ(mistake("access this, key"), "16: expected the key, got the end");
  EXPECT_EQ(mistake("reset this extra"),
            "11: expected the end of the step, got 'extra'");
  EXPECT_EQ(mistake("x = reset this"), "14: this step gives no value for 'x'");
  EXPECT_EQ(mistake("this = load arg0"),
            "0: 'this' can't be defined by a step");
  EXPECT_EQ(mistake("maybe; reset this"),
            "17: expected 'done' after the steps of 'each', 'repeat', 'when', "
            "'maybe', 'used' or 'unused'");
  EXPECT_EQ(mistake("used; reset this; done; unused; done"), "none");
  EXPECT_EQ(
      mistake("reset this; done"),
      "12: 'done' without an 'each', 'repeat', 'when', 'maybe', 'used' or "
      "'unused'");
  EXPECT_EQ(mistake("reset *this"),
            "7: '*' and '&' may stand only before an argument");
  EXPECT_EQ(mistake("reset later; later = load this"),
            "6: unknown operand 'later'; expected one of: this, result, arg0, "
            "arg1, last");
}

TEST(StepParser, OperationsOfTheProgramAreNotForContracts) {
  for (StringRef Text : {"call f (this)", "x = local this", "ret", "jump a"})
    EXPECT_NE(mistake(Text), "none") << Text.str();
}

} // namespace
