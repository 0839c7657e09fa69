//===- DatabaseSearchTest.cpp -------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/DatabaseSearch.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

class DatabaseSearchTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("weakspot-search", Root));
  }
  void TearDown() override { EXPECT_FALSE(sys::fs::remove_directories(Root)); }

  std::string path(StringRef Relative) {
    SmallString<128> Path(Root);
    sys::path::append(Path, Relative);
    return std::string(Path);
  }

  /// Makes a database in the directory, written some minutes ago.
  std::string database(StringRef Directory, int MinutesAgo = 0) {
    std::string Path = path(Directory) + "/compile_commands.json";
    EXPECT_FALSE(sys::fs::create_directories(path(Directory)));
    std::error_code EC;
    raw_fd_ostream OS(Path, EC);
    EXPECT_FALSE(EC);
    OS << "[]";
    OS.close();
    std::filesystem::last_write_time(
        Path, std::filesystem::file_time_type::clock::now() -
                  std::chrono::minutes(MinutesAgo));
    return Path;
  }

  std::string found(StringRef Directory) {
    EXPECT_FALSE(sys::fs::create_directories(path(Directory)));
    Expected<std::string> Path = findDatabase(path(Directory));
    return Path ? *Path : "error: " + toString(Path.takeError());
  }

  SmallString<128> Root;
};

TEST_F(DatabaseSearchTest, LooksUpwards) {
  std::string Here = database("p");
  EXPECT_EQ(found("p/src/net"), Here);
  EXPECT_EQ(found("p"), Here);
}

TEST_F(DatabaseSearchTest, LooksIntoBuildDirectories) {
  std::string Plain = database("p/build-debug");
  EXPECT_EQ(found("p/src"), Plain);
  std::string Preset = database("q/build/dev");
  EXPECT_EQ(found("q/src"), Preset);
}

TEST_F(DatabaseSearchTest, TakesTheNearest) {
  database("p");
  std::string Near = database("p/part/build");
  EXPECT_EQ(found("p/part/src"), Near);
}

TEST_F(DatabaseSearchTest, TakesTheOneWrittenLast) {
  database("p/build-a", 10);
  std::string Newest = database("p/build/b", 1);
  database("p/build-c", 20);
  EXPECT_EQ(found("p"), Newest);
}

TEST_F(DatabaseSearchTest, SaysWhereItLooked) {
  std::string Error = found("p/src");
  EXPECT_NE(Error.find("  " + path("p/src") + " and its build*/"),
            std::string::npos);
  EXPECT_NE(Error.find("  " + path("p") + " and its build*/"),
            std::string::npos);
}

TEST_F(DatabaseSearchTest, TakesADirectoryOrTheFile) {
  std::string Path = database("p/out");
  EXPECT_EQ(cantFail(databaseIn(path("p/out"))), Path);
  EXPECT_EQ(cantFail(databaseIn(Path)), Path);
  EXPECT_NE(toString(databaseIn(path("p")).takeError())
                .find("holds no compile_commands.json"),
            std::string::npos);
  EXPECT_NE(toString(databaseIn(path("nowhere")).takeError())
                .find("no such directory"),
            std::string::npos);
}

} // namespace
