//===- FramingTest.cpp ----------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Framing.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot::server;

namespace {

/// All messages that come of the bytes, fed one by one.
std::vector<std::string> read(StringRef Bytes) {
  MessageReader Reader;
  std::vector<std::string> All;
  for (char Byte : Bytes) {
    Reader.feed(StringRef(&Byte, 1));
    while (std::optional<std::string> Message = Reader.next())
      All.push_back(*Message);
  }
  return All;
}

using Messages = std::vector<std::string>;

TEST(Framing, TakesMessagesInPieces) {
  EXPECT_EQ(read("Content-Length: 2\r\n\r\n{}"
                 "content-length:3\r\nContent-Type: x\r\n\r\n[1]"),
            (Messages{"{}", "[1]"}));
  EXPECT_EQ(read("Content-Length: 0\r\n\r\n"), Messages{""});
  EXPECT_EQ(read("Content-Length: 3\r\n\r\n{}"), Messages{});
}

TEST(Framing, FindsTheNextHeaders) {
  EXPECT_EQ(read("noise\r\n\r\nmore noise Content-Length: 2\r\n\r\n{}"),
            Messages{"{}"});
  EXPECT_EQ(read("Content-Length: x\r\n\r\nContent-Length: 2\r\n\r\n{}"),
            Messages{"{}"});
  // A length that was too large, cut off by the next headers: those count.
  EXPECT_EQ(read("Content-Length: 9\r\nContent-Length: 2\r\n\r\n{}"),
            Messages{"{}"});
  EXPECT_EQ(read(std::string(100000, 'x') + "\nContent-Length: 2\r\n\r\n{}"),
            Messages{"{}"});
}

TEST(Framing, SkipsWhatIsTooLarge) {
  MessageReader Reader;
  size_t Size = size_t(300) << 20;
  Reader.feed("Content-Length: " + std::to_string(Size) + "\r\n\r\n");
  std::string Part(1 << 20, 'x');
  for (size_t I = 0; I < 300; ++I) {
    Reader.feed(Part);
    EXPECT_FALSE(Reader.next());
  }
  Reader.feed("Content-Length: 2\r\n\r\n{}");
  EXPECT_EQ(Reader.next(), "{}");
}

TEST(Framing, RefusesWhatIsNestedDeeply) {
  for (size_t Depth : {size_t(200), size_t(1) << 20}) {
    Expected<json::Value> V =
        parseMessage(std::string(Depth, '[') + std::string(Depth, ']'));
    EXPECT_EQ(static_cast<bool>(V), Depth == 200);
    if (!V)
      consumeError(V.takeError());
  }
  // Brackets in strings do not count.
  Expected<json::Value> V =
      parseMessage("[\"\\\"" + std::string(10000, '[') + "\"]");
  EXPECT_TRUE(static_cast<bool>(V)) << toString(V.takeError());
}

} // namespace
