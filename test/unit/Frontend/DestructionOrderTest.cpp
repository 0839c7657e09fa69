//===- DestructionOrderTest.cpp - The IR against Clang's CFG --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Automaton.h"
#include "Destructions.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace weakspot;
using namespace weakspot::frontend;
using weakspot::test::Automaton;

namespace {

/// The language version that the file's own test asks for.
std::string standardOf(StringRef Path) {
  auto Buffer = cantFail(errorOrToExpected(MemoryBuffer::getFile(Path)));
  SmallVector<StringRef, 2> Matches;
  if (Regex("RUN: .*(-std=[a-z0-9+]+)").match(Buffer->getBuffer(), &Matches))
    return Matches[1].str();
  return "-std=c++20";
}

void compareFile(StringRef Path, test::DestructionsCompared &Compared) {
  static const contracts::Table Contracts =
      cantFail(contracts::Table::builtin());
  ExtractOptions Options;
  Options.Contracts = &Contracts;
  CompileCommand Command;
  Command.Directory = sys::path::parent_path(Path).str();
  Command.File = Path.str();
  Command.CommandLine = {"clang++", standardOf(Path), Path.str()};
  ASSERT_TRUE(extractObserved(Command, Options, &Compared).Ok) << Path.str();
}

void compareFolder(const Twine &Folder, test::DestructionsCompared &Compared) {
  std::error_code Failure;
  for (sys::fs::directory_iterator It(Folder, Failure), End;
       It != End && !Failure; It.increment(Failure))
    if (StringRef(It->path()).ends_with(".cpp"))
      compareFile(It->path(), Compared);
  ASSERT_FALSE(Failure) << Folder.str() << ": " << Failure.message();
}

TEST(DestructionOrder, IsThatOfTheCFG) {
  test::DestructionsCompared Compared;
  compareFolder(WEAKSPOT_TEST_DIR "/Frontend", Compared);
  compareFolder(WEAKSPOT_TEST_DIR "/tour", Compared);
  for (const std::string &Difference : Compared.Differences)
    ADD_FAILURE() << Difference;
  EXPECT_EQ(Compared.NotCompared, 0U);
  // A comparison of nothing finds nothing.
  EXPECT_GT(Compared.Bodies, 200U);
  EXPECT_GT(Compared.Destructions, 250U);
}

/// The words are the letters of Says; `*` goes back to the start.
Automaton automaton(StringRef Says) {
  static const char Letters[256] = {};
  Automaton A;
  Automaton::Node At = Automaton::Start;
  for (char C : Says) {
    if (C == '*') {
      A.addStep(At, nullptr, Automaton::Start);
      continue;
    }
    Automaton::Node Next = A.addNode();
    A.addStep(At, &Letters[static_cast<unsigned char>(C)], Next);
    At = Next;
  }
  A.accept(At);
  return A;
}

TEST(DestructionOrder, TellsWordsApart) {
  EXPECT_FALSE(automaton("ab").without(automaton("ab")).Missing);
  EXPECT_EQ(automaton("ab").without(automaton("ba")).Missing->size(), 2U);
  EXPECT_EQ(automaton("ab").without(automaton("a")).Missing->size(), 2U);
  EXPECT_FALSE(automaton("ab").without(automaton("ab*")).Missing);
  EXPECT_EQ(automaton("ab*").without(automaton("ab")).Missing->size(), 4U);
}

} // namespace
