//===- Sources.h - A program's files, as they would be ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Edits are made here, in memory, and seen by whoever reads files through
// files(). Nothing touches the disk before write(), which writes all files or
// none: each under a name of its own first, and only if it still is what it was
// when it was first edited. A file that was written since the time that is
// given at the beginning is not edited at all: what is known of it is old.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_SOURCES_H
#define WEAKSPOT_FIXES_SOURCES_H

#include "Fixes/Edit.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <memory>

namespace weakspot::fixes {

class Sources {
public:
  struct File {
    std::string Old; ///< On the disk.
    std::string New;
  };
  using Files = std::map<std::string, File>; ///< By real path.

  explicit Sources(llvm::sys::TimePoint<> KnownSince)
      : KnownSince(KnownSince), Edited(std::make_shared<Files>()) {}

  /// Makes joined edits, and formats what they touch as the project's
  /// .clang-format says, if it has one.
  llvm::Error edit(llvm::ArrayRef<Edit> Edits);

  /// The disk with the edits made. A new one for each user: it has a working
  /// directory.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files() const;

  /// Those with edits.
  const Files &edited() const { return *Edited; }
  void restore(Files Saved) { *Edited = std::move(Saved); }

  llvm::Error write() const;
  /// For clang-apply-replacements.
  void printReplacements(llvm::raw_ostream &OS) const;

private:
  llvm::Expected<File *> open(const std::string &Path);

  llvm::sys::TimePoint<> KnownSince;
  std::shared_ptr<Files> Edited;
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_SOURCES_H
