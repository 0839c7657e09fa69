//===- OverloadTest.cpp - Which contract a call gets ----------------------===//
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
using ir::TypeKind;

namespace {

/// The class `x::C` with these methods, each of which does nothing.
Class withMethods(std::initializer_list<StringRef> Signatures) {
  Class C;
  C.Name = "x::C";
  for (StringRef Text : Signatures) {
    Expected<std::vector<Method>> Parsed = parseSignature(Text);
    if (!Parsed) {
      ADD_FAILURE() << Text.str() << ": " << toString(Parsed.takeError());
      continue;
    }
    C.Methods.insert(C.Methods.end(), Parsed->begin(), Parsed->end());
  }
  return C;
}

ArgFacts fact(TypeKind K, StringRef Name = {}) {
  ArgFacts F;
  F.Kind = K;
  F.ClassName = Name;
  return F;
}

int chosen(const Class &C, StringRef Name, ArrayRef<ArgFacts> Args) {
  const Method *M = chooseMethod(C, Name, Args);
  return M ? static_cast<int>(M - C.Methods.data()) : -1;
}

ArgFacts pointer() {
  ArgFacts F = fact(TypeKind::Borrow);
  F.IsPointer = true;
  return F;
}

ArgFacts null() {
  ArgFacts F = pointer();
  F.IsNull = true;
  return F;
}

ArgFacts rvalue(ArgFacts F) {
  F.IsRvalue = true;
  return F;
}

TEST(Signature, NamesArgumentsAndConditions) {
  Expected<std::vector<Method>> M =
      parseSignature("begin | operator[](any, strong|weak rvalue, pointer?)");
  ASSERT_TRUE(static_cast<bool>(M));
  ASSERT_EQ(M->size(), 2U);
  EXPECT_EQ((*M)[0].Name, "begin");
  EXPECT_EQ((*M)[1].Name, "operator[]");
  EXPECT_EQ((*M)[1].MinArgs, 2U);
  EXPECT_EQ((*M)[1].MaxArgs, 3U);
  ASSERT_EQ((*M)[1].When[1].size(), 2U);
  EXPECT_EQ((*M)[1].When[1][0].size(), 2U);
}

TEST(Signature, CallOperatorAndConstructor) {
  for (StringRef Text : {"operator()(...)", "(constructor)()", "*(...)",
                         "std::operator==(any, any)", "operator bool()"})
    EXPECT_TRUE(static_cast<bool>(parseSignature(Text))) << Text.str();
}

TEST(Signature, Mistakes) {
  auto Mistake = [](StringRef Text) {
    Expected<std::vector<Method>> M = parseSignature(Text);
    return M ? std::string("none") : toString(M.takeError());
  };
  EXPECT_EQ(Mistake("clear"), "expected arguments in parentheses after the "
                              "name, as in 'push_back(any)' or 'clear()'");
  EXPECT_EQ(Mistake("f(strng)"), "unknown condition on an argument 'strng'; "
                                 "did you mean 'strong'?");
  EXPECT_EQ(Mistake("f(any?, any)"), "an argument that must be there can't "
                                     "follow one that may be missing");
  EXPECT_EQ(Mistake("f(..., any)"), "expected ')' after '...', got ','");
  EXPECT_NE(Mistake("f g(any)"), "none");
}

TEST(Overload, FirstThatFitsInFileOrder) {
  Class C = withMethods({"f(null)", "f(pointer)", "f(strong rvalue)",
                         "f(strong)", "f(same)", "f(any, any)"});
  EXPECT_EQ(chosen(C, "f", {null()}), 0);
  EXPECT_EQ(chosen(C, "f", {pointer()}), 1);
  EXPECT_EQ(chosen(C, "f", {rvalue(fact(TypeKind::Strong))}), 2);
  EXPECT_EQ(chosen(C, "f", {fact(TypeKind::Strong)}), 3);
  EXPECT_EQ(chosen(C, "f", {fact(TypeKind::Collection, "x::C")}), 4);
  EXPECT_EQ(chosen(C, "f", {fact(TypeKind::Opaque), null()}), 5);
  EXPECT_EQ(chosen(C, "f", {fact(TypeKind::Weak)}), -1);
  EXPECT_EQ(chosen(C, "f", {}), -1);
}

TEST(Overload, WildcardIsForNamesAndCallsWithoutContract) {
  Class C = withMethods({"*(...)", "f(null)"});
  EXPECT_EQ(chosen(C, "f", {null()}), 1);
  EXPECT_EQ(chosen(C, "f", {pointer()}), 0);
  EXPECT_EQ(chosen(C, "g", {}), 0);
}

TEST(Overload, IteratorsArePointersOrSoDescribed) {
  Class C = withMethods({"f(iterator)", "f(std::span)"});
  ArgFacts It = fact(TypeKind::Borrow, "lib::It");
  It.IsIterator = true;
  EXPECT_EQ(chosen(C, "f", {It}), 0);
  EXPECT_EQ(chosen(C, "f", {pointer()}), 0);
  EXPECT_EQ(chosen(C, "f", {fact(TypeKind::Borrow, "std::span")}), 1);
  EXPECT_EQ(chosen(C, "f", {fact(TypeKind::Borrow, "lib::Ref")}), -1);
}

} // namespace
