//===- TextLexer.h - Reads one line of the text form ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A cursor over one line, which reads the tokens that the parser asks for:
// what a name may contain depends on where it stands. The functions that
// return bool, and may fail, return true when they did, after they recorded
// the error; those that may find nothing return whether they did.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_TEXTLEXER_H
#define WEAKSPOT_IR_TEXTLEXER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace weakspot::ir {

/// The length of the longest prefix that needs no quotes, as ...
size_t bareSymbolLength(llvm::StringRef S); ///< the name of a symbol: `a::b`.
size_t bareNameLength(llvm::StringRef S);   ///< a register, label or slot.
size_t bareFileLength(llvm::StringRef S);   ///< a file's path.

/// Writes S in quotes; LineCursor::string reads it back.
void writeQuoted(llvm::raw_ostream &OS, llvm::StringRef S);

/// The first error of a parse.
struct TextError {
  std::string File;
  std::string Message;
};

class LineCursor {
public:
  LineCursor(llvm::StringRef Line, unsigned LineNo, TextError &Err)
      : Line(Line), LineNo(LineNo), Err(&Err) {}

  /// The position of the next token, for a later `fail`.
  size_t here();
  unsigned lineNumber() const { return LineNo; }

  /// Nothing but space and comment is left.
  bool atEnd();
  /// The next character that is no space; NUL at the end.
  char peek();
  /// Reads the punctuation if it comes next.
  bool consume(char C);
  /// Whether it comes next, with no space before it.
  bool isAdjacent(char C) const { return Line.substr(Pos).starts_with(C); }
  /// Reads it if it comes next, with no space before it.
  bool consumeAdjacent(char C);
  /// Reads the word if it comes next, as a whole word.
  bool consumeWord(llvm::StringRef Word);
  /// Reads a word of letters, digits and `_`; empty if none comes next.
  llvm::StringRef word();

  [[nodiscard]] bool expect(char C);
  [[nodiscard]] bool expectEnd();
  [[nodiscard]] bool string(std::string &Out);
  [[nodiscard]] bool number(uint64_t Max, uint64_t &Out);
  [[nodiscard]] bool signedNumber(int64_t &Out);
  /// A name that is bare, as Length measures it, or quoted.
  [[nodiscard]] bool name(size_t (*Length)(llvm::StringRef),
                          llvm::StringRef What, std::string &Out);

  /// Records `expected WHAT, found TOKEN` at the next token.
  bool failExpected(const llvm::Twine &What);
  /// Records an error at a position.
  bool fail(size_t At, const llvm::Twine &Message);

private:
  void skipSpace();
  std::string nextToken();

  llvm::StringRef Line;
  unsigned LineNo;
  TextError *Err;
  size_t Pos = 0;
};

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_TEXTLEXER_H
