//===- SharedHeadersTest.cpp ----------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/SharedHeaders.h"
#include "Frontend/CompileFlags.h"
#include "Frontend/StandardIncludes.h"
#include "Sources.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;
using namespace weakspot::frontend;

namespace {

CompileCommand command(StringRef File, std::vector<std::string> Flags = {}) {
  CompileCommand C;
  C.Directory = "/";
  C.File = ("/weakspot-test/" + File).str();
  C.CommandLine = {"clang++", "-std=c++17"};
  C.CommandLine.insert(C.CommandLine.end(), Flags.begin(), Flags.end());
  C.CommandLine.push_back(C.File);
  return adaptToClang(C);
}

constexpr StringLiteral Node = R"(#pragma once
// #include <regex>
#include <memory>
#ifdef NEVER
#include <deque>
#endif
#include <vector>
struct Node {
  std::shared_ptr<Node> Next;
  std::vector<std::shared_ptr<Node>> All;
};
)";

constexpr StringLiteral Main = R"(#include "node.h"
#include <functional>
#include <gone>
int main() {
  auto N = std::make_shared<Node>();
  std::function<void()> F = [N] { N->Next.reset(); };
  N->Next = N;
  F();
}
)";

/// The command's TU behind these directives, which have to parse.
ExtractResult extractBehind(StringRef Directives, const CompileCommand &Command,
                            ExtractOptions Options) {
  std::string Bytes = SharedHeaders::parse(Command, Options, Directives);
  EXPECT_FALSE(Bytes.empty());
  if (Bytes.empty())
    return {};
  SharedHeaders Headers(Bytes);
  Options.Shared = &Headers;
  return extract(Command, Options);
}

TEST(StandardIncludes, AreThoseThatEnoughFilesReach) {
  Sources S{{"include/node.h", Node},
            {"deep/other.h", "#include <node.h>\n#include \"../own.h\"\n"},
            {"own.h", "#include <map>\n#include \"own.h\"\n"},
            {"a.cpp", "#include \"deep/other.h\"\n#include <set>\n"},
            {"b.cpp", "#include <node.h>\n#include <sys/types.h>\n"}};
  CompileCommand A = command("a.cpp", {"-I/weakspot-test/include"});
  CompileCommand B = command("b.cpp", {"-I/weakspot-test/include"});
  auto Directives = [](std::initializer_list<StringRef> Names) {
    std::string Text;
    for (StringRef Name : Names)
      Text +=
          ("#if __has_include(" + Name + ")\n#include " + Name + "\n#endif\n")
              .str();
    return Text;
  };
  EXPECT_EQ(standardIncludes({&A, &B}, S.options(), 2),
            Directives({"<deque>", "<memory>", "<vector>"}));
  EXPECT_EQ(standardIncludes({&A, &B}, S.options(), 1),
            Directives({"<deque>", "<map>", "<memory>", "<set>", "<vector>"}));
  EXPECT_EQ(standardIncludes({}, S.options(), 1), "");
}

TEST(SharedHeaders, GiveTheSameModule) {
  Sources S{{"node.h", Node}, {"gone", "#pragma once\n"}, {"a.cpp", Main}};
  CompileCommand A = command("a.cpp", {"-I/weakspot-test"});
  ExtractOptions Options = S.options();
  ExtractResult Alone = extract(A, Options);
  ASSERT_TRUE(Alone.Ok) << Alone.Diagnostics;
  ExtractResult Quick = extractBehind(
      standardIncludes({&A}, Options, /*MinUsers=*/1), A, Options);
  ASSERT_TRUE(Quick.Ok) << Quick.Diagnostics;
  EXPECT_EQ(textOf(Alone), textOf(Quick));
  // What an edit of a header changes must be known.
  for (const std::string &File : Alone.FilesRead)
    EXPECT_TRUE(is_contained(Quick.FilesRead, File)) << File;
  EXPECT_TRUE(is_sorted(Quick.FilesRead));
  EXPECT_FALSE(any_of(Quick.FilesRead, [](StringRef File) {
    return File.contains("/.weakspot/");
  }));
}

TEST(SharedHeaders, HaveTheUsersOwnBodies) {
  // A library of the project's own, that comes before the system's.
  Sources S{{"any", "#pragma once\nstruct Own { Own *Next; };\n"
                    "inline void own(Own &O) { O.Next = &O; }\n"},
            {"a.cpp", "#include <any>\nvoid use(Own &O) { own(O); }\n"}};
  CompileCommand A = command("a.cpp", {"-I/weakspot-test"});
  ExtractOptions Options = S.options();
  ExtractResult Alone = extract(A, Options);
  ExtractResult Quick = extractBehind("#include <any>\n", A, Options);
  EXPECT_EQ(textOf(Alone), textOf(Quick));
}

TEST(SharedHeaders, AreLeftOutWhereTheyMakeErrors) {
  Sources S{{"a.cpp", "#include <memory>\nusing namespace std;\n"
                      "struct any { std::shared_ptr<any> Next; };\n"
                      "any *make() { return new any; }\n"}};
  CompileCommand A = command("a.cpp");
  ExtractOptions Options = S.options();
  ExtractResult Alone = extract(A, Options);
  ASSERT_TRUE(Alone.Ok) << Alone.Diagnostics;
  ExtractResult Again = extractBehind("#include <any>\n", A, Options);
  ASSERT_TRUE(Again.Ok) << Again.Diagnostics;
  EXPECT_EQ(textOf(Alone), textOf(Again));
  EXPECT_EQ(Alone.FilesRead, Again.FilesRead);
}

TEST(SharedHeaders, AreNoneWhereTheyDoNotParse) {
  Sources S{{"a.cpp", "int i;\n"}};
  EXPECT_EQ(SharedHeaders::parse(command("a.cpp"), S.options(),
                                 "#include <no-such-header>\n"),
            "");
}

TEST(SharedHeaders, AreOfTheSameFlags) {
  auto Flags = [](StringRef File, std::vector<std::string> Words = {}) {
    return SharedHeaders::flagsOf(command(File, std::move(Words)));
  };
  ASSERT_TRUE(Flags("a.cpp"));
  EXPECT_EQ(Flags("a.cpp"), Flags("b.cpp", {"-Wall", "-g", "-c", "-o", "b.o"}));
  EXPECT_NE(Flags("a.cpp"), Flags("b.cpp", {"-DNDEBUG"}));
  EXPECT_NE(Flags("a.cpp"), Flags("b.c"));
  EXPECT_FALSE(Flags("a.cpp", {"-include", "pre.h"}));
  EXPECT_FALSE(Flags("a.cpp", {"-imacros", "pre.h"}));
}

} // namespace
