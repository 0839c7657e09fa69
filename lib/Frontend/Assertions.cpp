//===- Assertions.cpp - What assertion macros say -------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Assertions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

namespace {

struct Word {
  tok::TokenKind Kind;
  StringRef Text; ///< Of a name or number.

  bool is(tok::TokenKind K) const { return Kind == K; }
  bool is(StringRef Name) const {
    return is(tok::raw_identifier) && Text == Name;
  }
};

/// A file's tokens from a place on, as they are written.
class Words {
public:
  Words(const SourceManager &SM, const LangOptions &Language,
        SourceLocation From) {
    auto [File, Offset] = SM.getDecomposedLoc(From);
    bool Invalid = false;
    StringRef Buffer = SM.getBufferData(File, &Invalid);
    if (Invalid || Offset >= Buffer.size())
      return;
    Raw.emplace(SM.getLocForStartOfFile(File), Language, Buffer.begin(),
                Buffer.begin() + Offset, Buffer.end());
  }

  /// The next one, and where it is; none at the end of the file.
  std::optional<Word> next(SourceLocation &Where) {
    if (!Raw)
      return std::nullopt;
    Token T;
    Raw->LexFromRawLexer(T);
    if (T.is(tok::eof) || T.needsCleaning())
      return std::nullopt;
    Where = T.getLocation();
    StringRef Text;
    if (T.is(tok::raw_identifier))
      Text = T.getRawIdentifier();
    else if (T.is(tok::numeric_constant))
      Text = StringRef(T.getLiteralData(), T.getLength());
    return Word{T.getKind(), Text};
  }

private:
  std::optional<Lexer> Raw;
};

/// The first argument of a macro, and whether there was a whole list of them.
struct Argument {
  SmallVector<Word, 8> First;
  bool IsComplete = false;
};

/// Reads a condition; what is not understood is left out.
class ConditionReader {
public:
  explicit ConditionReader(SmallVectorImpl<AssertedTerm> &Terms)
      : Terms(Terms) {}

  void condition(ArrayRef<Word> W);

private:
  void term(ArrayRef<Word> W, bool Holds);
  void operand(ArrayRef<Word> W, bool Holds);

  SmallVectorImpl<AssertedTerm> &Terms;
};

} // namespace

static bool opens(const Word &W) {
  return W.is(tok::l_paren) || W.is(tok::l_square) || W.is(tok::l_brace);
}

static bool closes(const Word &W) {
  return W.is(tok::r_paren) || W.is(tok::r_square) || W.is(tok::r_brace);
}

/// The place of the bracket that closes the first one; the size if none does.
static size_t closing(ArrayRef<Word> W) {
  unsigned Depth = 0;
  for (size_t I = 0; I < W.size(); ++I) {
    if (opens(W[I]))
      ++Depth;
    else if (closes(W[I]) && --Depth == 0)
      return I;
  }
  return W.size();
}

static ArrayRef<Word> withoutParens(ArrayRef<Word> W) {
  while (W.size() > 2 && W[0].is(tok::l_paren) && closing(W) == W.size() - 1)
    W = W.drop_front().drop_back();
  return W;
}

/// Where, outside of brackets, a word is such; each of them.
template <class F>
static SmallVector<size_t, 2> places(ArrayRef<Word> W, F Such) {
  SmallVector<size_t, 2> Found;
  unsigned Depth = 0;
  for (size_t I = 0; I < W.size(); ++I) {
    if (opens(W[I]))
      ++Depth;
    else if (closes(W[I]))
      --Depth;
    else if (Depth == 0 && Such(W[I]))
      Found.push_back(I);
  }
  return Found;
}

static bool isAnd(const Word &W) { return W.is(tok::ampamp) || W.is("and"); }

/// What binds weaker than `&&`.
static bool isWeak(const Word &W) {
  return W.is(tok::pipepipe) || W.is("or") || W.is(tok::question) ||
         W.is(tok::comma) || W.is(tok::equal);
}

static bool isComparison(const Word &W) {
  return W.is(tok::equalequal) || W.is(tok::exclaimequal) || W.is("not_eq");
}

static bool isNull(ArrayRef<Word> W) {
  W = withoutParens(W);
  return W.size() == 1 &&
         (W[0].is("nullptr") || W[0].is("NULL") ||
          (W[0].is(tok::numeric_constant) && W[0].Text == "0"));
}

void ConditionReader::condition(ArrayRef<Word> W) {
  W = withoutParens(W);
  if (!places(W, isWeak).empty())
    return;
  size_t From = 0;
  SmallVector<size_t, 2> Ends = places(W, isAnd);
  Ends.push_back(W.size());
  for (size_t End : Ends) {
    term(W.slice(From, End - From), /*Holds=*/true);
    From = End + 1;
  }
}

void ConditionReader::term(ArrayRef<Word> W, bool Holds) {
  ArrayRef<Word> Bare = withoutParens(W);
  if (Bare.empty())
    return;
  if (Bare.size() != W.size() &&
      (!places(Bare, isWeak).empty() || !places(Bare, isAnd).empty()))
    return Holds ? condition(Bare) : void();
  SmallVector<size_t, 2> Compared = places(Bare, isComparison);
  if (Compared.size() == 1) {
    size_t At = Compared.front();
    bool Unequal = !Bare[At].is(tok::equalequal);
    ArrayRef<Word> Left = Bare.take_front(At), Right = Bare.drop_front(At + 1);
    if (isNull(Right))
      return operand(Left, Unequal == Holds);
    if (isNull(Left))
      return operand(Right, Unequal == Holds);
    return;
  }
  if (!Compared.empty())
    return;
  if (Bare[0].is(tok::exclaim) || Bare[0].is("not"))
    return term(Bare.drop_front(), !Holds);
  operand(Bare, Holds);
}

/// `bool(x)`, `static_cast<bool>(x)`: how many words stand before the bracket.
static size_t boolCast(ArrayRef<Word> W) {
  if (W.size() > 3 && W[0].is("bool") && W[1].is(tok::l_paren))
    return 1;
  return W.size() > 6 && W[0].is("static_cast") && W[1].is(tok::less) &&
                 W[2].is("bool") && W[3].is(tok::greater) &&
                 W[4].is(tok::l_paren)
             ? 4
             : 0;
}

void ConditionReader::operand(ArrayRef<Word> W, bool Holds) {
  W = withoutParens(W);
  if (size_t Cast = boolCast(W);
      Cast != 0 && closing(W.drop_front(Cast)) == W.size() - Cast - 1)
    return term(W.drop_front(Cast), Holds);
  AssertedTerm T;
  T.Holds = Holds;
  if (W.size() > 2 && W[0].is("this") && W[1].is(tok::arrow)) {
    T.OnThis = true;
    W = W.drop_front(2);
  }
  while (!W.empty() && W[0].is(tok::raw_identifier)) {
    T.Path.push_back(W[0].Text);
    W = W.drop_front();
    if (W.empty() || !W[0].is(tok::period))
      break;
    W = W.drop_front();
  }
  if (W.size() == 2 && W[0].is(tok::l_paren) && W[1].is(tok::r_paren) &&
      T.Path.size() > 1) {
    T.Query = T.Path.pop_back_val();
    W = {};
  }
  if (W.empty() && !T.Path.empty())
    Terms.push_back(std::move(T));
}

/// Reads on after the name of a macro; Where is the last word's place.
static Argument readArgument(Words &Text, SourceLocation &Where) {
  Argument A;
  std::optional<Word> W = Text.next(Where);
  if (!W || !W->is(tok::l_paren))
    return A;
  unsigned Depth = 1;
  bool IsFirst = true;
  while ((W = Text.next(Where))) {
    if (opens(*W))
      ++Depth;
    else if (closes(*W) && --Depth == 0)
      break;
    IsFirst &= Depth != 1 || !W->is(tok::comma);
    if (IsFirst)
      A.First.push_back(*W);
  }
  A.IsComplete = W.has_value();
  return A;
}

static SmallVector<AssertedTerm, 2> termsOf(const Argument &A) {
  SmallVector<AssertedTerm, 2> Terms;
  if (A.IsComplete)
    ConditionReader(Terms).condition(A.First);
  return Terms;
}

Assertions::Assertions(const SourceManager &SM, const LangOptions &Language,
                       StringRef Names)
    : SM(SM), Language(Language), Names(Names), IsOn(!Names.empty()) {
  std::string Wrong;
  IsOn = IsOn && this->Names.isValid(Wrong);
}

bool Assertions::isAssertion(StringRef Macro) {
  auto [It, Inserted] = Known.try_emplace(Macro, false);
  if (Inserted)
    It->second = Names.match(Macro);
  return It->second;
}

SmallVector<AssertedTerm, 2> Assertions::at(SourceLocation Name) {
  if (!IsOn || !Name.isFileID())
    return {};
  Words Text(SM, Language, Name);
  SourceLocation Where;
  std::optional<Word> Macro = Text.next(Where);
  if (!Macro || !Macro->is(tok::raw_identifier) || !isAssertion(Macro->Text))
    return {};
  return termsOf(readArgument(Text, Where));
}

SmallVector<AssertedTerm, 2> Assertions::before(SourceLocation From,
                                                SourceLocation End) {
  if (!IsOn || !From.isFileID() || !End.isFileID() ||
      !SM.isWrittenInSameFile(From, End))
    return {};
  Words Text(SM, Language, From);
  Argument Last;
  SourceLocation Where;
  std::optional<Word> W;
  while ((W = Text.next(Where)) && Where < End) {
    bool Begins = W->is(tok::raw_identifier) && isAssertion(W->Text);
    Last = Begins ? readArgument(Text, Where) : Argument();
  }
  return W && Where == End ? termsOf(Last) : SmallVector<AssertedTerm, 2>();
}

} // namespace weakspot::frontend
