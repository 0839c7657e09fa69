//===- SourceText.h - Lines of the analysed files ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reports quote the source. Each file is read once, and only when a report
// asks for one of its lines. A file that is gone or has become shorter since
// the analysis gives no line: a report is never the reason to fail.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_SOURCETEXT_H
#define WEAKSPOT_REPORT_SOURCETEXT_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weakspot {

/// What editors hold of files, which may not be on the disk yet: by absolute
/// path.
using UnsavedTexts = llvm::StringMap<std::string>;

class SourceText {
public:
  /// Unsaved texts, if there are any, must outlive this.
  explicit SourceText(const UnsavedTexts *Unsaved = nullptr)
      : Unsaved(Unsaved) {}

  /// The 1-based line of a file, without its line end.
  std::optional<llvm::StringRef> line(llvm::StringRef Path, unsigned Number);
  /// The whole of it.
  std::optional<llvm::StringRef> text(llvm::StringRef Path);

private:
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> Buffer; ///< Null: not readable.
    std::vector<size_t> LineStarts;
  };
  const File &open(llvm::StringRef Path);

  const UnsavedTexts *Unsaved;
  llvm::StringMap<File> Files;
};

} // namespace weakspot

#endif // WEAKSPOT_REPORT_SOURCETEXT_H
