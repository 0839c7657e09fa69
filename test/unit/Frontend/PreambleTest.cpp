//===- PreambleTest.cpp ---------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Preamble.h"
#include "Frontend/CompileFlags.h"
#include "Sources.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;
using namespace weakspot::frontend;

namespace {

CompileCommand command() {
  CompileCommand C;
  C.Directory = "/";
  C.File = "/weakspot-test/a.cpp";
  C.CommandLine = {"clang++", "-std=c++17", C.File};
  return adaptToClang(C);
}

constexpr StringLiteral Header = R"(
#include <functional>
#include <memory>
#include <vector>
struct Node {
  std::shared_ptr<Node> Next;
  std::function<void()> Done;
  std::vector<std::shared_ptr<Node>> All;
  void link(std::shared_ptr<Node> N) { Next = std::move(N); }
};
template <typename T> struct Holder { std::shared_ptr<T> Held; };
inline void finish(Node &N) { N.Done = nullptr; }
)";
constexpr StringLiteral Main = R"(#include "node.h"
int main() {
  auto N = std::make_shared<Node>();
  N->link(N);
  N->Done = [N] { finish(*N); };
  Holder<Node> H{N};
  N->All.push_back(H.Held);
}
)";

TEST(Preamble, GivesTheSameModule) {
  Sources S{{"node.h", Header}, {"a.cpp", Main}};
  ExtractOptions Options = S.options();
  ExtractResult Whole = extract(command(), Options);
  ASSERT_TRUE(Whole.Ok) << Whole.Diagnostics;
  std::unique_ptr<Preamble> Top = Preamble::build(command(), Options, "");
  ASSERT_TRUE(Top);
  EXPECT_TRUE(Top->isCurrent(command(), Options));
  EXPECT_TRUE(is_contained(Top->filesRead(), "/weakspot-test/node.h"));
  Options.Parsed = Top.get();
  ExtractResult Quick = extract(command(), Options);
  ASSERT_TRUE(Quick.Ok) << Quick.Diagnostics;
  EXPECT_EQ(textOf(Whole), textOf(Quick));
}

TEST(Preamble, IsOfNoUseWhenAHeaderChanges) {
  Sources S{{"node.h", Header}, {"a.cpp", Main}};
  std::unique_ptr<Preamble> Top = Preamble::build(command(), S.options(), "");
  ASSERT_TRUE(Top);
  Sources Later{{"a.cpp", Main}, {"node.h", "struct Node;"}};
  EXPECT_FALSE(Top->isCurrent(command(), Later.options()));
  std::string More = "#include <map>\n" + Main.str();
  Sources Longer{{"node.h", Header}, {"a.cpp", More}};
  EXPECT_FALSE(Top->isCurrent(command(), Longer.options()));
  std::string Typed = Main.str() + "void f();\n";
  Sources Same{{"node.h", Header}, {"a.cpp", Typed}};
  EXPECT_TRUE(Top->isCurrent(command(), Same.options()));
}

TEST(Preamble, HidesNoErrors) {
  Sources S{{"node.h", "#include <memory>\nint i = no_such_name;\n"},
            {"a.cpp", "#include \"node.h\"\n"}};
  EXPECT_FALSE(Preamble::build(command(), S.options(), ""));
  Sources Missing{{"a.cpp", "#include \"gone.h\"\nint i;\n"}};
  EXPECT_FALSE(Preamble::build(command(), Missing.options(), ""));
  Sources None{{"a.cpp", "int i;\n"}};
  EXPECT_FALSE(Preamble::build(command(), None.options(), ""));
}

constexpr StringLiteral Guarded = R"(
#ifndef NODE_H
#define NODE_H
#include <memory>
#include "base.h"
struct Node : Base {
  std::shared_ptr<Node> Next;
};
#endif
)";

TEST(Preamble, OfLibrariesOutlivesEditedHeaders) {
  StringRef Base = "#pragma once\n#include <string>\nstruct Base {};\n";
  StringRef Main = "#include \"node.h\"\n#include <vector>\n"
                   "std::vector<Node> All;\n";
  Sources S{{"node.h", Guarded}, {"base.h", Base}, {"a.cpp", Main}};
  std::unique_ptr<Preamble> Whole = Preamble::build(command(), S.options(), "");
  ASSERT_TRUE(Whole);
  std::unique_ptr<Preamble> Top =
      Whole->buildOfLibraries(command(), S.options(), "");
  ASSERT_TRUE(Top);
  EXPECT_FALSE(is_contained(Top->filesRead(), "/weakspot-test/node.h"));
  for (StringRef Header : {"/memory", "/string", "/vector"})
    EXPECT_TRUE(any_of(Top->filesRead(), [&](StringRef File) {
      return File.ends_with(Header);
    })) << Header.str();

  std::string Typed = Guarded.str();
  Typed.insert(Typed.find("};"),
               "  std::string Name;\n  Node() { Next.reset(); }\n");
  Sources Later{{"base.h", Base}, {"a.cpp", Main}, {"node.h", Typed}};
  ExtractOptions Options = Later.options();
  ExtractResult Slow = extract(command(), Options);
  ASSERT_TRUE(Slow.Ok) << Slow.Diagnostics;
  EXPECT_TRUE(Top->isCurrent(command(), Options));
  Options.Parsed = Top.get();
  ExtractResult Quick = extract(command(), Options);
  ASSERT_TRUE(Quick.Ok) << Quick.Diagnostics;
  EXPECT_EQ(textOf(Slow), textOf(Quick));
}

TEST(Preamble, OfLibrariesLeavesWhatMayDependOnTheProject) {
  Sources S{{"a.h", "#ifndef A_H\n#define A_H\n#include <memory>\n"
                    "#define OURS 1\n#include <deque>\n#endif\n"},
            {"a.cpp", "#include \"a.h\"\n#include <map>\n"}};
  Sources InBraces{{"a.h", "#pragma once\n#include <memory>\nnamespace n {\n"
                           "#include <assert.h>\n}\n"},
                   {"a.cpp", "#include \"a.h\"\n"}};
  for (const Sources *Each : {&S, &InBraces}) {
    std::unique_ptr<Preamble> Whole =
        Preamble::build(command(), Each->options(), "");
    ASSERT_TRUE(Whole);
    std::unique_ptr<Preamble> Top =
        Whole->buildOfLibraries(command(), Each->options(), "");
    ASSERT_TRUE(Top);
    EXPECT_TRUE(any_of(Top->filesRead(), [](StringRef File) {
      return File.ends_with("/memory");
    }));
    EXPECT_TRUE(none_of(Top->filesRead(), [](StringRef File) {
      return File.ends_with("/deque") || File.ends_with("/map") ||
             File.ends_with("/assert.h");
    }));
  }
}

} // namespace
