//===- Lexer.cpp - The words of steps and signatures ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Lexer.h"
#include "Contracts/Contracts.h"
#include "Contracts/Spelling.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::contracts {

char TextError::ID = 0;

void TextError::log(raw_ostream &OS) const { OS << Message; }

std::error_code TextError::convertToErrorCode() const {
  return inconvertibleErrorCode();
}

static bool isWordChar(char C) {
  return isAlnum(C) || C == '_' || C == ':' || C == '.';
}

bool Lexer::isWord(StringRef Token) {
  return !Token.empty() && (isAlpha(Token.front()) || Token.front() == '_');
}

StringRef Lexer::peek() {
  if (Length)
    return Text.substr(Pos, Length);
  Pos = Text.find_first_not_of(" \t\r\n", Pos);
  if (Pos == StringRef::npos)
    Pos = Text.size();
  StringRef Rest = Text.substr(Pos);
  if (Rest.empty())
    return {};
  if (Rest.starts_with("..."))
    Length = 3;
  else if (Rest.front() == '"')
    Length = std::min(Rest.find('"', 1), Rest.size() - 1) + 1;
  else if (Rest.front() == '-' && Rest.size() > 1 && isDigit(Rest[1]))
    Length = 1 + Rest.drop_front().take_while(isDigit).size();
  else
    Length = Rest.take_while(isWordChar).size();
  StringRef Token = Rest.take_front(Length);
  if (Token.size() > 3 && Token.ends_with("..."))
    Length -= 3;
  if (!Length)
    Length = 1;
  return Text.substr(Pos, Length);
}

StringRef Lexer::take() {
  StringRef Token = peek();
  Pos += Token.size();
  Length = 0;
  return Token;
}

bool Lexer::accept(StringRef Token) {
  if (peek() != Token)
    return false;
  take();
  return true;
}

Error Lexer::error(const Twine &Message) {
  return make_error<TextError>(offset(), Message.str());
}

Error Lexer::expected(const Twine &What) {
  StringRef Token = peek();
  if (Token.empty())
    return error("expected " + What + ", got the end");
  return error("expected " + What + ", got '" + Token + "'");
}

Error Lexer::unknown(StringRef Kind, ArrayRef<StringRef> Known) {
  StringRef Token = peek();
  if (Token.empty())
    return expected(Kind);
  return error(unknownWord(Kind, Token, Known));
}

Error Lexer::expect(StringRef Token) {
  if (accept(Token))
    return Error::success();
  return expected("'" + Token + "'");
}

} // namespace weakspot::contracts
