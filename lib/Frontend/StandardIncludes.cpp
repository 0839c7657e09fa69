//===- StandardIncludes.cpp - The standard's headers that files use -------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/StandardIncludes.h"
#include "Frontend/ParseTU.h"
#include "clang/Lex/DependencyDirectivesScanner.h"
#include "clang/Tooling/Inclusions/StandardLibrary.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <optional>
#include <set>

using namespace llvm;
using namespace clang;
namespace scan = clang::dependency_directives_scan;

namespace weakspot::frontend {

namespace {

/// A file is read once, however many include it.
class IncludeGraph {
public:
  IncludeGraph(const CompileCommand &Any, vfs::FileSystem &Files);

  /// Counts one user of each of the standard's headers that it reaches.
  void addMain(StringRef Path);

  /// By name, in angle brackets.
  std::map<std::string, unsigned> Users;

private:
  struct File {
    std::vector<std::string> Standard;
    std::vector<unsigned> Included;
  };

  std::optional<unsigned> find(StringRef Path);
  std::optional<unsigned> findIncluded(StringRef Name, bool IsQuoted,
                                       StringRef Includer);
  void read(unsigned Index, StringRef Path);
  void take(StringRef Written, unsigned Index, StringRef Path);

  vfs::FileSystem &Files;
  std::vector<std::string> QuoteDirs, Dirs;
  std::vector<File> All;
  StringMap<std::optional<unsigned>> ByPath;
};

} // namespace

IncludeGraph::IncludeGraph(const CompileCommand &Any, vfs::FileSystem &Files)
    : Files(Files) {
  ArrayRef<std::string> Words = Any.CommandLine;
  for (size_t I = 0; I < Words.size(); ++I)
    for (auto [Flag, Into] :
         {std::pair("-iquote", &QuoteDirs), std::pair("-isystem", &Dirs),
          std::pair("-I", &Dirs)}) {
      StringRef Word = Words[I];
      if (!Word.consume_front(Flag))
        continue;
      if (!Word.empty())
        Into->push_back(Word.str());
      else if (I + 1 < Words.size())
        Into->push_back(Words[++I]);
      break;
    }
}

/// Nothing where there is no such file.
std::optional<unsigned> IncludeGraph::find(StringRef Path) {
  auto [It, IsNew] = ByPath.try_emplace(Path);
  if (!IsNew)
    return It->second;
  ErrorOr<vfs::Status> Status = Files.status(Path);
  if (!Status || !Status->isRegularFile())
    return std::nullopt;
  unsigned Index = All.size();
  It->second = Index;
  All.emplace_back();
  read(Index, Path);
  return Index;
}

std::optional<unsigned>
IncludeGraph::findIncluded(StringRef Name, bool IsQuoted, StringRef Includer) {
  SmallString<256> Path;
  auto IsIn = [&](StringRef Dir) -> std::optional<unsigned> {
    Path = Dir;
    sys::path::append(Path, Name);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return find(Path);
  };
  if (IsQuoted) {
    if (auto Found = IsIn(sys::path::parent_path(Includer)))
      return Found;
    for (StringRef Dir : QuoteDirs)
      if (auto Found = IsIn(Dir))
        return Found;
  }
  for (StringRef Dir : Dirs)
    if (auto Found = IsIn(Dir))
      return Found;
  return std::nullopt;
}

void IncludeGraph::take(StringRef Written, unsigned Index, StringRef Path) {
  if (tooling::stdlib::Header::named(Written)) {
    All[Index].Standard.push_back(Written.str());
    return;
  }
  bool IsQuoted = Written.starts_with("\"");
  StringRef Name = Written.drop_front().drop_back();
  if (auto Found = findIncluded(Name, IsQuoted, Path))
    All[Index].Included.push_back(*Found);
}

void IncludeGraph::read(unsigned Index, StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = Files.getBufferForFile(Path);
  if (!Buffer)
    return;
  StringRef Text = (*Buffer)->getBuffer();
  SmallVector<scan::Token> Tokens;
  SmallVector<scan::Directive> Directives;
  if (scanSourceForDependencyDirectives(Text, Tokens, Directives))
    return;
  for (const scan::Directive &D : Directives) {
    if (D.Kind != scan::pp_include)
      continue;
    for (const scan::Token &T : D.Tokens)
      if (T.isOneOf(tok::header_name, tok::string_literal) && T.Length > 2)
        take(Text.substr(T.Offset, T.Length), Index, Path);
  }
}

void IncludeGraph::addMain(StringRef Path) {
  std::optional<unsigned> Main = find(Path);
  if (!Main)
    return;
  SmallVector<unsigned> ToVisit{*Main};
  DenseSet<unsigned> Seen{*Main};
  std::set<StringRef> Reached;
  while (!ToVisit.empty()) {
    const File &F = All[ToVisit.pop_back_val()];
    Reached.insert(F.Standard.begin(), F.Standard.end());
    for (unsigned Next : F.Included)
      if (Seen.insert(Next).second)
        ToVisit.push_back(Next);
  }
  for (StringRef Name : Reached)
    ++Users[Name.str()];
}

std::string standardIncludes(ArrayRef<const CompileCommand *> Commands,
                             const ExtractOptions &Options, unsigned MinUsers) {
  if (Commands.empty())
    return "";
  IntrusiveRefCntPtr<vfs::FileSystem> Files = filesOf(Options);
  if (Files->setCurrentWorkingDirectory(Commands.front()->Directory))
    return "";
  IncludeGraph Graph(*Commands.front(), *Files);
  for (const CompileCommand *Command : Commands)
    Graph.addMain(Command->File);
  std::string Text;
  // A standard library may be older than the standard.
  for (const auto &[Name, Users] : Graph.Users)
    if (Users >= MinUsers)
      Text += formatv("#if __has_include({0})\n#include {0}\n#endif\n", Name);
  return Text;
}

} // namespace weakspot::frontend
