//===- RepeatedBodiesTest.cpp ---------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/RepeatedBodies.h"
#include "Sample.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot::ir;

namespace {

/// With an inline function, one of its own name at a place of its own, one
/// that is private to it, and its main.
Module moduleOf(StringRef Name) {
  std::string Text = R"ir(module "NAME"
func @"shared()" "shared" at each.h:1:1 ()
^entry:
  ret
func @"twin()" "twin" at NAME:2:1 ()
^entry:
  ret
func @"hidden()" "hidden" internal at each.h:3:1 ()
^entry:
  ret
func @"main()" "main" entry at each.h:4:1 ()
^entry:
  ret
)ir";
  for (size_t At; (At = Text.find("NAME")) != std::string::npos;)
    Text.replace(At, 4, Name.str());
  return sample::parsed(Text);
}

std::string bodiesOf(const Module &M) {
  std::string Names;
  for (const Function &F : M.Functions) {
    EXPECT_TRUE(F.Flags & FF_Defined);
    if (!F.Blocks.empty())
      Names += (F.Name + " ").str();
  }
  return Names;
}

TEST(RepeatedBodies, KeepsThatOfTheFirstModuleByName) {
  // In whatever order they come, and wherever they are moved to.
  for (bool Backwards : {false, true}) {
    std::vector<Module> Modules;
    RepeatedBodies Repeated;
    for (StringRef Name : {"a.cpp", "b.cpp", "c.cpp"}) {
      Modules.push_back(moduleOf(Name));
      if (Backwards)
        std::rotate(Modules.begin(), std::prev(Modules.end()), Modules.end());
    }
    std::vector<Module> Moved;
    for (Module &M : Modules) {
      Repeated.dropFrom(M);
      Moved.push_back(std::move(M));
    }
    for (const Module &M : Moved)
      EXPECT_EQ(bodiesOf(M), M.Name == "a.cpp"
                                 ? "shared() twin() hidden() main() "
                                 : "twin() hidden() main() ");
  }
}

TEST(RepeatedBodies, KeepsBothWhereNoneIsTheFirst) {
  RepeatedBodies Repeated;
  Module M = moduleOf("a.cpp");
  Module N = moduleOf("a.cpp");
  Repeated.dropFrom(M);
  Repeated.dropFrom(N);
  EXPECT_EQ(bodiesOf(M), "shared() twin() hidden() main() ");
  EXPECT_EQ(bodiesOf(N), "shared() twin() hidden() main() ");
}

} // namespace
