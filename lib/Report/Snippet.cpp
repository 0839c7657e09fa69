//===- Snippet.cpp - A source line with a caret -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Snippet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"
#include <vector>

using namespace llvm;

namespace weakspot {

static constexpr unsigned TabStop = 8;
static constexpr unsigned MaxColumns = 160;
static constexpr unsigned ColumnsBeforeCaret = 60;

namespace {
/// One character as shown, and where it begins.
struct Glyph {
  std::string Text;
  unsigned Width;
  unsigned Column;
};
} // namespace

/// Takes one character off the front of Rest. `<XX>` stands for a byte that is
/// not UTF-8 or does not print.
static Glyph takeGlyph(StringRef &Rest, unsigned Column) {
  if (Rest.front() == '\t') {
    Rest = Rest.drop_front();
    unsigned Width = TabStop - Column % TabStop;
    return {std::string(Width, ' '), Width, Column};
  }
  unsigned Length = getNumBytesForUTF8(static_cast<UTF8>(Rest.front()));
  StringRef Bytes = Rest.take_front(Length);
  int Width = Bytes.size() == Length ? sys::unicode::columnWidthUTF8(Bytes)
                                     : sys::unicode::ErrorInvalidUTF8;
  if (Width >= 0) {
    Rest = Rest.drop_front(Length);
    return {Bytes.str(), static_cast<unsigned>(Width), Column};
  }
  std::string Spelled = "<" +
                        utohexstr(static_cast<uint8_t>(Rest.front()),
                                  /*LowerCase=*/false, /*Width=*/2) +
                        ">";
  Rest = Rest.drop_front();
  return {Spelled, 4, Column};
}

Snippet renderSnippet(StringRef Line, unsigned Column) {
  std::vector<Glyph> Glyphs;
  size_t Caret = 0; // Index of the glyph under the caret.
  unsigned Width = 0;
  for (StringRef Rest = Line; !Rest.empty();) {
    if (Column != 0 && Line.size() - Rest.size() < Column)
      Caret = Glyphs.size();
    Glyphs.push_back(takeGlyph(Rest, Width));
    Width += Glyphs.back().Width;
  }
  unsigned CaretColumn = Glyphs.empty() ? 0 : Glyphs[Caret].Column;
  if (Column > Line.size())
    CaretColumn = Width;

  // The window of a long line begins a little left of the caret.
  unsigned From = 0;
  if (Width > MaxColumns && CaretColumn > ColumnsBeforeCaret)
    From = std::min(CaretColumn - ColumnsBeforeCaret, Width - MaxColumns);
  auto First =
      find_if(Glyphs, [=](const Glyph &G) { return G.Column >= From; });
  Snippet Result;
  if (First != Glyphs.end()) {
    From = First->Column;
    if (From != 0)
      Result.Text = "...";
  }
  Result.CaretColumn = CaretColumn - From + Result.Text.size();
  for (const Glyph &G : make_range(First, Glyphs.end())) {
    if (G.Column + G.Width > From + MaxColumns) {
      Result.Text += "...";
      break;
    }
    Result.Text += G.Text;
  }
  if (Width <= MaxColumns)
    Result.Text.resize(StringRef(Result.Text).rtrim(' ').size());
  return Result;
}

} // namespace weakspot
