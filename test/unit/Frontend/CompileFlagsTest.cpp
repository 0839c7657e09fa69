//===- CompileFlagsTest.cpp ---------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/CompileFlags.h"
#include "llvm/ADT/StringExtras.h"
#include <gtest/gtest.h>

using namespace llvm;
using weakspot::frontend::adaptToClang;
using weakspot::frontend::CompileCommand;

namespace {

std::string adapted(StringRef Words, StringRef File = "a.cpp") {
  CompileCommand Command;
  Command.Directory = "/p";
  Command.File = File.str();
  SmallVector<StringRef> Split;
  Words.split(Split, ' ');
  Command.CommandLine.assign(Split.begin(), Split.end());
  return join(adaptToClang(Command).CommandLine, " ");
}

TEST(CompileFlags, KeepsWhatDecidesHowTheSourceReads) {
  EXPECT_EQ(adapted("g++ -std=gnu++20 -DX=1 -D Y -UZ -Iinc -isystem sys "
                    "-iquote q --sysroot=/s -m32 -O2 -fno-exceptions "
                    "-fno-rtti -pthread -nostdinc++ -c a.cpp -o a.o"),
            "g++ -std=gnu++20 -DX=1 -D Y -UZ -Iinc -isystem sys -iquote q "
            "--sysroot=/s -m32 -O2 -fno-exceptions -fno-rtti -pthread "
            "-nostdinc++ a.cpp");
}

TEST(CompileFlags, DropsWhatOnlyGccKnows) {
  EXPECT_EQ(adapted("g++ -fno-ipa-cp-clone-everything -mno-such-thing "
                    "-fmodules-ts -fdeps-format=p1689r5 a.cpp"),
            "g++ a.cpp");
}

TEST(CompileFlags, DropsOutputsAndDependencies) {
  EXPECT_EQ(adapted("g++ -MD -MT x -MF x.d -MQ y -Wp,-MD,z.d -Wp,-DKEPT "
                    "-save-temps -ftime-trace=t -oa.o -c a.cpp"),
            "g++ -Wp,-DKEPT a.cpp");
}

TEST(CompileFlags, DropsWarningsSanitizersDebugAndPlugins) {
  EXPECT_EQ(adapted("g++ -Wall -Werror -pedantic-errors -w -g3 -ggdb "
                    "-gsplit-dwarf -fsanitize=address,unknown-one "
                    "-fprofile-use=x.profdata -fplugin=p.so "
                    "-Xclang -load -Xclang p.so -Xclang -add-plugin "
                    "-Xclang name a.cpp"),
            "g++ -w a.cpp");
}

TEST(CompileFlags, DoesNotUseOthersPrecompiledHeaders) {
  EXPECT_EQ(adapted("clang++ -Winvalid-pch -Xclang -include-pch -Xclang p.pch "
                    "-Xclang -include -Xclang p.hxx a.cpp"),
            "clang++ -Xclang -include -Xclang p.hxx a.cpp");
  // GCC's would be taken in the header's stead if it lay beside it.
  EXPECT_EQ(adapted("g++ -include p.hxx a.cpp"),
            "g++ -Xclang -include -Xclang p.hxx a.cpp");
}

TEST(CompileFlags, KeepsOneInput) {
  EXPECT_EQ(adapted("g++ a.cpp b.cpp c.o -lfoo -Ldir -Wl,-x"), "g++ a.cpp");
}

TEST(CompileFlags, SaysThatAHeaderIsCxx) {
  EXPECT_EQ(adapted("g++ a.h", "a.h"), "g++ -xc++ a.h");
  EXPECT_EQ(adapted("g++ a.c", "a.c"), "g++ -xc++ a.c");
  EXPECT_EQ(adapted("gcc a.c", "a.c"), "gcc a.c");
  EXPECT_EQ(adapted("g++ -x c++-header a.h", "a.h"), "g++ -x c++-header a.h");
}

TEST(CompileFlags, TakesTheTargetFromTheCompilersName) {
  EXPECT_EQ(adapted("/opt/bin/aarch64-linux-gnu-g++-12 a.cpp"),
            "/opt/bin/aarch64-linux-gnu-g++-12 --target=aarch64-linux-gnu "
            "a.cpp");
  EXPECT_EQ(adapted("/usr/bin/x-g++ a.cpp"), "/usr/bin/x-g++ a.cpp");
}

TEST(CompileFlags, SurvivesOddCommands) {
  EXPECT_EQ(adapted("g++"), "g++ a.cpp");
  EXPECT_EQ(adapted("g++ -o"), "g++ a.cpp");
  EXPECT_EQ(adapted("g++ a.cpp -I"), "g++ a.cpp");
  EXPECT_EQ(adapted("g++ -Xclang"), "g++ a.cpp");
  EXPECT_EQ(adapted("g++ -- -odd.cpp", "-odd.cpp"), "g++ ./-odd.cpp");
  EXPECT_TRUE(adaptToClang({}).CommandLine.empty());
}

} // namespace
