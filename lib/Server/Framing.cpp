//===- Framing.cpp - Messages in a stream of bytes ------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Framing.h"
#include <algorithm>

using namespace llvm;

namespace weakspot::server {

static constexpr size_t MaxMessage = size_t(256) << 20;
static constexpr size_t MaxHeaders = 16 << 10;
static constexpr StringLiteral LengthKey = "content-length:";
static constexpr unsigned MaxDepth = 256;

/// Of the last line that has one: what was cut off before may have had another.
static std::optional<size_t> contentLength(StringRef Headers) {
  std::string Lower = Headers.lower();
  size_t At = StringRef(Lower).rfind(LengthKey);
  if (At == StringRef::npos)
    return std::nullopt;
  StringRef Rest = Headers.drop_front(At + LengthKey.size()).ltrim(" \t");
  size_t Length = 0;
  if (Rest.consumeInteger(10, Length))
    return std::nullopt;
  return Length;
}

/// Takes headers off the buffer. None: more bytes are needed.
std::optional<size_t> MessageReader::takeHeaders() {
  while (true) {
    StringRef Text = Buffer;
    size_t Windows = Text.find("\r\n\r\n");
    size_t Unix = Text.find("\n\n");
    size_t End = std::min(Windows, Unix);
    if (End == StringRef::npos) {
      // No headers are that long; the end may be the beginning of some.
      if (Buffer.size() > MaxHeaders)
        Buffer.erase(0, Buffer.size() - 64);
      return std::nullopt;
    }
    std::optional<size_t> Found = contentLength(Text.take_front(End));
    Buffer.erase(0, End + (End == Windows ? 4 : 2));
    if (Found)
      return Found;
  }
}

std::optional<std::string> MessageReader::next() {
  while (true) {
    if (ToSkip != 0) {
      size_t Here = std::min(ToSkip, Buffer.size());
      Buffer.erase(0, Here);
      ToSkip -= Here;
      if (ToSkip != 0)
        return std::nullopt;
    }
    if (!Length)
      Length = takeHeaders();
    if (!Length)
      return std::nullopt;
    if (*Length > MaxMessage) {
      ToSkip = *Length;
      Length.reset();
      continue;
    }
    if (Buffer.size() < *Length)
      return std::nullopt;
    std::string Message = Buffer.substr(0, *Length);
    Buffer.erase(0, *Length);
    Length.reset();
    return Message;
  }
}

static bool isTooDeep(StringRef Text) {
  unsigned Depth = 0;
  bool IsString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (IsString) {
      if (C == '\\')
        ++I;
      else if (C == '"')
        IsString = false;
      continue;
    }
    if (C == '"')
      IsString = true;
    else if (C == '[' || C == '{')
      ++Depth;
    else if ((C == ']' || C == '}') && Depth != 0)
      --Depth;
    if (Depth > MaxDepth)
      return true;
  }
  return false;
}

Expected<json::Value> parseMessage(StringRef Text) {
  if (isTooDeep(Text))
    return createStringError("nested too deeply");
  return json::parse(Text);
}

} // namespace weakspot::server
