//===- DatabaseSearch.cpp - Where a project's database is -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/DatabaseSearch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <vector>

using namespace llvm;

namespace weakspot {

static constexpr StringLiteral DatabaseName = "compile_commands.json";

static std::string databasePath(StringRef Directory) {
  SmallString<256> Path(Directory);
  sys::path::append(Path, DatabaseName);
  return std::string(Path);
}

/// Adds the databases of Directory's subdirectories whose name begins with
/// Prefix, and Depth levels below them.
static void collect(StringRef Directory, StringRef Prefix, unsigned Depth,
                    std::vector<std::string> &Found) {
  std::error_code EC;
  for (sys::fs::directory_iterator It(Directory, EC), End; It != End && !EC;
       It.increment(EC)) {
    if (!sys::path::filename(It->path()).starts_with(Prefix) ||
        !sys::fs::is_directory(It->path()))
      continue;
    std::string Path = databasePath(It->path());
    if (sys::fs::exists(Path))
      Found.push_back(Path);
    if (Depth != 0)
      collect(It->path(), "", Depth - 1, Found);
  }
}

static sys::TimePoint<> timeWritten(StringRef Path) {
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status))
    return {};
  return Status.getLastModificationTime();
}

Expected<std::string> findDatabase(StringRef Directory) {
  std::string Looked;
  for (StringRef Here = Directory; !Here.empty();
       Here = sys::path::parent_path(Here)) {
    std::string Path = databasePath(Here);
    if (sys::fs::exists(Path))
      return Path;
    std::vector<std::string> Found;
    collect(Here, "build", /*Depth=*/1, Found);
    llvm::sort(Found);
    if (!Found.empty())
      return *max_element(Found,
                          [](const std::string &A, const std::string &B) {
                            return timeWritten(A) < timeWritten(B);
                          });
    Looked += "\n  " + Here.str() + " and its build*/ and build*/*/";
  }
  return createStringError(
      "no compile_commands.json found; looked in" + Looked +
      "\nCMake writes one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, `bear -- "
      "make` records one; name its directory with -p, or give the files' "
      "flags after --");
}

Expected<std::string> databaseIn(StringRef BuildDirectory) {
  if (sys::fs::is_regular_file(BuildDirectory))
    return BuildDirectory.str();
  std::string Path = databasePath(BuildDirectory);
  if (!sys::fs::exists(BuildDirectory))
    return createStringError(BuildDirectory + ": no such directory");
  if (!sys::fs::exists(Path))
    return createStringError(
        BuildDirectory +
        " holds no compile_commands.json; CMake writes one with "
        "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
  return Path;
}

} // namespace weakspot
