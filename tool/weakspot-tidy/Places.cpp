//===- Places.cpp - Findings' places in the TU at hand --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Places.h"
#include "clang/Basic/FileManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace clang;

namespace weakspot::tidy {

Places::Places(SourceManager &SM, StringRef Directory)
    : SM(SM), Directory(Directory) {
  for (unsigned I = 0, N = SM.local_sloc_entry_size(); I != N; ++I) {
    const SrcMgr::SLocEntry &Entry = SM.getLocalSLocEntry(I);
    if (!Entry.isFile())
      continue;
    FileID Id =
        SM.getFileID(SourceLocation::getFromRawEncoding(Entry.getOffset()));
    if (OptionalFileEntryRef File = SM.getFileEntryRefForID(Id)) {
      // A file without include guards is there more than once.
      Files.try_emplace(absolute(File->getName()), Id);
      // Whoever made the findings may have come another way.
      if (StringRef Real = File->getFileEntry().tryGetRealPathName();
          !Real.empty())
        Files.try_emplace(Real, Id);
    }
  }
}

std::string Places::absolute(StringRef Path) const {
  SmallString<256> Result(Path);
  if (!sys::path::is_absolute(Path)) {
    Result = Directory;
    sys::path::append(Result, Path);
  }
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result);
}

SourceLocation Places::at(FileID Id, const SourcePlace &P) const {
  return SM.translateLineCol(Id, P.Line, std::max(P.Column, 1U));
}

SourceLocation Places::inTU(const SourcePlace &P) {
  auto It = P.Line == 0 ? Files.end() : Files.find(absolute(P.File));
  return It == Files.end() ? SourceLocation() : at(It->second, P);
}

SourceLocation Places::inTU(StringRef File, unsigned Offset) const {
  auto It = Files.find(absolute(File));
  return It == Files.end() ? SourceLocation()
                           : SM.getComposedLoc(It->second, Offset);
}

SourceLocation Places::anywhere(const SourcePlace &P) {
  SourceLocation Here = inTU(P);
  if (P.Line == 0 || Here.isValid())
    return Here;
  std::string Path = absolute(P.File);
  OptionalFileEntryRef File = SM.getFileManager().getOptionalFileRef(Path);
  if (!File)
    return {};
  // What nobody includes would pass as the main file.
  FileID Id = SM.createFileID(
      *File, SM.getLocForStartOfFile(SM.getMainFileID()), SrcMgr::C_User);
  Files[Path] = Id;
  return at(Id, P);
}

} // namespace weakspot::tidy
