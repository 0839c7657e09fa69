//===- IRCache.cpp - TUs that need not be parsed again -------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/IRCache.h"
#include "Report/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

using namespace llvm;
using weakspot::frontend::CompileCommand;

namespace weakspot {

/// pruneCache() looks after files of this prefix alone.
static constexpr StringLiteral Prefix = "llvmcache-";
static constexpr StringLiteral Root = "<root>";
static constexpr size_t MaxLists = 8;
static constexpr size_t ChecksumSize = 32;

/// Variables by which a compiler finds headers.
static constexpr StringLiteral Variables[] = {
    "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH",
    "SOURCE_DATE_EPOCH"};

/// Of the name too: what belongs elsewhere is no use here.
static std::string checksum(StringRef Path, StringRef Content) {
  ContentHash Hash;
  Hash.add(sys::path::filename(Path));
  Hash.add(Content);
  return Hash.finish();
}

/// The content of an entry, if it is whole.
static std::optional<std::string> readEntry(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return std::nullopt;
  StringRef Text = (*Buffer)->getBuffer();
  if (Text.size() < ChecksumSize)
    return std::nullopt;
  StringRef Content = Text.drop_front(ChecksumSize);
  if (Text.take_front(ChecksumSize) != checksum(Path, Content))
    return std::nullopt;
  return Content.str();
}

/// A cache that is full or gone is no reason to fail.
static void writeEntry(StringRef Path, StringRef Content) {
  consumeError(writeFile(Path, [&](raw_ostream &OS) {
    OS << checksum(Path, Content) << Content;
  }));
}

IRCache::IRCache(Options Given)
    : Opts(std::move(Given)), Began(std::chrono::system_clock::now()) {
  ContentHash Hash;
  // The program itself: a rebuilt one may lower the same code differently.
  std::string Program =
      sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&checksum));
  Hash.add(Hashes.of(Program).value_or(""));
  Hash.add(LLVM_VERSION_STRING);
  Hash.add(Opts.Salt);
  for (StringRef Variable : Variables)
    Hash.add(sys::Process::GetEnv(Variable).value_or(""));
  // Names outside the root begin with as many `..` as it is deep.
  Hash.add(utostr(StringRef(Opts.ProjectRoot).count('/')));
  ToolKey = Hash.finish();
}

std::string IRCache::textsOf(ArrayRef<std::string> Models) {
  std::string All;
  for (const std::string &File : Models)
    if (auto Buffer = MemoryBuffer::getFile(File))
      All += ((*Buffer)->getBuffer() + Twine('\0')).str();
  return All;
}

Expected<IRCache> IRCache::open(Options Opts) {
  if (std::error_code EC = sys::fs::create_directories(Opts.Directory))
    return createStringError(EC, Opts.Directory + ": " + EC.message());
  if (std::error_code EC =
          sys::fs::access(Opts.Directory, sys::fs::AccessMode::Write))
    return createStringError(EC, Opts.Directory + ": " + EC.message());
  return IRCache(std::move(Opts));
}

/// Text with the project's root, wherever it stands in it, by another name.
std::string IRCache::portable(StringRef Text) const {
  if (Opts.ProjectRoot.empty())
    return Text.str();
  std::string Result;
  while (true) {
    size_t At = Text.find(Opts.ProjectRoot);
    if (At == StringRef::npos)
      break;
    StringRef After = Text.drop_front(At + Opts.ProjectRoot.size());
    bool IsWhole = After.empty() || After.starts_with("/");
    Result += Text.take_front(At);
    Result += IsWhole ? StringRef(Root) : StringRef(Opts.ProjectRoot);
    Text = After;
  }
  return Result + Text.str();
}

std::string IRCache::here(StringRef Portable) const {
  if (Portable.consume_front(Root))
    return Opts.ProjectRoot + Portable.str();
  return Portable.str();
}

std::string IRCache::commandKey(const CompileCommand &Command) const {
  ContentHash Hash;
  Hash.add(ToolKey);
  Hash.add(portable(Command.Directory));
  Hash.add(portable(Command.File));
  for (const std::string &Word : Command.CommandLine)
    Hash.add(portable(Word));
  // No word of a command line begins like this.
  if (Command.AssertionMacros)
    Hash.add(std::string(1, '\0') + *Command.AssertionMacros);
  return Hash.finish();
}

std::optional<std::string> IRCache::contentKey(StringRef CommandKey,
                                               const FileList &Files) {
  ContentHash Hash;
  Hash.add(CommandKey);
  for (const std::string &File : Files) {
    std::optional<std::string> Content = Hashes.of(here(File));
    if (!Content)
      return std::nullopt;
    Hash.add(File);
    Hash.add(*Content);
  }
  return Hash.finish();
}

std::string IRCache::entryPath(StringRef Key, StringRef Kind) const {
  SmallString<256> Path(Opts.Directory);
  sys::path::append(Path, Prefix + Key + Kind);
  return std::string(Path);
}

/// Each list is lines, and an empty line ends it.
std::vector<IRCache::FileList> IRCache::readLists(StringRef CommandKey) const {
  std::vector<FileList> Lists;
  std::optional<std::string> Text = readEntry(entryPath(CommandKey, ".files"));
  if (!Text)
    return Lists;
  FileList Current;
  for (StringRef Rest = *Text; !Rest.empty();) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    if (!Line.empty())
      Current.push_back(Line.str());
    else
      Lists.push_back(std::exchange(Current, {}));
  }
  return Lists;
}

std::optional<std::string> IRCache::find(const CompileCommand &Command) {
  std::string Key = commandKey(Command);
  for (const FileList &Files : readLists(Key))
    if (std::optional<std::string> Content = contentKey(Key, Files))
      if (std::optional<std::string> Reply =
              readEntry(entryPath(*Content, ".ir")))
        return Reply;
  return std::nullopt;
}

bool IRCache::isSettled(ArrayRef<std::string> Files) const {
  return all_of(Files, [&](const std::string &File) {
    sys::fs::file_status Status;
    return !StringRef(File).contains('\n') && !sys::fs::status(File, Status) &&
           Status.getLastModificationTime() < Began;
  });
}

void IRCache::store(const CompileCommand &Command, StringRef Reply,
                    ArrayRef<std::string> FilesRead) {
  if (FilesRead.empty() || !isSettled(FilesRead))
    return;
  FileList Files;
  for (const std::string &File : FilesRead)
    Files.push_back(portable(File));
  std::string Key = commandKey(Command);
  std::optional<std::string> Content = contentKey(Key, Files);
  if (!Content)
    return;
  writeEntry(entryPath(*Content, ".ir"), Reply);

  // The newest list first. Another run may have written meanwhile: then a list
  // is lost, and costs a parse.
  std::vector<FileList> Lists = readLists(Key);
  if (!Lists.empty() && Lists.front() == Files)
    return;
  llvm::erase(Lists, Files);
  Lists.insert(Lists.begin(), std::move(Files));
  Lists.resize(std::min(Lists.size(), MaxLists));
  std::string Text;
  for (const FileList &List : Lists)
    Text += join(List, "\n") + "\n\n";
  writeEntry(entryPath(Key, ".files"), Text);
}

std::string IRCache::resultPath(StringRef Inputs) const {
  ContentHash Hash;
  Hash.add(ToolKey);
  Hash.add(Inputs);
  return entryPath(Hash.finish(), ".run");
}

std::optional<std::string> IRCache::findResult(StringRef Inputs) const {
  return readEntry(resultPath(Inputs));
}

void IRCache::storeResult(StringRef Inputs, StringRef Result) const {
  writeEntry(resultPath(Inputs), Result);
}

StringRef IRCache::projectName() const {
  return sys::path::filename(Opts.ProjectRoot);
}

void IRCache::prune() const {
  CachePruningPolicy Policy;
  Policy.Interval = std::chrono::seconds(0);
  Policy.Expiration = std::chrono::hours(30 * 24);
  Policy.MaxSizeBytes = Opts.MaxBytes;
  pruneCache(Opts.Directory, Policy);
}

} // namespace weakspot
