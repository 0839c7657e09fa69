//===- TidyConfig.cpp - What .clang-tidy says of our checks ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/TidyConfig.h"
#include "Contracts/YamlText.h"
#include "Fixes/NullPolicy.h"
#include "Report/CheckFilter.h"
#include "Report/Nearest.h"
#include "Report/TypeFilter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;

namespace weakspot {

using contracts::textOf;
using contracts::YamlText;

namespace {

class TidyReader {
public:
  TidyReader(StringRef Text, StringRef Path) : Path(Path), Yaml(Text) {}

  Expected<TidyConfig> read();

private:
  void readChecks(yaml::Node *N);
  void readOptions(yaml::Node *N);
  void readInherits(yaml::Node *N);
  void refuseMisspelt(yaml::Node *Key, StringRef Name);
  void readOption(yaml::Node *Key, const std::optional<std::string> &Value);

  std::string Path;
  YamlText Yaml;
  TidyConfig Config;
};

} // namespace

void TidyReader::readChecks(yaml::Node *N) {
  if (std::optional<std::string> All = textOf(N)) {
    Config.Checks = *All;
    return;
  }
  auto *List = dyn_cast_or_null<yaml::SequenceNode>(N);
  if (!List)
    return Yaml.complain(N, "Checks: expected text or a list");
  for (yaml::Node &Item : *List) {
    std::optional<std::string> Glob = textOf(&Item);
    if (!Glob)
      return Yaml.complain(&Item, "Checks: expected text");
    Config.Checks += *Glob + ",";
  }
}

void TidyReader::readOption(yaml::Node *Key,
                            const std::optional<std::string> &Value) {
  std::optional<std::string> Name = textOf(Key);
  if (!Name || !StringRef(*Name).starts_with("weakspot"))
    return;
  Config.Options[*Name] = Value.value_or("");
  Config.Places[*Name] = Yaml.placeOf(*Key).str();
}

/// A mapping or, as older versions have it, a list of `key` and `value`.
void TidyReader::readOptions(yaml::Node *N) {
  if (auto *Map = dyn_cast_or_null<yaml::MappingNode>(N)) {
    for (yaml::KeyValueNode &Entry : *Map) {
      yaml::Node *Key = Entry.getKey();
      readOption(Key, textOf(Entry.getValue()));
    }
    return;
  }
  auto *List = dyn_cast_or_null<yaml::SequenceNode>(N);
  if (!List)
    return Yaml.complain(N, "CheckOptions: expected a mapping or a list");
  for (yaml::Node &Item : *List) {
    auto *Pair = dyn_cast<yaml::MappingNode>(&Item);
    if (!Pair)
      return Yaml.complain(&Item, "CheckOptions: expected key and value");
    yaml::Node *Key = nullptr;
    std::optional<std::string> Value;
    for (yaml::KeyValueNode &Entry : *Pair) {
      if (textOf(Entry.getKey()) == "key")
        Key = Entry.getValue();
      else
        Value = textOf(Entry.getValue());
    }
    readOption(Key, Value);
  }
}

void TidyReader::readInherits(yaml::Node *N) {
  std::optional<bool> Value = yaml::parseBool(textOf(N).value_or(""));
  if (!Value)
    Yaml.complain(N, "InheritParentConfig: expected true or false");
  Config.Inherits = Value == true;
}

/// Other keys are clang-tidy's own; there are more in each of its versions.
void TidyReader::refuseMisspelt(yaml::Node *Key, StringRef Name) {
  std::string Hint =
      didYouMean(Name, {"Checks", "CheckOptions", "InheritParentConfig"});
  if (!Hint.empty())
    Yaml.complain(Key, "no key is called '" + Name + "'" + Hint);
}

Expected<TidyConfig> TidyReader::read() {
  yaml::Node *Root = Yaml.root();
  if (auto *Map = dyn_cast_or_null<yaml::MappingNode>(Root)) {
    for (yaml::KeyValueNode &Entry : *Map) {
      std::optional<std::string> Key = textOf(Entry.getKey());
      if (Key == "Checks") {
        Config.Places[*Key] = Yaml.placeOf(*Entry.getKey()).str();
        readChecks(Entry.getValue());
      } else if (Key == "CheckOptions") {
        readOptions(Entry.getValue());
      } else if (Key == "InheritParentConfig") {
        readInherits(Entry.getValue());
      } else {
        refuseMisspelt(Entry.getKey(), Key.value_or(""));
        Entry.skip();
      }
      if (Yaml.hasFailed())
        break;
    }
  } else if (Root && !isa<yaml::NullNode>(Root)) {
    Yaml.complain(Root, "expected a mapping");
  }
  if (std::optional<YamlText::Mistake> First = Yaml.mistake())
    return createStringError(Path + ":" + First->Where.str() + ": " +
                             First->Message);
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
  return createStringError("no option is called '" + Name + "'" +
                           didYouMean(Name, Known));
}

/// Of one file, without what it inherits.
static Error verify(const TidyConfig &Config, StringRef Path) {
  auto At = [&](StringRef Key, Error E) {
    return createStringError(Path + ":" + Config.Places.at(Key.str()) + ": " +
                             toString(std::move(E)));
  };
  const std::string Known[] = {
      "weakspot.AssertionMacros", "weakspot.Findings",
      "weakspot.IgnoredTypes",    "weakspot.Models",
      "weakspot.NullPolicy",      "weakspot.StrictOwnership"};
  for (const auto &[Name, Value] : Config.Options)
    if (!is_contained(Known, Name))
      return At(Name, unknownOption(Name, Known));
  auto Macros = Config.Options.find("weakspot.AssertionMacros");
  if (std::string Wrong; Macros != Config.Options.end() &&
                         !Macros->second.empty() &&
                         !Regex(Macros->second).isValid(Wrong))
    return At(Macros->first, createStringError(Macros->first + ": " + Wrong));
  auto Ignored = Config.Options.find("weakspot.IgnoredTypes");
  if (Ignored != Config.Options.end())
    if (Expected<TypeFilter> Types = TypeFilter::parse(Ignored->second); !Types)
      return At(Ignored->first, createStringError(Ignored->first + ": " +
                                                  toString(Types.takeError())));
  auto Strict = Config.Options.find("weakspot.StrictOwnership");
  if (Strict != Config.Options.end() && !yaml::parseBool(Strict->second))
    return At(Strict->first,
              createStringError(Strict->first + ": expected true or false"));
  auto Policy = Config.Options.find("weakspot.NullPolicy");
  if (Policy != Config.Options.end())
    if (Expected<fixes::NullPolicy> Known =
            fixes::nullPolicyNamed(Policy->second);
        !Known)
      return At(Policy->first, createStringError(Policy->first + ": " +
                                                 toString(Known.takeError())));
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
