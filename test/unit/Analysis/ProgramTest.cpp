//===- ProgramTest.cpp - Linking modules ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//

#include "Analysis/CallGraph.h"
#include "Analysis/Removals.h"
#include "IR/Text.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace weakspot;
using namespace weakspot::analysis;

namespace {

std::vector<ir::Module> parseAll(std::initializer_list<StringRef> Texts) {
  std::vector<ir::Module> Modules;
  for (StringRef Text : Texts) {
    Expected<ir::Module> M = ir::parse(Text, "test.wir");
    EXPECT_TRUE(static_cast<bool>(M)) << toString(M.takeError());
    if (M)
      Modules.push_back(std::move(*M));
  }
  return Modules;
}

FuncNo findFunction(const Program &P, StringRef Name) {
  for (uint32_t I = 0; I < P.numFunctions(); ++I)
    if (P.function(static_cast<FuncNo>(I)).Name == Name)
      return static_cast<FuncNo>(I);
  return FuncNo::None;
}

RecordNo findRecord(const Program &P, StringRef Name) {
  for (uint32_t I = 0; I < P.numRecords(); ++I)
    if (P.record(static_cast<RecordNo>(I)).Name == Name)
      return static_cast<RecordNo>(I);
  return RecordNo::None;
}

TEST(Program, MergesEntitiesByKeyAndKeepsInternalOnesApart) {
  auto Modules = parseAll({R"(
module "a.cpp"
record @A
  slot next_ : strong @A
record @Local internal
func @helper internal ()
^entry:
  ret
)",
                           R"(
module "b.cpp"
record @A incomplete
record @Local internal
func @helper internal ()
^entry:
  ret
)"});
  Program P(Modules);
  EXPECT_EQ(P.numRecords(), 3u);
  EXPECT_EQ(P.numFunctions(), 2u);
  RecordNo A = findRecord(P, "A");
  ASSERT_NE(A, RecordNo::None);
  EXPECT_TRUE(P.record(A).Defined);
  EXPECT_EQ(P.slot(P.slotOf(A, 0)).Name, "next_");
  EXPECT_EQ(P.slotOf(A, 1), SlotNo::None);
}

TEST(Program, FindsTheFinalOverriderOfAClass) {
  auto Modules = parseAll({R"(
module "a.cpp"
record @Base polymorphic
record @Middle polymorphic
  base @Base
record @Leaf polymorphic
  base @Middle
record @Other polymorphic
  base @Base
func @Base::f method virtual of @Base (%this : borrow @Base)
^entry:
  ret
func @Middle::f method virtual of @Middle overrides @Base::f (%this : borrow @Middle)
^entry:
  ret
func @Leaf::f method virtual of @Leaf overrides @Middle::f (%this : borrow @Leaf)
^entry:
  ret
)"});
  Program P(Modules);
  FuncNo F = findFunction(P, "Base::f");
  EXPECT_EQ(P.overriderFor(F, findRecord(P, "Base")), F);
  EXPECT_EQ(P.overriderFor(F, findRecord(P, "Other")), F);
  EXPECT_EQ(P.overriderFor(F, findRecord(P, "Middle")),
            findFunction(P, "Middle::f"));
  EXPECT_EQ(P.overriderFor(F, findRecord(P, "Leaf")),
            findFunction(P, "Leaf::f"));
  EXPECT_EQ(overriders(P, F).size(), 3u);
}

TEST(CallGraph, PutsCalleesAndDestructorsFirst) {
  auto Modules = parseAll({R"(
module "a.cpp"
record @A
  dtor @A::~A
declare func @leaf ()
func @top ()
^entry:
  %a = local @A
  drop %a
  ret
func @A::~A method dtor of @A (%this : borrow @A)
^entry:
  call @leaf()
  ret
)",
                           R"(
module "b.cpp"
func @leaf ()
^entry:
  ret
)"});
  Program P(Modules);
  CallGraph G(P);
  std::vector<StringRef> Order;
  for (const Component &C : G.components()) {
    EXPECT_FALSE(C.Recursive);
    for (FuncNo F : C.Functions)
      Order.push_back(P.function(F).Name);
  }
  EXPECT_EQ(Order, (std::vector<StringRef>{"leaf", "A::~A", "top"}));
}

TEST(Removals, SeesThroughHelpersAndSettersGivenNull) {
  auto Modules = parseAll({R"(
module "a.cpp"
record @A
  slot kept_ : strong @A
  slot reset_ : strong @A
  slot helped_ : strong @A
  slot nulled_ : strong @A
  slot moved_ : strong @A
func @empty (%p : borrow strong @A)
^entry:
  reset %p
  ret
func @A::set method of @A (%this : borrow @A, %v : strong @A)
^entry:
  %f = field %this, @A.nulled_
  copy %f, %v
  %k = field %this, @A.kept_
  ret
func @A::setKept method of @A (%this : borrow @A, %v : strong @A)
^entry:
  %f = field %this, @A.kept_
  copy %f, %v
  ret
func @use (%a : borrow @A, %v : strong @A)
^entry:
  %r = field %a, @A.reset_
  reset %r
  %h = field %a, @A.helped_
  call @empty(%h)
  %null = temp strong @A
  call @A::set(%a, %null)
  %m = field %a, @A.moved_
  %t = local strong @A
  move %t, %m
  call @A::setKept(%a, %v)
  ret
)"});
  Program P(Modules);
  CallGraph G(P);
  Removals Removed(P, G);
  RecordNo A = findRecord(P, "A");
  EXPECT_TRUE(Removed.of(P.slotOf(A, 0)).empty());
  for (uint32_t Slot : {1u, 2u, 3u, 4u})
    EXPECT_FALSE(Removed.of(P.slotOf(A, Slot)).empty())
        << P.slot(P.slotOf(A, Slot)).Name.str();
}

} // namespace
