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

/// The top of the checkout that a directory is in; empty where there is none.
static std::string checkoutTop(StringRef Directory) {
  for (StringRef Here = Directory; !Here.empty();
       Here = sys::path::parent_path(Here))
    if (isCheckoutTop(Here))
      return Here.str();
  return "";
}

std::string projectRoot(ArrayRef<CompileCommand> Commands) {
  std::string Common = commonDirectory(Commands);
  std::string Top = checkoutTop(Common);
  return Top.empty() ? Common : Top;
}

struct IncludeDirectory {
  std::string Path;     ///< Absolute, without `.` and `..`.
  bool IsBelow = false; ///< As it is written, below the working directory.
};

/// Those of `-I` and `-iquote`.
static std::vector<IncludeDirectory>
includeDirectories(const CompileCommand &Command) {
  std::vector<IncludeDirectory> Found;
  ArrayRef<std::string> Args = Command.CommandLine;
  for (size_t I = 0; I < Args.size(); ++I) {
    StringRef Arg = Args[I];
    if (!Arg.consume_front("-iquote") && !Arg.consume_front("-I"))
      continue;
    if (Arg.empty() && ++I < Args.size())
      Arg = Args[I];
    SmallString<256> Path(
        sys::path::is_absolute(Arg) ? "" : StringRef(Command.Directory));
    sys::path::append(Path, Arg);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    StringRef Clean = Path.str().rtrim('/');
    Found.push_back({Clean.str(), !sys::path::is_absolute(Arg) &&
                                      isBelow(Clean, Command.Directory)});
  }
  return Found;
}

std::string editRoot(ArrayRef<CompileCommand> Commands) {
  std::string Sources = commonDirectory(Commands);
  if (std::string Top = checkoutTop(Sources); !Top.empty())
    return Top;
  auto IsBeside = [&](StringRef Include) {
    StringRef Name = sys::path::filename(Include);
    return (Name == "include" || Name == "inc") &&
           sys::path::parent_path(Include) == sys::path::parent_path(Sources);
  };
  std::string Common = Sources;
  for (const CompileCommand &Command : Commands)
    for (const IncludeDirectory &Include : includeDirectories(Command))
      if (IsBeside(Include.Path) ||
          (Include.IsBelow && isBelow(Sources, Command.Directory)))
        while (Include.Path != Common && !isBelow(Include.Path, Common))
          Common = sys::path::parent_path(Common);
  return Common;
}

} // namespace weakspot
