//===- LibraryIncludes.cpp - Includes that can go first ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/LibraryIncludes.h"
#include "clang/Basic/IdentifierTable.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

bool LibraryIncludes::isLibrary(FileEntryRef File,
                                SrcMgr::CharacteristicKind Kind) const {
  if (SrcMgr::isSystem(Kind))
    return true;
  // Relative names begin in a directory of the build: they are the project's.
  StringRef Name = File.getName();
  if (!sys::path::is_absolute(Name) || Name.contains("/../"))
    return false;
  bool IsBelow = Name.consume_front(Root) && Name.starts_with("/");
  return !IsBelow;
}

/// Whether it is a file of the project, and not what the compiler defines.
bool LibraryIncludes::isOurs(FileID File) {
  auto [It, IsNew] = Ours.try_emplace(File, false);
  if (IsNew)
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File))
      It->second =
          File == SM.getMainFileID() ||
          !isLibrary(*Entry,
                     SM.getFileCharacteristic(SM.getLocForStartOfFile(File)));
  return It->second;
}

/// Before anything but directives: in no namespace and no `extern "C"`.
bool LibraryIncludes::isAtTop(SourceLocation Loc) {
  auto [File, Offset] = SM.getDecomposedLoc(Loc);
  auto [It, IsNew] = Tops.try_emplace(File, 0U);
  if (IsNew)
    It->second = Lexer::ComputePreamble(SM.getBufferData(File), Language).Size;
  return Offset < It->second;
}

void LibraryIncludes::InclusionDirective(
    SourceLocation HashLoc, const Token &IncludeTok, StringRef FileName,
    bool IsAngled, CharSourceRange /*FilenameRange*/, OptionalFileEntryRef File,
    StringRef /*SearchPath*/, StringRef /*RelativePath*/,
    const clang::Module * /*SuggestedModule*/, bool /*ModuleImported*/,
    SrcMgr::CharacteristicKind FileType) {
  // What a name in quotes means depends on the file that it is in.
  if (IsOver || !IsAngled || !File || !isLibrary(*File, FileType) ||
      !IncludeTok.getIdentifierInfo()->isStr("include"))
    return;
  if (isOurs(SM.getFileID(HashLoc)) && isAtTop(HashLoc) &&
      Given.insert(FileName).second)
    Text += ("#include <" + FileName + ">\n").str();
}

void LibraryIncludes::setMacro(const Token &Name) {
  SourceLocation Loc = Name.getLocation();
  if (!IsOver && Loc.isFileID() && isOurs(SM.getFileID(Loc)))
    IsOver = !Guards.contains(Name.getIdentifierInfo()->getName());
}

void LibraryIncludes::MacroDefined(const Token &Name,
                                   const MacroDirective * /*Definition*/) {
  setMacro(Name);
}

void LibraryIncludes::MacroUndefined(const Token &Name,
                                     const MacroDefinition & /*Definition*/,
                                     const MacroDirective * /*Undef*/) {
  setMacro(Name);
}

/// A header that begins with it asks whether it was included before.
void LibraryIncludes::Ifndef(SourceLocation Loc, const Token &Name,
                             const MacroDefinition & /*Definition*/) {
  FileID File = SM.getFileID(Loc);
  if (IsOver || File == SM.getMainFileID() || !isOurs(File))
    return;
  Token First;
  bool IsNone = Lexer::getRawToken(SM.getLocForStartOfFile(File), First, SM,
                                   Language, /*IgnoreWhiteSpace=*/true);
  if (IsNone || First.isNot(tok::hash) ||
      SM.getSpellingLineNumber(First.getLocation()) !=
          SM.getSpellingLineNumber(Loc))
    return;
  Guards.insert(Name.getIdentifierInfo()->getName());
}

} // namespace weakspot::frontend
