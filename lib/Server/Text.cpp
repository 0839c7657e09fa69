//===- Text.cpp - Positions in a text, as editors count -------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Text.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>

using namespace llvm;

namespace weakspot::server {

Text::Text(std::string Content) : Content(std::move(Content)) { findLines(); }

void Text::findLines() {
  LineStarts.assign(1, 0);
  for (size_t I = 0; I < Content.size(); ++I)
    if (Content[I] == '\n' || (Content[I] == '\r' && (I + 1 == Content.size() ||
                                                      Content[I + 1] != '\n')))
      LineStarts.push_back(I + 1);
}

StringRef Text::line(size_t Number) const {
  if (Number >= LineStarts.size())
    return "";
  size_t End =
      Number + 1 < LineStarts.size() ? LineStarts[Number + 1] : Content.size();
  return StringRef(Content).slice(LineStarts[Number], End).rtrim("\r\n");
}

size_t Text::offset(TextPlace P) const {
  if (P.Line >= LineStarts.size())
    return Content.size();
  return LineStarts[P.Line] + std::min(P.Column, line(P.Line).size());
}

TextPlace Text::place(size_t Offset) const {
  Offset = std::min(Offset, Content.size());
  auto After = std::upper_bound(LineStarts.begin(), LineStarts.end(), Offset);
  auto Line = static_cast<size_t>(After - LineStarts.begin()) - 1;
  return {Line, Offset - LineStarts[Line]};
}

/// The size of the character whose first byte is given. What is not UTF-8 is
/// taken byte by byte.
static size_t characterSize(StringRef At) {
  auto First = static_cast<unsigned char>(At[0]);
  size_t Size = First < 0x80   ? 1
                : First < 0xC0 ? 1
                : First < 0xE0 ? 2
                : First < 0xF0 ? 3
                               : 4;
  return std::min(Size, At.size());
}

/// What one character counts.
static size_t units(size_t Bytes, Encoding E) {
  switch (E) {
  case Encoding::Utf8:
    return Bytes;
  case Encoding::Utf16:
    return Bytes == 4 ? 2 : 1;
  case Encoding::Utf32:
    return 1;
  }
  return 1;
}

TextPlace Text::fromClient(const lsp::Position &P, Encoding E) const {
  if (P.line < 0)
    return {0, 0};
  auto Number = static_cast<size_t>(P.line);
  if (Number >= LineStarts.size())
    return place(Content.size());
  StringRef Rest = line(Number);
  size_t Wanted = P.character < 0 ? 0 : static_cast<size_t>(P.character);
  size_t Bytes = 0;
  for (size_t Count = 0; !Rest.empty();) {
    size_t Size = characterSize(Rest);
    Count += units(Size, E);
    if (Count > Wanted)
      break;
    Bytes += Size;
    Rest = Rest.drop_front(Size);
  }
  return {Number, Bytes};
}

lsp::Position Text::toClient(TextPlace P, Encoding E) const {
  StringRef Rest = line(P.Line).take_front(P.Column);
  size_t Count = 0;
  while (!Rest.empty()) {
    size_t Size = characterSize(Rest);
    Count += units(Size, E);
    Rest = Rest.drop_front(Size);
  }
  return {static_cast<int>(P.Line), static_cast<int>(Count)};
}

static bool isWordByte(char C) {
  return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80;
}

TextPlace Text::endOfToken(TextPlace P) const {
  StringRef Rest =
      line(P.Line).drop_front(std::min(P.Column, line(P.Line).size()));
  size_t Size = Rest.take_while(isWordByte).size();
  if (Size == 0 && !Rest.empty())
    Size = 1;
  return {P.Line, P.Column + Size};
}

void Text::replace(size_t Begin, size_t End, StringRef New) {
  Content.replace(Begin, End - Begin, New.data(), New.size());
  findLines();
}

std::string contentName(StringRef Content) {
  Content.consume_front("\xEF\xBB\xBF");
  return utohexstr(xxh3_64bits(arrayRefFromStringRef(Content)),
                   /*LowerCase=*/true);
}

} // namespace weakspot::server
