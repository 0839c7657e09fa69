//===- ExtractTest.cpp - The frontend's door ------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Extract.h"
#include "IR/Text.h"
#include "IR/Verify.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <thread>

using namespace llvm;
using namespace weakspot;
using namespace weakspot::frontend;

namespace {

const contracts::Table &table() {
  static const contracts::Table Table = cantFail(contracts::Table::builtin());
  return Table;
}

/// A program of one file, over the system's headers where it asks for them.
ExtractResult extractText(StringRef Text, ExtractOptions Options = {},
                          std::vector<std::string> Flags = {"-std=c++17"}) {
  IntrusiveRefCntPtr<vfs::InMemoryFileSystem> Memory =
      makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  Memory->addFile("/project/src/main.cpp", 0, MemoryBuffer::getMemBuffer(Text));
  IntrusiveRefCntPtr<vfs::OverlayFileSystem> Files =
      makeIntrusiveRefCnt<vfs::OverlayFileSystem>(
          vfs::createPhysicalFileSystem());
  Files->pushOverlay(Memory);
  Options.Files = Files.get();
  Options.Contracts = &table();
  Options.ProjectRoot = "/project";
  CompileCommand Command;
  Command.Directory = "/"; // Has to be in each of the file systems.
  Command.File = "/project/src/main.cpp";
  Command.CommandLine = {"clang++"};
  Command.CommandLine.insert(Command.CommandLine.end(), Flags.begin(),
                             Flags.end());
  Command.CommandLine.push_back(Command.File);
  return extract(Command, Options);
}

std::string textOf(const ir::Module &M) {
  std::string Text;
  raw_string_ostream OS(Text);
  ir::print(M, OS);
  return Text;
}

constexpr StringLiteral Ring = R"(
#include <functional>
#include <memory>
#include <vector>
struct Node : std::enable_shared_from_this<Node> {
  std::vector<std::shared_ptr<Node>> peers;
  std::function<void()> done;
  void start() { done = [self = shared_from_this()] { self->peers.clear(); }; }
};
int main() {
  auto a = std::make_shared<Node>();
  a->peers.push_back(a);
  a->start();
}
)";

TEST(Extract, GivesAVerifiedModule) {
  ExtractResult R = extractText(Ring);
  ASSERT_TRUE(R.Ok) << R.Diagnostics;
  EXPECT_EQ(R.Module.Name, "src/main.cpp");
  EXPECT_FALSE(errorToBool(ir::verify(R.Module)));
  EXPECT_GE(R.Stats.Functions, 3U);
  EXPECT_EQ(R.Stats.Truncated, 0U);
  EXPECT_TRUE(R.Stats.Opaque.empty());
}

TEST(Extract, TellsWhatItRead) {
  ExtractResult R = extractText("#include \"absent.h\"\n");
  EXPECT_FALSE(R.Ok);
  EXPECT_EQ(R.Errors, 1U);
  EXPECT_NE(R.Diagnostics.find("src/main.cpp:1:10"), std::string::npos)
      << R.Diagnostics;

  R = extractText(Ring);
  EXPECT_NE(find(R.FilesRead, "/project/src/main.cpp"), R.FilesRead.end());
  EXPECT_TRUE(is_sorted(R.FilesRead));
  EXPECT_TRUE(all_of(R.FilesRead, [](const std::string &Path) {
    return StringRef(Path).starts_with("/");
  }));
}

TEST(Extract, IsTheSameEachTimeAndInEveryThread) {
  std::string Expected = textOf(extractText(Ring).Module);
  std::string Got[4];
  std::vector<std::thread> Threads;
  for (std::string &Text : Got)
    Threads.emplace_back([&] { Text = textOf(extractText(Ring).Module); });
  for (std::thread &T : Threads)
    T.join();
  for (const std::string &Text : Got)
    EXPECT_EQ(Text, Expected);
}

TEST(Extract, FindsBuiltinHeadersWhereItIsTold) {
  auto ReadFrom = [](const ExtractResult &R, StringRef Directory) {
    return any_of(R.FilesRead, [&](const std::string &Path) {
      return Path == (Directory + "/include/stddef.h").str();
    });
  };
  constexpr StringLiteral Uses = "#include <stddef.h>\n";
  EXPECT_TRUE(ReadFrom(extractText(Uses), WEAKSPOT_RESOURCE_DIR));
  SmallString<128> Directory;
  ASSERT_FALSE(sys::fs::createUniqueDirectory("weakspot-resources", Directory));
  SmallString<128> Header(Directory);
  sys::path::append(Header, "include", "stddef.h");
  ASSERT_FALSE(sys::fs::create_directories(sys::path::parent_path(Header)));
  std::error_code EC;
  raw_fd_ostream(Header, EC) << "typedef unsigned long size_t;\n";
  ASSERT_FALSE(EC);
  ExtractOptions Options;
  Options.ResourceDir = std::string(Directory);
  EXPECT_TRUE(ReadFrom(extractText(Uses, Options), Directory));
  EXPECT_FALSE(sys::fs::remove_directories(Directory));
}

/// What skipping the bodies of system headers is worth, on a TU that uses the
/// library as programs do: if nothing is skipped any more, the ratio is 1.
TEST(Extract, SkipsTheBodiesOfSystemHeaders) {
  constexpr StringLiteral Uses = R"(
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>
struct Item { int number; std::string text; };
int main() {
  std::map<std::string, std::shared_ptr<Item>> items;
  items["a"] = std::make_shared<Item>();
  std::vector<Item> all;
  all.push_back({1, "x"});
  std::sort(all.begin(), all.end(), [](auto &a, auto &b) { return a.number < b.number; });
  std::function<void(Item &)> f = [&](Item &i) { i.number = all.size(); };
  for (auto &i : all) f(i);
  std::thread t([&] { items.clear(); });
  t.join();
  std::stringstream out;
  out << items.size() << std::endl;
  std::map<int, std::vector<std::string>> more;
  more[1].push_back(out.str());
  std::unique_ptr<Item> one(new Item);
}
)";
  auto Seconds = [&](bool Skip) {
    ExtractOptions Options;
    Options.SkipSystemBodies = Skip;
    ExtractResult R = extractText(Uses, Options);
    EXPECT_TRUE(R.Ok) << R.Diagnostics;
    return R.Stats.ParseSeconds;
  };
  double Skipped = 1e9, Whole = 1e9;
  for (int Round = 0; Round < 3; ++Round) {
    Skipped = std::min(Skipped, Seconds(true));
    Whole = std::min(Whole, Seconds(false));
  }
  RecordProperty("ratio", std::to_string(Skipped / Whole));
  EXPECT_LT(Skipped, 0.75 * Whole);
}

} // namespace
