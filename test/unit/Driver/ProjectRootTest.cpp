//===- ProjectRootTest.cpp - What a project is without version control ----===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/ProjectRoot.h"
#include "gtest/gtest.h"

using namespace weakspot;

namespace {

// Nothing of this is on the disk, so that there is no checkout.
frontend::CompileCommand command(std::string Directory, std::string File,
                                 std::vector<std::string> Flags) {
  Flags.insert(Flags.begin(), "c++");
  frontend::CompileCommand Command;
  Command.Directory = std::move(Directory);
  Command.File = std::move(File);
  Command.CommandLine = std::move(Flags);
  return Command;
}

TEST(EditRoot, HasTheHeadersThatAreNamedFromTheWorkingDirectory) {
  EXPECT_EQ(editRoot({command("/no/p", "src/a.cpp", {"-Iapi/public"})}),
            "/no/p");
  EXPECT_EQ(editRoot({command("/no/p", "src/a.cpp", {"-I", "api"}),
                      command("/no/p", "src/x/b.cpp", {})}),
            "/no/p");
  EXPECT_EQ(editRoot({command("/no/p/src", "a.cpp", {"-I."})}), "/no/p/src");
}

TEST(EditRoot, HasTheHeadersBesideTheSources) {
  EXPECT_EQ(editRoot({command("/no/p/build", "/no/p/src/a.cpp",
                              {"-I/no/p/src/../include/"})}),
            "/no/p");
  EXPECT_EQ(editRoot({command("/no/p/src", "a.cpp", {"-iquote../inc"})}),
            "/no/p");
}

TEST(EditRoot, HasNoOtherProjects) {
  EXPECT_EQ(editRoot({command("/no/p/build", "/no/p/src/a.cpp",
                              {"-I/no/q/include", "-I/no/p/vendor", "-isystem",
                               "/no/p/include"})}),
            "/no/p/src");
  EXPECT_EQ(editRoot({command("/no/p", "src/a.cpp", {"-I../q", "-I/no/q"})}),
            "/no/p/src");
}

} // namespace
