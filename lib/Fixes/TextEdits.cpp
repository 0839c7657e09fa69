//===- TextEdits.cpp - Edits by places in the AST -------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/TextEdits.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

TextEdits::TextEdits(const ASTContext &Context, StringRef Root)
    : Context(Context), SM(Context.getSourceManager()) {
  SmallString<256> Real;
  if (Root.empty() || sys::fs::real_path(Root, Real))
    Real = Root;
  this->Root = std::string(Real);
}

/// Empty where it is not on the disk.
static std::string realPath(const SourceManager &SM, FileID File) {
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  SmallString<256> Path(Entry ? Entry->getName() : "");
  SM.getFileManager().makeAbsolutePath(Path);
  SmallString<256> Real;
  if (!Entry || sys::fs::real_path(Path, Real))
    return "";
  return std::string(Real);
}

void TextEdits::refuse(SourceLocation Where, const Twine &Why) {
  PresumedLoc P = SM.getPresumedLoc(SM.getExpansionLoc(Where));
  Note N;
  if (P.isValid()) {
    SmallString<256> Path(P.getFilename());
    SM.getFileManager().makeAbsolutePath(Path);
    N.Where = {std::string(Path), P.getLine(), P.getColumn()};
  }
  N.Message = Why.str();
  if (!is_contained(Refusals, N))
    Refusals.push_back(std::move(N));
}

/// The same for all TUs that read the file, by whatever way.
static SourcePlace sharedPlace(const SourceManager &SM, SourceLocation Where) {
  SourceLocation At = SM.getExpansionLoc(Where);
  return {realPath(SM, SM.getFileID(At)), SM.getExpansionLineNumber(At),
          SM.getExpansionColumnNumber(At)};
}

void TextEdits::leaveOpen(SourceLocation Where, const Twine &Why) {
  Note N{sharedPlace(SM, Where), Why.str()};
  if (!is_contained(Open, N))
    Open.push_back(std::move(N));
}

void TextEdits::understand(SourceLocation Where) {
  SourcePlace P = sharedPlace(SM, Where);
  if (!is_contained(Understood, P))
    Understood.push_back(std::move(P));
}

bool TextEdits::isOfProject(SourceLocation Where) const {
  std::string Real;
  if (Where.isValid() && !SM.isInSystemHeader(Where))
    Real = realPath(SM, SM.getFileID(SM.getExpansionLoc(Where)));
  return !Real.empty() && isInRoot(Real);
}

bool TextEdits::isInRoot(StringRef Real) const {
  return Real.consume_front(Root) &&
         (Real.empty() || sys::path::is_separator(Real.front()) ||
          StringRef(Root).ends_with("/"));
}

std::optional<TextEdits::Span> TextEdits::span(CharSourceRange Range) {
  CharSourceRange InFile =
      Lexer::makeFileCharRange(Range, SM, Context.getLangOpts());
  if (InFile.isInvalid()) {
    refuse(Range.getBegin(), "it is written by a macro");
    return std::nullopt;
  }
  auto [File, Offset] = SM.getDecomposedLoc(InFile.getBegin());
  if (SM.isInSystemHeader(InFile.getBegin())) {
    refuse(Range.getBegin(), "it is in a system header");
    return std::nullopt;
  }
  unsigned End = SM.getFileOffset(InFile.getEnd());
  return Span{File, Offset, End - Offset};
}

void TextEdits::change(CharSourceRange Range, std::string Text) {
  std::optional<Span> At = span(Range);
  if (!At)
    return;
  if (At->Length == 0) {
    Changes[{At->File, At->Offset}].Inserted += Text;
    return;
  }
  // What was made inside is part of the new text by now, but for what was put
  // in front of it.
  auto It = Changes.lower_bound({At->File, At->Offset});
  std::string Inserted;
  while (It != Changes.end() && It->first.first == At->File &&
         It->first.second < At->Offset + At->Length) {
    if (It->first.second == At->Offset)
      Inserted = It->second.Inserted;
    It = Changes.erase(It);
  }
  Changes[{At->File, At->Offset}] = {At->Length, std::move(Inserted),
                                     std::move(Text)};
}

void TextEdits::replace(SourceRange Range, const Twine &Text) {
  change(CharSourceRange::getTokenRange(Range), Text.str());
}

void TextEdits::insertBefore(SourceLocation Where, const Twine &Text) {
  change(CharSourceRange::getCharRange(Where, Where), Text.str());
}

void TextEdits::insertAfter(SourceLocation LastToken, const Twine &Text) {
  SourceLocation End = Lexer::getLocForEndOfToken(SM.getFileLoc(LastToken), 0,
                                                  SM, Context.getLangOpts());
  change(CharSourceRange::getCharRange(End, End), Text.str());
}

void TextEdits::replaceBetween(SourceLocation After, SourceLocation Before,
                               const Twine &Text) {
  SourceLocation Begin =
      Lexer::getLocForEndOfToken(After, 0, SM, Context.getLangOpts());
  change(CharSourceRange::getCharRange(Begin, Before), Text.str());
}

void TextEdits::removeBehind(SourceLocation After, SourceLocation Last) {
  SourceLocation Begin =
      Lexer::getLocForEndOfToken(After, 0, SM, Context.getLangOpts());
  change(CharSourceRange::getTokenRange(Begin, Last), "");
}

void TextEdits::replaceChars(SourceLocation Begin, SourceLocation End,
                             const Twine &Text) {
  change(CharSourceRange::getCharRange(Begin, End), Text.str());
}

void TextEdits::removeItem(SourceRange Item) {
  CharSourceRange InFile = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Item), SM, Context.getLangOpts());
  if (InFile.isInvalid())
    return refuse(Item.getBegin(), "it is written by a macro");
  auto [File, Begin] = SM.getDecomposedLoc(InFile.getBegin());
  unsigned End = SM.getFileOffset(InFile.getEnd());
  StringRef All = SM.getBufferData(File);
  size_t Before = All.take_front(Begin).rtrim().size();
  char Separator = Before == 0 ? 0 : All[Before - 1];
  bool IsColon = Separator == ':' && !All.take_front(Before).ends_with("::");
  size_t Behind = All.size() - All.drop_front(End).ltrim().size();
  bool HasNext = Behind < All.size() && All[Behind] == ',';
  if (HasNext)
    End = All.size() - All.drop_front(Behind + 1).ltrim().size();
  else if (Separator == ',' || IsColon)
    Begin = All.take_front(Before - 1).rtrim().size();
  SourceLocation Start = SM.getLocForStartOfFile(File);
  replaceChars(Start.getLocWithOffset(static_cast<int>(Begin)),
               Start.getLocWithOffset(static_cast<int>(End)), "");
}

StringRef TextEdits::text(SourceRange Range) const {
  return Lexer::getSourceText(CharSourceRange::getTokenRange(Range), SM,
                              Context.getLangOpts());
}

std::string TextEdits::rendered(SourceRange Range) const {
  return rendered(CharSourceRange::getTokenRange(Range));
}

std::string TextEdits::rendered(CharSourceRange Range) const {
  CharSourceRange InFile =
      Lexer::makeFileCharRange(Range, SM, Context.getLangOpts());
  if (InFile.isInvalid())
    return Lexer::getSourceText(Range, SM, Context.getLangOpts()).str();
  auto [File, Begin] = SM.getDecomposedLoc(InFile.getBegin());
  unsigned End = SM.getFileOffset(InFile.getEnd());
  StringRef All = SM.getBufferData(File);
  std::string Result;
  unsigned At = Begin;
  for (auto It = Changes.lower_bound({File, Begin});
       It != Changes.end() && It->first.first == File && It->first.second < End;
       ++It) {
    Result += All.slice(At, It->first.second);
    if (It->first.second != Begin)
      Result += It->second.Inserted;
    Result += It->second.Text;
    At = It->first.second + It->second.Length;
  }
  Result += All.slice(At, End);
  return Result;
}

/// The part of a statement that ends where it ends.
static const Stmt *lastPart(const Stmt *S) {
  const Stmt *Part = S;
  if (const auto *If = dyn_cast<IfStmt>(S))
    Part = If->getElse() ? If->getElse() : If->getThen();
  else if (const auto *While = dyn_cast<WhileStmt>(S))
    Part = While->getBody();
  else if (const auto *For = dyn_cast<ForStmt>(S))
    Part = For->getBody();
  else if (const auto *Range = dyn_cast<CXXForRangeStmt>(S))
    Part = Range->getBody();
  else if (const auto *Switch = dyn_cast<SwitchStmt>(S))
    Part = Switch->getBody();
  return Part == S ? S : lastPart(Part);
}

SourceLocation TextEdits::endOfStatement(const Stmt *S) const {
  const Stmt *Last = lastPart(S);
  SourceLocation End = SM.getFileLoc(Last->getEndLoc());
  if (isa<CompoundStmt, CXXTryStmt>(Last))
    return End;
  std::optional<Token> Next =
      Lexer::findNextToken(End, SM, Context.getLangOpts());
  return Next && Next->is(tok::semi) ? Next->getLocation() : End;
}

std::string TextEdits::addBraces(const Stmt *S) {
  SourceLocation Begin = SM.getFileLoc(S->getBeginLoc());
  unsigned Offset = SM.getFileOffset(Begin);
  StringRef Before = SM.getBufferData(SM.getFileID(Begin)).take_front(Offset);
  StringRef Head = Before.rtrim();
  StringRef Line = Head.drop_front(Head.rfind('\n') + 1);
  bool OnOwnLine = Before.drop_front(Head.size()).contains('\n');
  bool BehindHead = (Head.ends_with(")") || Head.ends_with("else")) &&
                    !Line.contains("//") && !S->getBeginLoc().isMacroID();
  std::string Close = lineBreak(Begin), Deeper;
  if (OnOwnLine && BehindHead) {
    SourceLocation End = Begin.getLocWithOffset(static_cast<int>(Head.size()) -
                                                static_cast<int>(Offset));
    Close = "\n" + indentation(End.getLocWithOffset(-1)).str();
    insertBefore(End, " {");
  } else {
    Deeper = Close == " " ? "" : indentStep(Begin);
    insertBefore(S->getBeginLoc(), "{" + Close + Deeper);
  }
  insertBehindLine(endOfStatement(S), Close + "}");
  return Deeper;
}

void TextEdits::insertBehindLine(SourceLocation LastToken, const Twine &Text) {
  SourceLocation End =
      Lexer::getLocForEndOfToken(LastToken, 0, SM, Context.getLangOpts());
  if (End.isInvalid() || !End.isFileID())
    return insertAfter(LastToken, Text);
  StringRef Rest =
      SM.getBufferData(SM.getFileID(End)).drop_front(SM.getFileOffset(End));
  StringRef Line = Rest.take_until([](char C) { return C == '\n'; }).rtrim();
  StringRef Comment = Line.ltrim(" \t");
  bool IsComment = Comment.starts_with("//") ||
                   (Comment.starts_with("/*") &&
                    Comment.find("*/") + strlen("*/") == Comment.size());
  // A line that ends in a backslash goes on.
  if (!IsComment || Comment.ends_with("\\"))
    return insertAfter(LastToken, Text);
  SourceLocation Behind = End.getLocWithOffset(static_cast<int>(Line.size()));
  replaceChars(Behind, Behind, Text);
}

std::string TextEdits::breakIn(const Stmt *S) {
  SmallVector<const CompoundStmt *, 4> Around;
  auto &Parents = const_cast<ASTContext &>(Context).getParentMapContext();
  auto IsOnLineOf = [&](SourceLocation A, SourceLocation B) {
    return A.isFileID() && B.isFileID() && SM.getFileID(A) == SM.getFileID(B) &&
           SM.getSpellingLineNumber(A) == SM.getSpellingLineNumber(B);
  };
  for (DynTypedNode N = DynTypedNode::create(*S);;) {
    DynTypedNodeList Up = Parents.getParents(N);
    if (Up.empty())
      break;
    N = Up[0];
    if (const auto *Block = N.get<CompoundStmt>()) {
      if (!IsOnLineOf(Block->getLBracLoc(), Block->getRBracLoc()) ||
          !IsOnLineOf(Block->getLBracLoc(), S->getBeginLoc()))
        break;
      Around.push_back(Block);
    }
  }
  if (Around.empty())
    return lineBreak(S->getBeginLoc());
  std::string Break = "\n" + indentation(S->getBeginLoc()).str();
  std::string Step = indentStep(S->getBeginLoc());
  for (const CompoundStmt *Block : reverse(Around)) {
    if (Opened.insert(Block->getLBracLoc()).second)
      breakLines(*Block, Break, Break + Step);
    Break += Step;
  }
  DynTypedNodeList Up = Parents.getParents(DynTypedNode::create(*S));
  // In a branch it stays on the line of its head.
  return !Up.empty() && Up[0].get<CompoundStmt>() ? Break : " ";
}

/// Each statement of a block gets a line of its own.
void TextEdits::breakLines(const CompoundStmt &Block, StringRef Outside,
                           StringRef Inside) {
  SourceLocation Last = Block.getLBracLoc();
  auto Break = [&](SourceLocation Next, StringRef Text) {
    SourceLocation Begin =
        Lexer::getLocForEndOfToken(Last, 0, SM, Context.getLangOpts());
    StringRef Between = Lexer::getSourceText(
        CharSourceRange::getCharRange(Begin, Next), SM, Context.getLangOpts());
    if (Between.trim().empty())
      replaceChars(Begin, Next, Text);
    else
      insertBefore(Next, Text);
  };
  for (const Stmt *S : Block.body()) {
    SourceLocation Begin = SM.getExpansionLoc(S->getBeginLoc());
    Break(Begin, Inside);
    Last = endOfStatement(S);
  }
  Break(Block.getRBracLoc(), Outside);
}

StringRef TextEdits::indentation(SourceLocation Where) const {
  return Lexer::getIndentationForLine(SM.getFileLoc(Where), SM);
}

/// The white space that a line begins with.
static StringRef blanksOf(StringRef Line) {
  return Line.take_while([](char C) { return C == ' ' || C == '\t'; });
}

/// `public:` is indented in a way of its own.
static bool isAccessSpecifier(StringRef Line) {
  return Line.ends_with(":") &&
         (Line.starts_with("public") || Line.starts_with("protected") ||
          Line.starts_with("private"));
}

std::string TextEdits::indentStep(SourceLocation Where) const {
  StringRef Text = SM.getBufferData(SM.getFileID(SM.getFileLoc(Where)));
  std::map<StringRef, unsigned> Count;
  bool IsBlock = false;
  StringRef Outside;
  for (StringRef Line : split(Text, '\n')) {
    if (Line.trim().empty() || isAccessSpecifier(Line.trim()))
      continue;
    StringRef Inside = blanksOf(Line);
    if (IsBlock && Inside.consume_front(Outside) && !Inside.empty())
      ++Count[Inside];
    IsBlock = Line.rtrim().ends_with("{");
    Outside = blanksOf(Line);
  }
  auto Most = std::max_element(
      Count.begin(), Count.end(),
      [](const auto &X, const auto &Y) { return X.second < Y.second; });
  return Most == Count.end() ? "  " : Most->first.str();
}

std::string TextEdits::lineBreak(SourceLocation Where) const {
  SourceLocation At = SM.getFileLoc(Where);
  StringRef Before =
      SM.getBufferData(SM.getFileID(At)).take_front(SM.getFileOffset(At));
  StringRef Line = Before.drop_front(Before.rfind('\n') + 1);
  return Line.trim().empty() ? "\n" + Line.str() : " ";
}

/// Lines end as the file's others do.
static std::string withCarriageReturns(StringRef Text) {
  std::string Result;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] == '\n' && (I == 0 || Text[I - 1] != '\r'))
      Result += '\r';
    Result += Text[I];
  }
  return Result;
}

std::vector<Edit> TextEdits::takeEdits() {
  std::vector<Edit> Result;
  for (auto &[At, C] : Changes) {
    std::string Real = realPath(SM, At.first);
    if (Real.empty()) {
      refuse(SM.getLocForStartOfFile(At.first), "its file is not on the disk");
      break;
    }
    if (!isInRoot(Real)) {
      refuse(SM.getLocForStartOfFile(At.first),
             "its file is not part of the project");
      break;
    }
    std::string Text = std::move(C.Inserted) + C.Text;
    if (SM.getBufferData(At.first).contains("\r\n"))
      Text = withCarriageReturns(Text);
    Result.push_back({std::move(Real), At.second, C.Length, std::move(Text)});
  }
  Changes.clear();
  return Result;
}

} // namespace weakspot::fixes
