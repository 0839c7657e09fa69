//===- TidyConfig.cpp - What .clang-tidy says of our checks ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/TidyConfig.h"
#include "Report/CheckFilter.h"
#include "Report/Nearest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;

namespace weakspot {

namespace {

class TidyReader {
public:
  TidyReader(StringRef Text, StringRef Path)
      : Path(Path), Stream(Text, Sources) {
    Sources.setDiagHandler(
        [](const SMDiagnostic &D, void *Message) {
          auto &First = *static_cast<std::string *>(Message);
          if (First.empty())
            First = (Twine(D.getLineNo()) + ":" + Twine(D.getColumnNo() + 1) +
                     ": " + D.getMessage())
                        .str();
        },
        &FirstError);
  }

  Expected<TidyConfig> read();

private:
  /// Text of any form; nothing else has one.
  std::optional<std::string> text(yaml::Node *N);
  void readChecks(yaml::Node *N);
  void readOptions(yaml::Node *N);
  void readOption(yaml::Node *Key, const std::optional<std::string> &Value);
  std::string placeOf(const yaml::Node &N) const;
  void wrong(yaml::Node *N, const Twine &Message) {
    Stream.printError(N, Message);
  }

  std::string Path, FirstError;
  SourceMgr Sources;
  yaml::Stream Stream;
  TidyConfig Config;
};

} // namespace

std::optional<std::string> TidyReader::text(yaml::Node *N) {
  SmallString<64> Storage;
  if (auto *Scalar = dyn_cast_or_null<yaml::ScalarNode>(N))
    return Scalar->getValue(Storage).str();
  if (auto *Block = dyn_cast_or_null<yaml::BlockScalarNode>(N))
    return Block->getValue().str();
  return std::nullopt;
}

void TidyReader::readChecks(yaml::Node *N) {
  if (std::optional<std::string> All = text(N)) {
    Config.Checks = *All;
    return;
  }
  auto *List = dyn_cast_or_null<yaml::SequenceNode>(N);
  if (!List)
    return wrong(N, "Checks: expected text or a list");
  for (yaml::Node &Item : *List) {
    std::optional<std::string> Glob = text(&Item);
    if (!Glob)
      return wrong(&Item, "Checks: expected text");
    Config.Checks += *Glob + ",";
  }
}

std::string TidyReader::placeOf(const yaml::Node &N) const {
  SMLoc Where = N.getSourceRange().Start;
  // What the parser made up after an error has no place.
  if (Sources.FindBufferContainingLoc(Where) == 0)
    return "1:1";
  auto [Line, Column] = Sources.getLineAndColumn(Where);
  return (Twine(Line) + ":" + Twine(Column)).str();
}

void TidyReader::readOption(yaml::Node *Key,
                            const std::optional<std::string> &Value) {
  std::optional<std::string> Name = text(Key);
  if (!Name || !StringRef(*Name).starts_with("weakspot"))
    return;
  Config.Options[*Name] = Value.value_or("");
  Config.Places[*Name] = placeOf(*Key);
}

/// A mapping or, as older versions have it, a list of `key` and `value`.
void TidyReader::readOptions(yaml::Node *N) {
  if (auto *Map = dyn_cast_or_null<yaml::MappingNode>(N)) {
    for (yaml::KeyValueNode &Entry : *Map) {
      yaml::Node *Key = Entry.getKey();
      readOption(Key, text(Entry.getValue()));
    }
    return;
  }
  auto *List = dyn_cast_or_null<yaml::SequenceNode>(N);
  if (!List)
    return wrong(N, "CheckOptions: expected a mapping or a list");
  for (yaml::Node &Item : *List) {
    auto *Pair = dyn_cast<yaml::MappingNode>(&Item);
    if (!Pair)
      return wrong(&Item, "CheckOptions: expected key and value");
    yaml::Node *Key = nullptr;
    std::optional<std::string> Value;
    for (yaml::KeyValueNode &Entry : *Pair) {
      if (text(Entry.getKey()) == "key")
        Key = Entry.getValue();
      else
        Value = text(Entry.getValue());
    }
    readOption(Key, Value);
  }
}

Expected<TidyConfig> TidyReader::read() {
  yaml::document_iterator Document = Stream.begin();
  yaml::Node *Root = Document == Stream.end() ? nullptr : Document->getRoot();
  if (auto *Map = dyn_cast_or_null<yaml::MappingNode>(Root)) {
    for (yaml::KeyValueNode &Entry : *Map) {
      std::optional<std::string> Key = text(Entry.getKey());
      if (Key == "Checks") {
        Config.Places[*Key] = placeOf(*Entry.getKey());
        readChecks(Entry.getValue());
      } else if (Key == "CheckOptions") {
        readOptions(Entry.getValue());
      } else if (Key == "InheritParentConfig") {
        Config.Inherits =
            yaml::parseBool(text(Entry.getValue()).value_or("")) == true;
      } else {
        Entry.skip();
      }
      if (Stream.failed())
        break;
    }
  } else if (Root && !isa<yaml::NullNode>(Root)) {
    wrong(Root, "expected a mapping");
  }
  if (Stream.failed() || !FirstError.empty())
    return createStringError(Path + ":" + FirstError);
  return std::move(Config);
}

Expected<TidyConfig> parseTidyConfig(StringRef Text, StringRef Path) {
  return TidyReader(Text, Path).read();
}

std::string findTidyConfig(StringRef Directory) {
  for (; !Directory.empty(); Directory = sys::path::parent_path(Directory)) {
    SmallString<256> Path(Directory);
    sys::path::append(Path, ".clang-tidy");
    if (sys::fs::is_regular_file(Path))
      return std::string(Path);
  }
  return "";
}

static Error unknownOption(StringRef Name, ArrayRef<std::string> Known) {
  std::string Message = "no option is called '" + Name.str() + "'";
  if (std::optional<StringRef> Near = nearest(Name, Known))
    Message += "; did you mean '" + Near->str() + "'?";
  return createStringError(Message);
}

/// Of one file, without what it inherits.
static Error verify(const TidyConfig &Config, StringRef Path) {
  auto At = [&](StringRef Key, Error E) {
    return createStringError(Path + ":" + Config.Places.at(Key.str()) + ": " +
                             toString(std::move(E)));
  };
  const std::string Known[] = {"weakspot.AssertionMacros", "weakspot.Findings",
                               "weakspot.Models"};
  for (const auto &[Name, Value] : Config.Options)
    if (!is_contained(Known, Name))
      return At(Name, unknownOption(Name, Known));
  auto Macros = Config.Options.find("weakspot.AssertionMacros");
  if (std::string Wrong; Macros != Config.Options.end() &&
                         !Macros->second.empty() &&
                         !Regex(Macros->second).isValid(Wrong))
    return At(Macros->first, createStringError(Macros->first + ": " + Wrong));
  Expected<CheckFilter> Filter = CheckFilter::fromTidyConfig(Config.Checks);
  if (!Filter)
    return At("Checks", Filter.takeError());
  return Error::success();
}

Expected<TidyConfig> readTidyConfig(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return createStringError(Buffer.getError(),
                             Path + ": " + Buffer.getError().message());
  Expected<TidyConfig> Own = parseTidyConfig((*Buffer)->getBuffer(), Path);
  if (!Own)
    return Own;
  if (Error E = verify(*Own, Path))
    return E;
  if (!Own->Inherits)
    return Own;
  std::string Above =
      findTidyConfig(sys::path::parent_path(sys::path::parent_path(Path)));
  if (Above.empty())
    return Own;
  Expected<TidyConfig> Inherited = readTidyConfig(Above);
  if (!Inherited)
    return Inherited;
  Own->Checks = Inherited->Checks + "," + Own->Checks;
  // What is there stays.
  Own->Options.insert(Inherited->Options.begin(), Inherited->Options.end());
  return Own;
}

} // namespace weakspot
