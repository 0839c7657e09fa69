//===- Places.h - Findings' places in the TU at hand ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A finding names files; a diagnostic needs a location of the SourceManager.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_TIDY_PLACES_H
#define WEAKSPOT_TOOL_WEAKSPOT_TIDY_PLACES_H

#include "Analysis/Finding.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringMap.h"

namespace weakspot::tidy {

class Places {
public:
  /// Relative names start at Directory.
  Places(clang::SourceManager &SM, llvm::StringRef Directory);

  /// Invalid if the file is no part of the TU.
  clang::SourceLocation inTU(const SourcePlace &P);
  clang::SourceLocation inTU(llvm::StringRef File, unsigned Offset) const;
  /// Opens the file if it is no part of the TU; invalid if that fails.
  clang::SourceLocation anywhere(const SourcePlace &P);

private:
  std::string absolute(llvm::StringRef Path) const;
  clang::SourceLocation at(clang::FileID Id, const SourcePlace &P) const;

  clang::SourceManager &SM;
  std::string Directory;
  llvm::StringMap<clang::FileID> Files;
};

} // namespace weakspot::tidy

#endif // WEAKSPOT_TOOL_WEAKSPOT_TIDY_PLACES_H
