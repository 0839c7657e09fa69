//===- Paths.h - How reports name files -------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A finding's paths are relative to the analysed project's root where the file
// is below it. A report shows them from where the user stands: relative to the
// working directory when the file is below that, absolute otherwise.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_PATHS_H
#define WEAKSPOT_REPORT_PATHS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace weakspot {

class Paths {
public:
  /// Both are absolute directories.
  Paths(llvm::StringRef Root, llvm::StringRef WorkingDir);

  /// Where the file is, absolute and without `.` and `..`.
  std::string absolute(llvm::StringRef File) const;
  llvm::StringRef root() const { return Root; }
  /// As findings have it: relative to the root where it is below that.
  std::string relative(llvm::StringRef File) const;
  /// What to call it in a report.
  std::string display(llvm::StringRef File) const;

private:
  std::string Root;
  std::string WorkingDir; ///< With a separator at its end.
};

/// Without links as far as it exists: what is new in a directory, or gone from
/// it, has the name that it will have, or had.
std::string realPath(llvm::StringRef Path);

/// What a relative name in a configuration means: the file in the nearest
/// directory from the source (absolute) upwards, as .clang-tidy itself is
/// found; else one in the working directory.
std::string findUpwards(llvm::StringRef Name, llvm::StringRef Source);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_PATHS_H
