//===- ModelErrorsTest.cpp - Malformed model files ------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace weakspot::contracts;

namespace {

std::string mistake(StringRef Text) {
  Table T;
  Error E = T.addBuffer(Text, "house.yaml");
  return E ? toString(std::move(E)) : "none";
}

TEST(ModelErrors, PlaceAndNearestWord) {
  EXPECT_EQ(mistake("clases:\n  - class: A\n"),
            "house.yaml:1:1: error: unknown key 'clases'; did you mean "
            "'classes'?");
  EXPECT_EQ(mistake("classes:\n- class: A\n  kinds: strong\n"),
            "house.yaml:3:3: error: unknown key 'kinds'; did you mean "
            "'kind'?");
  EXPECT_EQ(mistake("classes:\n- class: A\n  kind: stron\n"),
            "house.yaml:3:9: error: unknown kind 'stron'; did you mean "
            "'strong'?");
}

TEST(ModelErrors, InsideAStep) {
  EXPECT_EQ(mistake("classes:\n"
                    "- class: A\n"
                    "  kind: collection\n"
                    "  methods:\n"
                    "    add(any): insert this, bakc copy arg0\n"),
            "house.yaml:5:28: error: unknown position 'bakc'; did you mean "
            "'back'?");
  EXPECT_EQ(mistake("classes:\n"
                    "- class: A\n"
                    "  methods:\n"
                    "    add(any):\n"
                    "      - e = load this\n"
                    "      - copy e\n"),
            "house.yaml:6:15: error: expected ',', got the end");
}

TEST(ModelErrors, InsideASignature) {
  EXPECT_EQ(mistake("functions:\n  a::make(strng): reset arg0\n"),
            "house.yaml:2:11: error: unknown condition on an argument 'strng'; "
            "did you mean 'strong'?");
}

TEST(ModelErrors, WrongShape) {
  EXPECT_EQ(mistake("classes: A\n"), "house.yaml:1:10: error: expected a list "
                                     "of classes ('- class: ...')");
  EXPECT_EQ(mistake("classes:\n- kind: strong\n"),
            "house.yaml:2:3: error: expected the class's name "
            "('class: ns::Name')");
  EXPECT_EQ(mistake("- a\n- b\n"),
            "house.yaml:1:1: error: expected 'classes:' and 'functions:' at "
            "the top of a model file");
  EXPECT_EQ(
      mistake("classes:\n- class: A\n  of: pointee\n"),
      "house.yaml:3:7: error: expected a template argument ('T0', "
      "'T0.pointee', 'weak T0', 'strong T0', 'collection T0' or 'T...') or "
      "'callable', got 'pointee'");
  EXPECT_EQ(mistake("classes:\n- class: A\n  weak-keyed: yes\n"),
            "house.yaml:3:15: error: expected true or false, got 'yes'");
}

TEST(ModelErrors, LikeNeedsAKnownName) {
  EXPECT_EQ(mistake("classes:\n- class: A\n  like: B\n"),
            "house.yaml:3:9: error: no contract for 'B'; 'like' needs a class "
            "that stands above or in an earlier model file");
  EXPECT_EQ(mistake("functions:\n  f: like g\n"),
            "house.yaml:2:6: error: no contract for the function 'g'");
}

TEST(ModelErrors, NotYaml) {
  std::string Message = mistake("classes: [\n");
  EXPECT_TRUE(StringRef(Message).starts_with("house.yaml:")) << Message;
}

TEST(ModelErrors, AMissingFileIsNamed) {
  Table T;
  std::string Message = toString(T.addFile("no/such/model.yaml"));
  EXPECT_TRUE(StringRef(Message).starts_with("no/such/model.yaml: error: "))
      << Message;
}

TEST(ModelErrors, TheTableIsAsBefore) {
  Table T;
  ASSERT_FALSE(T.addBuffer("classes:\n- class: A\n  kind: weak\n", "a.yaml"));
  std::string Digest = T.digest();
  EXPECT_TRUE(errorToBool(T.addBuffer(
      "classes:\n- class: A\n  kind: strong\n- class: B\n  kind: x\n",
      "b.yaml")));
  EXPECT_EQ(T.digest(), Digest);
  EXPECT_EQ(T.findClass("A")->Kind, weakspot::ir::TypeKind::Weak);
}

TEST(ModelErrors, EmptyAndCommentOnlyFilesAreFine) {
  EXPECT_EQ(mistake(""), "none");
  EXPECT_EQ(mistake("# nothing\n"), "none");
}

} // namespace
