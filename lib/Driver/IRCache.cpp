//===- IRCache.cpp - TUs that need not be parsed again -------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/IRCache.h"
#include "Report/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using weakspot::frontend::CompileCommand;

namespace weakspot {

/// pruneCache() looks after files of this prefix alone.
static constexpr StringLiteral Prefix = "llvmcache-";
static constexpr StringLiteral Root = "<root>";
static constexpr size_t MaxLists = 8;
static constexpr size_t ChecksumSize = 24;

/// Variables by which a compiler finds headers.
static constexpr StringLiteral Variables[] = {
    "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH",
    "SOURCE_DATE_EPOCH"};

namespace {

/// A hash of bytes that need not lie together: that of the hashes of parts of
/// one size.
class PartsHash {
public:
  void add(StringRef Bytes) {
    while (!Bytes.empty()) {
      // What lies together is not copied.
      bool IsWhole = Begun.empty() && Bytes.size() >= PartSize;
      StringRef Next = Bytes.take_front(PartSize - Begun.size());
      Bytes = Bytes.drop_front(Next.size());
      if (!IsWhole)
        Begun += Next;
      if (!IsWhole && Begun.size() < PartSize)
        return;
      end(IsWhole ? Next : Begun);
      Begun.clear();
    }
  }
  /// What is added last, and needs not be kept for more.
  XXH128_hash_t finish(StringRef Bytes = "") {
    size_t Left = Begun.empty() ? Bytes.size() % PartSize : 0;
    add(Bytes.drop_back(Left));
    end(Left != 0 ? Bytes.take_back(Left) : Begun);
    return xxh3_128bits(arrayRefFromStringRef(Hashes));
  }

private:
  static constexpr size_t PartSize = size_t(1) << 20;

  void end(StringRef Part) {
    XXH128_hash_t Hash = xxh3_128bits(arrayRefFromStringRef(Part));
    Hashes.append(reinterpret_cast<const char *>(&Hash), sizeof(Hash));
  }

  std::string Begun, Hashes;
};

} // namespace

/// Of the name too: what belongs elsewhere is no use here. Against damage, not
/// against malice: an entry may be large, and all of them are read.
static std::string checksum(StringRef Path, XXH128_hash_t Content) {
  char Text[ChecksumSize];
  support::endian::write64le(Text, xxh3_64bits(sys::path::filename(Path)));
  support::endian::write64le(Text + 8, Content.low64);
  support::endian::write64le(Text + 16, Content.high64);
  return std::string(Text, sizeof(Text));
}

/// An entry, if it is whole.
static std::optional<CacheEntry> readEntry(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return std::nullopt;
  StringRef Text = (*Buffer)->getBuffer();
  if (Text.size() < ChecksumSize)
    return std::nullopt;
  StringRef Content = Text.drop_front(ChecksumSize);
  if (Text.take_front(ChecksumSize) !=
      checksum(Path, PartsHash().finish(Content)))
    return std::nullopt;
  return CacheEntry{std::move(*Buffer), Content};
}

/// A cache that is full or gone is no reason to fail.
static void writeEntry(StringRef Path, IRCache::Pieces Content) {
  consumeError(writeFile(Path, [&](raw_ostream &OS) {
    PartsHash Parts;
    Content([&](StringRef Piece) { Parts.add(Piece); });
    OS << checksum(Path, Parts.finish());
    Content([&](StringRef Piece) { OS << Piece; });
  }));
}

IRCache::IRCache(Options Given)
    : Opts(std::move(Given)), Began(std::chrono::system_clock::now()) {
  ContentHash Hash;
  // The program itself: a rebuilt one may lower the same code differently.
  std::string Program =
      sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&checksum));
  Hash.add(Hashes.of(Program));
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
  // It makes nothing of a file that is there.
  if (!sys::fs::is_directory(Opts.Directory))
    return createStringError(Opts.Directory + ": Not a directory");
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

StringRef IRCache::here(StringRef Portable, SmallString<256> &Path) const {
  if (!Portable.consume_front(Root))
    return Portable;
  Path = Opts.ProjectRoot;
  Path += Portable;
  return Path;
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
                                               ArrayRef<StringRef> Files) {
  // Joined first: a hash of few large texts costs less than one of many small.
  std::string All;
  SmallString<256> Path;
  for (StringRef File : Files) {
    StringRef Content = Hashes.of(here(File, Path));
    if (Content.empty())
      return std::nullopt;
    All += File;
    All += '\n';
    All += Content;
  }
  ContentHash Hash;
  Hash.add(CommandKey);
  Hash.add(All);
  return Hash.finish();
}

std::string IRCache::entryPath(StringRef Key, StringRef Kind) const {
  SmallString<256> Path(Opts.Directory);
  sys::path::append(Path, Prefix + Key + Kind);
  return std::string(Path);
}

/// Each list is lines, and an empty line ends it.
static std::vector<std::vector<StringRef>> fileLists(StringRef Text) {
  std::vector<std::vector<StringRef>> Lists;
  std::vector<StringRef> Current;
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    if (!Line.empty())
      Current.push_back(Line);
    else
      Lists.push_back(std::exchange(Current, {}));
  }
  return Lists;
}

std::optional<CacheEntry> IRCache::find(const CompileCommand &Command) {
  std::string Key = commandKey(Command);
  std::optional<CacheEntry> Known = readEntry(entryPath(Key, ".files"));
  if (!Known)
    return std::nullopt;
  for (ArrayRef<StringRef> Files : fileLists(Known->Content))
    if (std::optional<std::string> Content = contentKey(Key, Files))
      if (std::optional<CacheEntry> Reply =
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
  std::vector<std::string> Portable;
  for (const std::string &File : FilesRead)
    Portable.push_back(portable(File));
  std::vector<StringRef> Files(Portable.begin(), Portable.end());
  std::string Key = commandKey(Command);
  std::optional<std::string> Content = contentKey(Key, Files);
  if (!Content)
    return;
  writeEntry(entryPath(*Content, ".ir"), [&](auto Put) { Put(Reply); });

  // The newest list first. Another run may have written meanwhile: then a list
  // is lost, and costs a parse.
  std::optional<CacheEntry> Known = readEntry(entryPath(Key, ".files"));
  std::vector<std::vector<StringRef>> Lists =
      fileLists(Known ? Known->Content : "");
  if (!Lists.empty() && Lists.front() == Files)
    return;
  llvm::erase(Lists, Files);
  Lists.insert(Lists.begin(), std::move(Files));
  Lists.resize(std::min(Lists.size(), MaxLists));
  std::string Text;
  for (const std::vector<StringRef> &List : Lists)
    Text += join(List, "\n") + "\n\n";
  writeEntry(entryPath(Key, ".files"), [&](auto Put) { Put(Text); });
}

std::string IRCache::resultPath(StringRef Inputs) const {
  ContentHash Hash;
  Hash.add(ToolKey);
  Hash.add(Inputs);
  return entryPath(Hash.finish(), ".run");
}

std::optional<CacheEntry> IRCache::findResult(StringRef Inputs) const {
  return readEntry(resultPath(Inputs));
}

void IRCache::storeResult(StringRef Inputs, Pieces Result) const {
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
