//===- Text.h - Positions in a text, as editors count ---------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compilers count lines and columns from 1 and columns in bytes; LSP counts
// from 0, and columns in the units that client and server have agreed on.
// Positions that do not exist are taken for the nearest one that does.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_TEXT_H
#define WEAKSPOT_SERVER_TEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LSP/Protocol.h"
#include <compare>
#include <string>
#include <vector>

namespace weakspot::server {

enum class Encoding : uint8_t { Utf8, Utf16, Utf32 };

/// A place in a text: both from 0, the column in bytes.
struct TextPlace {
  size_t Line = 0;
  size_t Column = 0;

  friend auto operator<=>(const TextPlace &, const TextPlace &) = default;
};

class Text {
public:
  explicit Text(std::string Content);

  llvm::StringRef content() const { return Content; }
  size_t numLines() const { return LineStarts.size(); }
  /// Without its end.
  llvm::StringRef line(size_t Number) const;
  size_t offset(TextPlace P) const;
  TextPlace place(size_t Offset) const;

  TextPlace fromClient(const llvm::lsp::Position &P, Encoding E) const;
  llvm::lsp::Position toClient(TextPlace P, Encoding E) const;

  /// Where the word, or else the character, that begins there ends.
  TextPlace endOfToken(TextPlace P) const;

  void replace(size_t Begin, size_t End, llvm::StringRef New);

private:
  void findLines();

  std::string Content;
  std::vector<size_t> LineStarts;
};

/// Names a text by what it holds; a byte order mark does not count.
std::string contentName(llvm::StringRef Content);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_TEXT_H
