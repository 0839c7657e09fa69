//===- ProjectRoot.cpp - What paths are relative to -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/ProjectRoot.h"
#include "Driver/CompileDatabase.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using weakspot::frontend::CompileCommand;

namespace weakspot {

static bool isBelow(StringRef Path, StringRef Directory) {
  return Path.consume_front(Directory) &&
         (Directory.ends_with("/") || Path.starts_with("/"));
}

static std::string commonDirectory(ArrayRef<CompileCommand> Commands) {
  std::string Common;
  for (const CompileCommand &Command : Commands) {
    std::string File = mainFile(Command);
    if (Common.empty())
      Common = sys::path::parent_path(File);
    while (!isBelow(File, Common) && Common != "/")
      Common = sys::path::parent_path(Common);
  }
  return Common;
}

static bool isCheckoutTop(StringRef Directory) {
  for (StringRef Marker : {".git", ".hg", ".svn", ".jj"}) {
    SmallString<256> Path(Directory);
    sys::path::append(Path, Marker);
    if (sys::fs::exists(Path))
      return true;
  }
  return false;
}

std::string projectRoot(ArrayRef<CompileCommand> Commands) {
  std::string Common = commonDirectory(Commands);
  for (StringRef Here = Common; !Here.empty();
       Here = sys::path::parent_path(Here))
    if (isCheckoutTop(Here))
      return Here.str();
  return Common;
}

} // namespace weakspot
