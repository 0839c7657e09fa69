//===- Lexer.h - The words of steps and signatures --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A cursor over one line of the contract language: words, numbers, strings and
// the punctuation `, ( ) = ; ...`. Every error knows its offset.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONTRACTS_LEXER_H
#define WEAKSPOT_CONTRACTS_LEXER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace weakspot::contracts {

class Lexer {
public:
  explicit Lexer(llvm::StringRef Text) : Text(Text) {}

  /// The next token without taking it; empty at the end.
  llvm::StringRef peek();
  llvm::StringRef take();
  /// Takes the next token if it is Token.
  bool accept(llvm::StringRef Token);
  bool atEnd() { return peek().empty(); }
  /// Offset of the next token in the text.
  size_t offset() { return peek(), Pos; }

  /// An error at the next token.
  llvm::Error error(const llvm::Twine &Message);
  /// `expected WHAT, got 'token'`.
  llvm::Error expected(const llvm::Twine &What);
  llvm::Error unknown(llvm::StringRef Kind,
                      llvm::ArrayRef<llvm::StringRef> Known);
  llvm::Error expect(llvm::StringRef Token);

  static bool isWord(llvm::StringRef Token);

private:
  llvm::StringRef Text;
  size_t Pos = 0;
  size_t Length = 0; ///< Of the token at Pos; 0 if it isn't known yet.
};

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_LEXER_H
