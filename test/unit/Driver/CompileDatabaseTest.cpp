//===- CompileDatabaseTest.cpp ------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/CompileDatabase.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;
using weakspot::frontend::CompileCommand;

namespace {

Expected<CompileDatabase> parse(StringRef Text) {
  return CompileDatabase::parse(Text, "/p/build/compile_commands.json");
}

std::string errorOf(StringRef Text) {
  Expected<CompileDatabase> Database = parse(Text);
  return Database ? "" : toString(Database.takeError());
}

/// `directory: words...` of each C++ command.
std::vector<std::string> commands(StringRef Text) {
  Expected<CompileDatabase> Database = parse(Text);
  if (!Database)
    return {toString(Database.takeError())};
  std::vector<std::string> Lines;
  for (const CompileCommand &Command : Database->cxxCommands())
    Lines.push_back(Command.Directory + ": " + join(Command.CommandLine, " "));
  return Lines;
}

using Lines = std::vector<std::string>;

TEST(CompileDatabase, ReadsBothSpellingsOfACommand) {
  EXPECT_EQ(commands(R"([
    {"directory": "/p/build", "file": "../a.cpp",
     "command": "g++ -DX='\"a b\"' -c ../a.cpp"},
    {"directory": "/p/build", "file": "../b.cpp",
     "arguments": ["g++", "-DX=a b", "../b.cpp"]}])"),
            (Lines{"/p/build: g++ -DX=\"a b\" -c ../a.cpp",
                   "/p/build: g++ -DX=a b ../b.cpp"}));
}

TEST(CompileDatabase, TakesADirectoryFromItsOwn) {
  EXPECT_EQ(commands(R"([{"directory": ".", "file": "a.cpp",
                          "command": "g++ a.cpp"},
                         {"directory": "../src", "file": "b.cpp",
                          "command": "g++ b.cpp"}])"),
            (Lines{"/p/build: g++ a.cpp", "/p/src: g++ b.cpp"}));
}

TEST(CompileDatabase, TakesOffLaunchers) {
  EXPECT_EQ(commands(R"([{"directory": "/", "file": "a.cpp",
                          "command": "/usr/bin/ccache distcc g++ a.cpp"}])"),
            Lines{"/: g++ a.cpp"});
}

TEST(CompileDatabase, ExpandsResponseFiles) {
  SmallString<128> Dir;
  ASSERT_FALSE(sys::fs::createUniqueDirectory("weakspot-database", Dir));
  std::error_code EC;
  raw_fd_ostream OS((Dir + "/flags.rsp").str(), EC);
  ASSERT_FALSE(EC);
  OS << "-DA='x y'\n-Iinclude";
  OS.close();
  EXPECT_EQ(commands(("[{\"directory\": \"" + Dir +
                      "\", \"file\": \"a.cpp\", "
                      "\"command\": \"g++ @flags.rsp a.cpp\"}]")
                         .str()),
            Lines{(Dir + ": g++ -DA=x y -Iinclude a.cpp").str()});
  EXPECT_FALSE(sys::fs::remove_directories(Dir));
}

TEST(CompileDatabase, CountsWhatMeansTheSameOnce) {
  EXPECT_EQ(commands(R"([
    {"directory": "/b", "file": "/a.cpp", "command": "g++ -o a.o -c /a.cpp"},
    {"directory": "/b", "file": "/x/../a.cpp",
     "command": "g++ -fPIC -O2 -g -Wall -MD -MF a.d -o a.pic.o -c /a.cpp"},
    {"directory": "/b", "file": "/a.cpp", "command": "g++ -DX -c /a.cpp"},
    {"directory": "/b", "file": "/b.cpp", "command": "g++ -c /b.cpp"}])"),
            (Lines{"/b: g++ -o a.o -c /a.cpp", "/b: g++ -DX -c /a.cpp",
                   "/b: g++ -c /b.cpp"}));
}

TEST(CompileDatabase, LeavesOutOtherLanguages) {
  EXPECT_EQ(commands(R"([
    {"directory": "/", "file": "a.c", "command": "gcc a.c"},
    {"directory": "/", "file": "b.c", "command": "g++-12 b.c"},
    {"directory": "/", "file": "c.c", "command": "gcc -x c++ c.c"},
    {"directory": "/", "file": "d.cpp", "command": "gcc -xc d.cpp"},
    {"directory": "/", "file": "e.S", "command": "gcc e.S"},
    {"directory": "/", "file": "f.cc", "command": "g++ f.cc"}])"),
            (Lines{"/: g++-12 b.c", "/: gcc -x c++ c.c", "/: g++ f.cc"}));
}

TEST(CompileDatabase, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(errorOf("["), "/p/build/compile_commands.json:1:1: Unexpected EOF");
  EXPECT_EQ(errorOf("{}"),
            "/p/build/compile_commands.json: expected an array of commands");
  EXPECT_EQ(errorOf("[]"), "/p/build/compile_commands.json: holds no commands");
  EXPECT_EQ(errorOf(R"([3, {}])"),
            "/p/build/compile_commands.json: none of its entries can be used: "
            "entry 1 of the compilation database: expected an object");
}

TEST(CompileDatabase, SetsBrokenEntriesApart) {
  Expected<CompileDatabase> Database = parse(R"([
    3,
    {"directory": "/", "command": "g++ a"},
    {"directory": "src", "file": "b.cpp"},
    {"directory": "/", "file": "c.cpp", "command": " "},
    {"directory": "/", "file": "c.c", "command": " "},
    {"directory": "/", "file": "d.cpp", "arguments": ["g++", 1]},
    {"directory": "/", "file": "e.cpp", "command": "g++ e.cpp"}])");
  ASSERT_TRUE(static_cast<bool>(Database));
  EXPECT_EQ(Database->size(), 1U);
  Lines Broken;
  for (const BrokenEntry &Entry : Database->broken())
    Broken.push_back(Entry.File + ": " + Entry.Reason);
  std::string Of = " of the compilation database: ";
  EXPECT_EQ(Broken, (Lines{"/p/build/compile_commands.json: entry 1" + Of +
                               "expected an object",
                           "/p/build/compile_commands.json: entry 2" + Of +
                               "expected a string \"file\"",
                           "/p/build/src/b.cpp: entry 3" + Of +
                               "expected \"command\" or \"arguments\"",
                           "/c.cpp: entry 4" + Of + "its command is empty",
                           "/d.cpp: entry 6" + Of +
                               "expected strings in \"arguments\""}));
  Expected<std::vector<CompileCommand>> Found =
      Database->commandsFor({"c.cpp"}, "/");
  ASSERT_FALSE(static_cast<bool>(Found));
  EXPECT_EQ(toString(Found.takeError()),
            "/p/build/compile_commands.json has no command for:\n"
            "  c.cpp: entry 4" +
                Of + "its command is empty");
}

TEST(CompileDatabase, FindsTheNamedFilesAndNamesTheMissing) {
  Expected<CompileDatabase> Database =
      parse(R"([{"directory": "/p", "file": "src/server.cpp",
                 "command": "g++ src/server.cpp"},
                {"directory": "/p", "file": "src/main.cpp",
                 "command": "g++ src/main.cpp"}])");
  ASSERT_TRUE(static_cast<bool>(Database));
  Expected<std::vector<CompileCommand>> Found =
      Database->commandsFor({"server.cpp", "./../src/server.cpp"}, "/p/src");
  ASSERT_TRUE(static_cast<bool>(Found));
  ASSERT_EQ(Found->size(), 1U);
  EXPECT_EQ(mainFile(Found->front()), "/p/src/server.cpp");

  Found = Database->commandsFor({"sever.cpp", "main.cpp", "q"}, "/p/src");
  ASSERT_FALSE(static_cast<bool>(Found));
  EXPECT_EQ(toString(Found.takeError()),
            "/p/build/compile_commands.json has no command for:\n"
            "  sever.cpp; did you mean /p/src/server.cpp?\n  q");
}

} // namespace
