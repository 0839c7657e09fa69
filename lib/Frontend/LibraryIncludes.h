//===- LibraryIncludes.h - Includes that can go first -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who edits a header of a project has nearly everything parsed anew that the
// main file includes. The libraries' headers among that do not depend on the
// project's, unless these set macros for them, and can be parsed before them.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_LIBRARYINCLUDES_H
#define WEAKSPOT_FRONTEND_LIBRARYINCLUDES_H

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Token.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace weakspot::frontend {

/// Collects them while a project's file is preprocessed.
class LibraryIncludes : public clang::PPCallbacks {
public:
  /// The directives are added to Text, in their order.
  LibraryIncludes(const clang::SourceManager &SM,
                  const clang::LangOptions &Language, llvm::StringRef Root,
                  std::string &Text)
      : SM(SM), Language(Language), Root(Root), Text(Text) {}

  void
  InclusionDirective(clang::SourceLocation HashLoc,
                     const clang::Token &IncludeTok, llvm::StringRef FileName,
                     bool IsAngled, clang::CharSourceRange FilenameRange,
                     clang::OptionalFileEntryRef File,
                     llvm::StringRef SearchPath, llvm::StringRef RelativePath,
                     const clang::Module *SuggestedModule, bool ModuleImported,
                     clang::SrcMgr::CharacteristicKind FileType) override;
  void MacroDefined(const clang::Token &Name,
                    const clang::MacroDirective *Definition) override;
  void MacroUndefined(const clang::Token &Name,
                      const clang::MacroDefinition &Definition,
                      const clang::MacroDirective *Undef) override;
  void Ifndef(clang::SourceLocation Loc, const clang::Token &Name,
              const clang::MacroDefinition &Definition) override;

private:
  bool isOurs(clang::FileID File);
  bool isAtTop(clang::SourceLocation Loc);
  bool isLibrary(clang::FileEntryRef File,
                 clang::SrcMgr::CharacteristicKind Kind) const;
  void setMacro(const clang::Token &Name);

  const clang::SourceManager &SM;
  const clang::LangOptions &Language;
  llvm::StringRef Root;
  std::string &Text;
  /// The rest may depend on the project's macros.
  bool IsOver = false;
  llvm::DenseMap<clang::FileID, bool> Ours;
  /// Where what is not a directive begins.
  llvm::DenseMap<clang::FileID, unsigned> Tops;
  llvm::StringSet<> Guards, Given;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_LIBRARYINCLUDES_H
