//===- CompileDatabase.cpp - How a project is compiled ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/CompileDatabase.h"
#include "Report/JsonDocument.h"
#include "Report/Nearest.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;
using weakspot::frontend::CompileCommand;

namespace weakspot {

static std::string absolutePath(StringRef Path, StringRef Directory) {
  SmallString<256> Result;
  if (!sys::path::is_absolute(Path))
    Result = Directory;
  sys::path::append(Result, Path);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result);
}

std::string mainFile(const CompileCommand &Command) {
  return absolutePath(Command.File, Command.Directory);
}

/// `ccache g++ ...` is `g++ ...`; `ccache ...` alone, with options, is kept.
static void takeOffLaunchers(std::vector<std::string> &CommandLine) {
  while (CommandLine.size() > 1) {
    StringRef Name = sys::path::stem(CommandLine[0]);
    bool IsLauncher = Name == "ccache" || Name == "sccache" ||
                      Name == "distcc" || Name == "icecc" || Name == "gomacc";
    if (!IsLauncher || StringRef(CommandLine[1]).starts_with("-"))
      return;
    CommandLine.erase(CommandLine.begin());
  }
}

static Error expandResponseFiles(CompileCommand &Command) {
  if (none_of(Command.CommandLine,
              [](StringRef Word) { return Word.starts_with("@"); }))
    return Error::success();
  BumpPtrAllocator Storage;
  SmallVector<const char *> Words;
  for (const std::string &Word : Command.CommandLine)
    Words.push_back(Word.c_str());
  cl::ExpansionContext Context(Storage, cl::TokenizeGNUCommandLine);
  Context.setCurrentDir(Command.Directory);
  if (Error E = Context.expandResponseFiles(Words))
    return E;
  Command.CommandLine = std::vector<std::string>(Words.begin(), Words.end());
  // One that is not there is left as a word; without its flags the source would
  // be another.
  for (StringRef Word : Command.CommandLine)
    if (Word.consume_front("@") && !Word.empty())
      return createStringError("there is no response file " + Word);
  return Error::success();
}

/// Words that change neither what the source means nor whether it parses.
static bool isIrrelevant(StringRef Word) {
  return Word == "-c" ||
         (Word.starts_with("-W") && !Word.starts_with("-Wp,")) ||
         Word.starts_with("-g") || Word.starts_with("-O") ||
         Word.starts_with("-fPI") || Word.starts_with("-fpi") ||
         Word.starts_with("-fvisibility") || Word == "-MD" || Word == "-MMD" ||
         Word == "-MP";
}

/// Two commands with equal keys give equal IR.
static std::string duplicateKey(const CompileCommand &Command) {
  std::string Key = Command.Directory + '\0' + mainFile(Command);
  ArrayRef<std::string> Words = Command.CommandLine;
  for (size_t I = 1; I < Words.size(); ++I) {
    StringRef Word = Words[I];
    if (Word == "-o" || Word == "-MF" || Word == "-MT" || Word == "-MQ")
      ++I;
    else if (!isIrrelevant(Word))
      Key += '\0' + Words[I];
  }
  return Key;
}

namespace {
/// Turns one JSON entry into a command.
class EntryReader {
public:
  EntryReader(StringRef DatabasePath, size_t Index, const json::Value &Entry)
      : DatabasePath(DatabasePath), Index(Index), Object(Entry.getAsObject()) {}

  Expected<CompileCommand> read() const;

  /// What is told of it if it cannot be read.
  BrokenEntry broken(Error Why) const;

private:
  Expected<StringRef> string(StringRef Key) const;
  Expected<std::vector<std::string>> words() const;

  StringRef DatabasePath;
  size_t Index;
  const json::Object *Object;
};
} // namespace

Expected<CompileCommand> EntryReader::read() const {
  if (!Object)
    return createStringError("expected an object");
  Expected<StringRef> Directory = string("directory");
  if (!Directory)
    return Directory.takeError();
  Expected<StringRef> File = string("file");
  if (!File)
    return File.takeError();
  Expected<std::vector<std::string>> Words = words();
  if (!Words)
    return Words.takeError();
  CompileCommand Command;
  Command.Directory =
      absolutePath(*Directory, sys::path::parent_path(DatabasePath));
  Command.File = File->str();
  Command.CommandLine = std::move(*Words);
  takeOffLaunchers(Command.CommandLine);
  if (Error E = expandResponseFiles(Command))
    return E;
  return Command;
}

BrokenEntry EntryReader::broken(Error Why) const {
  std::string Reason =
      ("entry " + Twine(Index + 1) +
       " of the compilation database: " + toString(std::move(Why)))
          .str();
  StringRef File, Directory;
  if (Object) {
    File = Object->getString("file").value_or("");
    Directory = Object->getString("directory").value_or("");
  }
  if (File.empty())
    return {DatabasePath.str(), std::move(Reason)};
  std::string In =
      absolutePath(Directory, sys::path::parent_path(DatabasePath));
  return {absolutePath(File, In), std::move(Reason)};
}

Expected<StringRef> EntryReader::string(StringRef Key) const {
  if (std::optional<StringRef> Value = Object->getString(Key))
    return *Value;
  return createStringError("expected a string \"" + Key + "\"");
}

Expected<std::vector<std::string>> EntryReader::words() const {
  std::vector<std::string> Words;
  if (const json::Array *Arguments = Object->getArray("arguments")) {
    for (const json::Value &Argument : *Arguments) {
      std::optional<StringRef> Word = Argument.getAsString();
      if (!Word)
        return createStringError("expected strings in \"arguments\"");
      Words.push_back(Word->str());
    }
  } else if (std::optional<StringRef> Line = Object->getString("command")) {
    BumpPtrAllocator Storage;
    StringSaver Saver(Storage);
    SmallVector<const char *> Tokens;
    cl::TokenizeGNUCommandLine(*Line, Saver, Tokens);
    Words.assign(Tokens.begin(), Tokens.end());
  } else {
    return createStringError("expected \"command\" or \"arguments\"");
  }
  if (Words.empty())
    return createStringError("its command is empty");
  return Words;
}

Expected<CompileDatabase> CompileDatabase::load(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(),
                             Path + ": " + Buffer.getError().message());
  return parse((*Buffer)->getBuffer(), Path);
}

/// By its name alone. A compiler driver takes a `.c` file for C++ only where
/// the command says so.
static bool isOtherLanguage(StringRef File) {
  StringRef Extension = sys::path::extension(File);
  return Extension == ".c" || Extension == ".m" || Extension == ".s" ||
         Extension == ".S" || Extension == ".asm";
}

/// Of a database without commands.
static std::string whyUnusable(ArrayRef<BrokenEntry> Broken) {
  if (Broken.empty())
    return "holds no commands";
  std::string Why = "none of its entries can be used: ";
  return Why + Broken.front().Reason;
}

Expected<CompileDatabase> CompileDatabase::parse(StringRef Text,
                                                 StringRef Path) {
  Expected<json::Value> Root = parseJsonValue(Text, Path);
  if (!Root)
    return Root.takeError();
  const json::Array *Entries = Root->getAsArray();
  if (!Entries)
    return createStringError(Path + ": expected an array of commands");
  CompileDatabase Database;
  Database.Path = Path.str();
  StringSet<> Seen;
  for (const auto &[Index, Value] : enumerate(*Entries)) {
    EntryReader Entry(Path, Index, Value);
    Expected<CompileCommand> Command = Entry.read();
    if (!Command) {
      BrokenEntry Bad = Entry.broken(Command.takeError());
      if (!isOtherLanguage(Bad.File))
        Database.Broken.push_back(std::move(Bad));
      continue;
    }
    if (Seen.insert(duplicateKey(*Command)).second)
      Database.Commands.push_back(std::move(*Command));
  }
  if (Database.Commands.empty())
    return createStringError(Path + ": " + whyUnusable(Database.Broken));
  return Database;
}

/// Languages in which nothing can own anything, by the file's extension or a
/// `-x` before it. What is not known is taken to be C++.
static bool canBeCxx(const CompileCommand &Command) {
  ArrayRef<std::string> Words = Command.CommandLine;
  for (size_t I = 1; I < Words.size(); ++I) {
    StringRef Word = Words[I];
    if (!Word.consume_front("-x"))
      continue;
    StringRef Language =
        Word.empty() && I + 1 < Words.size() ? StringRef(Words[I + 1]) : Word;
    return Language.contains("c++") || Language == "cuda" || Language == "hip";
  }
  // g++ and clang++ compile a `.c` file as C++.
  StringRef Extension = sys::path::extension(Command.File);
  if (Extension == ".c" || Extension == ".m")
    return sys::path::filename(Words[0]).contains("++");
  return Extension != ".s" && Extension != ".S" && Extension != ".asm";
}

std::vector<CompileCommand> CompileDatabase::cxxCommands() const {
  std::vector<CompileCommand> Result;
  copy_if(Commands, std::back_inserter(Result), canBeCxx);
  return Result;
}

Expected<std::vector<CompileCommand>>
CompileDatabase::commandsFor(ArrayRef<std::string> Files,
                             StringRef WorkingDir) const {
  std::vector<std::string> Known;
  Known.reserve(Commands.size());
  for (const CompileCommand &Command : Commands)
    Known.push_back(mainFile(Command));
  std::vector<bool> Wanted(Commands.size());
  std::string Missing;
  for (const std::string &File : Files) {
    std::string Path = absolutePath(File, WorkingDir);
    bool Found = false;
    for (size_t I = 0; I < Known.size(); ++I)
      if (Known[I] == Path)
        Wanted[I] = Found = true;
    if (Found)
      continue;
    Missing += "\n  " + File;
    auto Bad = find_if(
        Broken, [&](const BrokenEntry &Entry) { return Entry.File == Path; });
    if (Bad != Broken.end())
      Missing += ": " + Bad->Reason;
    else if (std::optional<StringRef> Near = nearest(Path, Known))
      Missing += "; did you mean " + Near->str() + "?";
  }
  if (!Missing.empty())
    return createStringError(Path + " has no command for:" + Missing);
  std::vector<CompileCommand> Result;
  for (size_t I = 0; I < Commands.size(); ++I)
    if (Wanted[I])
      Result.push_back(Commands[I]);
  return Result;
}

} // namespace weakspot
