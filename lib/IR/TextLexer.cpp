//===- TextLexer.cpp - Reads one line of the text form --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/TextLexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::ir {

static bool isWordChar(char C) { return isAlnum(C) || C == '_'; }

size_t bareNameLength(StringRef S) {
  return S.take_while([](char C) { return isWordChar(C) || C == '$'; }).size();
}

size_t bareSymbolLength(StringRef S) {
  size_t I = 0;
  while (I < S.size()) {
    if (isWordChar(S[I]) || S[I] == '$' || S[I] == '~')
      ++I;
    else if (S.substr(I).starts_with("::"))
      I += 2;
    else
      break;
  }
  return I;
}

size_t bareFileLength(StringRef S) {
  size_t I = 0;
  while (I < S.size() &&
         (isWordChar(S[I]) || StringRef("./+-$~@%=").contains(S[I])) &&
         !S.substr(I).starts_with("//"))
    ++I;
  return I;
}

void writeQuoted(raw_ostream &OS, StringRef S) {
  OS << '"';
  for (char C : S) {
    if (C == '"' || C == '\\')
      OS << '\\' << C;
    else if (static_cast<unsigned char>(C) < 0x20 || C == 0x7f)
      OS << "\\x" << hexdigit(C >> 4, true) << hexdigit(C & 15, true);
    else
      OS << C;
  }
  OS << '"';
}

void LineCursor::skipSpace() {
  while (Pos < Line.size() &&
         (Line[Pos] == ' ' || Line[Pos] == '\t' || Line[Pos] == '\r'))
    ++Pos;
  if (Line.substr(Pos).starts_with("//"))
    Pos = Line.size();
}

size_t LineCursor::here() {
  skipSpace();
  return Pos;
}

bool LineCursor::atEnd() { return here() == Line.size(); }

char LineCursor::peek() { return atEnd() ? '\0' : Line[Pos]; }

bool LineCursor::consume(char C) {
  skipSpace();
  return consumeAdjacent(C);
}

bool LineCursor::consumeAdjacent(char C) {
  if (!isAdjacent(C))
    return false;
  ++Pos;
  return true;
}

StringRef LineCursor::word() {
  skipSpace();
  StringRef Word = Line.substr(Pos).take_while(isWordChar);
  Pos += Word.size();
  return Word;
}

bool LineCursor::consumeWord(StringRef Word) {
  size_t Start = here();
  if (word() == Word)
    return true;
  Pos = Start;
  return false;
}

bool LineCursor::expect(char C) {
  return consume(C) ? false : failExpected("'" + Twine(C) + "'");
}

bool LineCursor::expectEnd() {
  return atEnd() ? false : failExpected("the end of the line");
}

bool LineCursor::string(std::string &Out) {
  Out.clear();
  if (!consume('"'))
    return failExpected("a string");
  size_t Start = Pos - 1;
  while (Pos < Line.size()) {
    char C = Line[Pos++];
    if (C == '"')
      return false;
    if (C == '\\') {
      StringRef Rest = Line.substr(Pos);
      if (Rest.starts_with("\"") || Rest.starts_with("\\")) {
        C = Rest[0];
        ++Pos;
      } else if (Rest.size() > 2 && Rest[0] == 'x' && isHexDigit(Rest[1]) &&
                 isHexDigit(Rest[2])) {
        C = static_cast<char>(hexFromNibbles(Rest[1], Rest[2]));
        Pos += 3;
      } else {
        return fail(Pos - 1, "expected \\\", \\\\ or \\xHH in a string");
      }
    }
    Out += C;
  }
  return fail(Start, "expected a closing '\"', found the end of the line");
}

bool LineCursor::number(uint64_t Max, uint64_t &Out) {
  size_t Start = here();
  StringRef Digits = Line.substr(Pos).take_while(isDigit);
  if (Digits.empty())
    return failExpected("a number");
  Pos += Digits.size();
  if (Digits.getAsInteger(10, Out) || Out > Max)
    return fail(Start, "expected a number of at most " + Twine(Max) +
                           ", found " + Digits);
  return false;
}

bool LineCursor::signedNumber(int64_t &Out) {
  size_t Start = here();
  size_t Sign = Line.substr(Pos).starts_with("-") ? 1 : 0;
  StringRef Digits = Line.substr(Pos + Sign).take_while(isDigit);
  if (Digits.empty())
    return failExpected("a number");
  StringRef Text = Line.substr(Start, Sign + Digits.size());
  Pos += Text.size();
  if (Text.getAsInteger(10, Out))
    return fail(Start, "expected a number of 64 bits, found " + Text);
  return false;
}

bool LineCursor::name(size_t (*Length)(StringRef), StringRef What,
                      std::string &Out) {
  if (isAdjacent('"'))
    return string(Out);
  StringRef Bare = Line.substr(Pos, Length(Line.substr(Pos)));
  if (Bare.empty())
    return failExpected(What);
  Pos += Bare.size();
  Out = Bare.str();
  return false;
}

/// What stands at the cursor, for an error.
std::string LineCursor::nextToken() {
  if (atEnd())
    return "the end of the line";
  StringRef Rest = Line.substr(Pos);
  if (Rest[0] == '"')
    return "a string";
  size_t Sigil = StringRef("@%^").contains(Rest[0]) ? 1 : 0;
  size_t Length = Sigil + bareSymbolLength(Rest.substr(Sigil));
  return ("'" + Rest.take_front(std::max<size_t>(Length, 1)) + "'").str();
}

bool LineCursor::failExpected(const Twine &What) {
  std::string Found = nextToken();
  return fail(Pos, "expected " + What + ", found " + Found);
}

bool LineCursor::fail(size_t At, const Twine &Message) {
  if (Err->Message.empty())
    Err->Message = (Err->File + ":" + Twine(LineNo) + ":" + Twine(At + 1) +
                    ": error: " + Message)
                       .str();
  return true;
}

} // namespace weakspot::ir
