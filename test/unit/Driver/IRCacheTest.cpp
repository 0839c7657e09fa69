//===- IRCacheTest.cpp ----------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a whole cache does is in test/tool/weakspot/cache.test; this is of
// results that are longer than what is hashed at a time.
//
//===----------------------------------------------------------------------===//

#include "Driver/IRCache.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot;

namespace {

class IRCacheTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("weakspot-cache", Directory));
    Expected<IRCache> Opened =
        IRCache::open({std::string(Directory), 0, "/nowhere", ""});
    ASSERT_TRUE(bool(Opened)) << toString(Opened.takeError());
    Cache.emplace(std::move(*Opened));
  }
  void TearDown() override {
    EXPECT_FALSE(sys::fs::remove_directories(Directory));
  }

  /// What comes back of a text that was given in pieces of this size.
  std::string kept(StringRef Text, size_t PieceSize) {
    Cache->storeResult("question", [&](auto Put) {
      for (size_t At = 0; At < Text.size(); At += PieceSize) {
        // A piece is gone when the next one comes.
        std::string Piece = Text.substr(At, PieceSize).str();
        Put(Piece);
      }
    });
    std::optional<CacheEntry> Found = Cache->findResult("question");
    return Found ? Found->Content.str() : "none";
  }

  SmallString<128> Directory;
  std::optional<IRCache> Cache;
};

} // namespace

TEST_F(IRCacheTest, resultsOfAnyLengthInPiecesOfAnySize) {
  std::string Text;
  for (unsigned I = 0; Text.size() < (size_t(5) << 19); ++I)
    Text += std::to_string(I) + ' ';
  constexpr size_t MiB = size_t(1) << 20;
  for (size_t Length :
       {size_t(0), size_t(1), MiB - 1, MiB, MiB + 1, 2 * MiB, 2 * MiB + 77})
    for (size_t PieceSize : {size_t(1000), MiB - 1, MiB, MiB + 1, 4 * MiB}) {
      StringRef Part = StringRef(Text).take_front(Length);
      EXPECT_TRUE(kept(Part, PieceSize) == Part)
          << Length << " in pieces of " << PieceSize;
    }
}

TEST_F(IRCacheTest, damageAnywhereMakesItNone) {
  std::string Text(size_t(5) << 19, 'x');
  ASSERT_TRUE(kept(Text, 1000) == Text);
  std::error_code EC;
  std::string File = sys::fs::directory_iterator(Directory, EC)->path();
  for (uint64_t At : {uint64_t(0), uint64_t(30), uint64_t(1) << 20,
                      (uint64_t(5) << 19) + 23}) {
    raw_fd_ostream OS(File, EC, sys::fs::CD_OpenExisting, sys::fs::FA_Write,
                      sys::fs::OF_None);
    ASSERT_FALSE(EC) << EC.message();
    OS.seek(At);
    OS << '!';
    OS.close();
    EXPECT_FALSE(Cache->findResult("question")) << At;
    ASSERT_TRUE(kept(Text, 1000) == Text);
  }
}
