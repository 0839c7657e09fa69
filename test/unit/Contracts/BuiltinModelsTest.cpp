//===- BuiltinModelsTest.cpp - The shipped model files --------------------===//
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

Table builtin() {
  Expected<Table> T = Table::builtin();
  if (!T) {
    ADD_FAILURE() << toString(T.takeError());
    return {};
  }
  return std::move(*T);
}

TEST(BuiltinModels, KindsOfTheStandardLibrary) {
  Table T = builtin();
  std::pair<StringRef, TypeKind> Kinds[] = {
      {"std::shared_ptr", TypeKind::Strong},
      {"std::weak_ptr", TypeKind::Weak},
      {"std::unique_ptr", TypeKind::Unique},
      {"std::function", TypeKind::Callable},
      {"std::any", TypeKind::Callable},
      {"std::vector", TypeKind::Collection},
      {"std::optional", TypeKind::Collection},
      {"std::unordered_multimap", TypeKind::Collection},
      {"std::pair", TypeKind::Record},
      {"std::reference_wrapper", TypeKind::Borrow},
      {"std::_Rb_tree_iterator", TypeKind::Borrow},
      {"std::__wrap_iter", TypeKind::Borrow},
  };
  for (auto [Name, Kind] : Kinds) {
    const Class *C = T.findClass(Name);
    ASSERT_TRUE(C) << Name.str();
    EXPECT_EQ(C->Kind, Kind) << Name.str();
  }
  EXPECT_TRUE(T.findClass("std::enable_shared_from_this")->SharedFromThis);
  EXPECT_TRUE(T.findClass("std::atomic")->Transparent);
  EXPECT_FALSE(T.findFunctions("std::make_shared").empty());
}

TEST(BuiltinModels, ElementsOfMapsAreTheRecordsOfPairs) {
  Table T = builtin();
  const Class *Pair = T.findClass("std::pair"), *Map = T.findClass("std::map");
  ASSERT_TRUE(Pair && Map);
  EXPECT_EQ(Map->Parts, Pair->Parts);
  EXPECT_EQ(Map->SlotNames, Pair->SlotNames);
  EXPECT_EQ(Map->RecordName, Pair->RecordName);
}

TEST(BuiltinModels, LikeTakesOverWhatIsNotSaidAgain) {
  Table T = builtin();
  const Class *Queue = T.findClass("std::queue");
  ASSERT_TRUE(Queue);
  EXPECT_EQ(Queue->Kind, TypeKind::Collection);
  const Method *Pop = chooseMethod(*Queue, "pop", {});
  ASSERT_TRUE(Pop);
  EXPECT_EQ(Pop->Steps.front().Sub, static_cast<uint8_t>(ir::Position::Front));
  EXPECT_TRUE(chooseMethod(*Queue, "push", {ArgFacts()}));
}

TEST(BuiltinModels, AHousePointerInThreeLines) {
  Table T = builtin();
  std::string Before = T.digest();
  ASSERT_FALSE(errorToBool(T.addBuffer("classes:\n"
                                       "- class: house::Ref\n"
                                       "  like: std::shared_ptr\n"
                                       "functions:\n"
                                       "  house::make: like std::make_shared\n",
                                       "house.yaml")));
  EXPECT_NE(T.digest(), Before);
  const Class *Ref = T.findClass("house::Ref");
  ASSERT_TRUE(Ref);
  EXPECT_EQ(Ref->Kind, TypeKind::Strong);
  EXPECT_EQ(Ref->Source, "house.yaml");
  EXPECT_TRUE(chooseMethod(*Ref, "reset", {}));
  EXPECT_EQ(T.findFunctions("house::make").size(),
            T.findFunctions("std::make_shared").size());
}

TEST(BuiltinModels, ACollectionOfCallables) {
  Table T = builtin();
  ASSERT_FALSE(errorToBool(T.addBuffer("classes:\n"
                                       "- class: house::Signal\n"
                                       "  kind: collection\n"
                                       "  of: callable\n",
                                       "house.yaml")));
  const Class *Signal = T.findClass("house::Signal");
  ASSERT_TRUE(Signal);
  ASSERT_EQ(Signal->Parts.size(), 1U);
  EXPECT_TRUE(Signal->Parts.front().Callable);
}

TEST(BuiltinModels, ALaterFileReplacesAClass) {
  Table T = builtin();
  ASSERT_FALSE(errorToBool(T.addBuffer(
      "classes:\n- class: std::vector\n  kind: opaque\n", "mine.yaml")));
  EXPECT_EQ(T.findClass("std::vector")->Kind, TypeKind::Opaque);
  EXPECT_TRUE(T.findClass("std::vector")->Methods.empty());
}

} // namespace
