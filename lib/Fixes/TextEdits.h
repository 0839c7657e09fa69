//===- TextEdits.h - Edits by places in the AST -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Collects edits of one TU. Inner expressions are edited before those around
// them: an edit takes over what was made inside its range by way of rendered().
// What is not text of a file of the project (a macro's body, a system header)
// is refused, with the reason.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_TEXTEDITS_H
#define WEAKSPOT_FIXES_TEXTEDITS_H

#include "Analysis/Finding.h"
#include "Fixes/Edit.h"
#include "clang/AST/ASTContext.h"
#include <map>
#include <set>

namespace weakspot::fixes {

class TextEdits {
public:
  TextEdits(const clang::ASTContext &Context, llvm::StringRef Root);

  /// All ranges are of tokens, as the AST has them.
  void replace(clang::SourceRange Range, const llvm::Twine &Text);
  void insertBefore(clang::SourceLocation Where, const llvm::Twine &Text);
  void insertAfter(clang::SourceLocation LastToken, const llvm::Twine &Text);
  /// The same, or behind the comment that ends the line.
  void insertBehindLine(clang::SourceLocation LastToken,
                        const llvm::Twine &Text);
  /// Between the two tokens, of which neither is touched.
  void replaceBetween(clang::SourceLocation After, clang::SourceLocation Before,
                      const llvm::Twine &Text);
  /// From behind the token at After to the end of the token at Last.
  void removeBehind(clang::SourceLocation After, clang::SourceLocation Last);

  /// Makes a block of a statement that stands alone, as an `if`'s. How much
  /// deeper than the statement was its lines are indented.
  std::string addBraces(const clang::Stmt *S);
  /// What separates a statement from what is put in front of it: a new line.
  /// The blocks around it that are on a single line get more of them. A blank
  /// where it stands behind something else.
  std::string breakIn(const clang::Stmt *S);
  /// From the one character up to the other.
  void replaceChars(clang::SourceLocation Begin, clang::SourceLocation End,
                    const llvm::Twine &Text);
  /// An item of a list, with the comma that it leaves over; the colon of a
  /// constructor's list goes with its only item.
  void removeItem(clang::SourceRange Item);

  /// The source text.
  llvm::StringRef text(clang::SourceRange Range) const;
  /// The same with the edits that lie in it.
  std::string rendered(clang::SourceRange Range) const;
  std::string rendered(clang::CharSourceRange Range) const;
  /// Where a statement's last token is, its `;` included.
  clang::SourceLocation endOfStatement(const clang::Stmt *S) const;
  /// The white space at the beginning of the line.
  llvm::StringRef indentation(clang::SourceLocation Where) const;
  /// What the file indents a block by.
  std::string indentStep(clang::SourceLocation Where) const;
  /// A new line that is indented as this one is; a blank where something stands
  /// in front on the line.
  std::string lineBreak(clang::SourceLocation Where) const;

  void refuse(clang::SourceLocation Where, const llvm::Twine &Why);
  bool isRefused() const { return !Refusals.empty(); }
  /// A template's text that this TU cannot tell the meaning of: a refusal, if
  /// no other TU can.
  void leaveOpen(clang::SourceLocation Where, const llvm::Twine &Why);
  /// An instance of a template says what the text there means.
  void understand(clang::SourceLocation Where);
  /// Whether it is text of a file of the project.
  bool isOfProject(clang::SourceLocation Where) const;

  std::vector<Edit> takeEdits();
  std::vector<Note> takeRefusals() { return std::move(Refusals); }
  std::vector<Note> takeOpen() { return std::move(Open); }
  std::vector<SourcePlace> takeUnderstood() { return std::move(Understood); }

private:
  struct Change {
    unsigned Length = 0;
    std::string Inserted; ///< In front of what replaces.
    std::string Text;
  };
  struct Span {
    clang::FileID File;
    unsigned Offset = 0, Length = 0;
  };
  std::optional<Span> span(clang::CharSourceRange Range);
  bool isInRoot(llvm::StringRef Real) const;
  void change(clang::CharSourceRange Range, std::string Text);
  void breakLines(const clang::CompoundStmt &Block, llvm::StringRef Outside,
                  llvm::StringRef Inside);

  const clang::ASTContext &Context;
  const clang::SourceManager &SM;
  std::string Root;
  std::map<std::pair<clang::FileID, unsigned>, Change> Changes;
  std::set<clang::SourceLocation> Opened; ///< Blocks that had one line.
  std::vector<Note> Refusals, Open;
  std::vector<SourcePlace> Understood;
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_TEXTEDITS_H
