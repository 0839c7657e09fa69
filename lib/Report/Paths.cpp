//===- Paths.cpp - How reports name files -----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace weakspot {

Paths::Paths(StringRef Root, StringRef WorkingDir)
    : Root(Root), WorkingDir(WorkingDir) {
  if (!WorkingDir.ends_with("/"))
    this->WorkingDir += '/';
}

std::string Paths::absolute(StringRef File) const {
  SmallString<256> Path;
  if (!sys::path::is_absolute(File))
    Path = Root;
  sys::path::append(Path, File);
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

std::string Paths::relative(StringRef File) const {
  std::string Path = absolute(File);
  if (Path == Root)
    return ".";
  StringRef Rest = Path;
  return Rest.consume_front(Root) && (Rest.consume_front("/") || Root == "/")
             ? Rest.str()
             : Path;
}

std::string Paths::display(StringRef File) const {
  std::string Path = absolute(File);
  StringRef Rest = Path;
  return Rest.consume_front(WorkingDir) ? Rest.str() : Path;
}

std::string realPath(StringRef Path) {
  SmallString<256> Real;
  if (!sys::fs::real_path(Path, Real))
    return std::string(Real);
  StringRef Directory = sys::path::parent_path(Path);
  if (Directory.empty() || Directory == Path)
    return Path.str();
  Real = realPath(Directory);
  sys::path::append(Real, sys::path::filename(Path));
  return std::string(Real);
}

std::string findUpwards(StringRef Name, StringRef Source) {
  if (sys::path::is_absolute(Name))
    return Name.str();
  for (StringRef Directory = sys::path::parent_path(Source); !Directory.empty();
       Directory = sys::path::parent_path(Directory)) {
    SmallString<256> Path(Directory);
    sys::path::append(Path, Name);
    if (sys::fs::exists(Path))
      return std::string(Path);
  }
  return Name.str();
}

} // namespace weakspot
