//===- ConfigFile.cpp - .weakspot.yaml ------------------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/ConfigFile.h"
#include "Contracts/YamlText.h"
#include "Driver/FindingPolicy.h"
#include "Report/CheckFilter.h"
#include "Report/Nearest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace weakspot {

using contracts::YamlText;

namespace {
enum class Kind : uint8_t { Globs, Threshold, Regex, Path, Paths };

struct KeyInfo {
  StringLiteral Name;
  Kind What;
};

/// Reads one file.
class ConfigReader {
public:
  ConfigReader(StringRef Text, StringRef Path) : Path(Path), Yaml(Text) {}

  Expected<ConfigFile> read();

private:
  std::string at(YamlText::Place Where) const {
    return (Path + ":" + Where.str()).str();
  }
  std::string placeOf(const yaml::Node &N) const { return at(Yaml.placeOf(N)); }
  Error error(const yaml::Node &N, const Twine &What) const {
    return createStringError(placeOf(N) + ": " + What);
  }
  Error readTop(yaml::MappingNode &Top);
  Error readKey(yaml::Node &Key, yaml::Node &Value);
  Expected<std::vector<std::string>> readValues(yaml::Node &Value);
  Error verify(const KeyInfo &Key, yaml::Node &At,
               std::vector<std::string> &Values);

  StringRef Path;
  YamlText Yaml;
  ConfigFile Result;
};
} // namespace

static constexpr KeyInfo Keys[] = {
    {"checks", Kind::Globs},      {"warnings-as-errors", Kind::Globs},
    {"fail-on", Kind::Threshold}, {"header-filter", Kind::Regex},
    {"exclude", Kind::Regex},     {"baseline", Kind::Path},
    {"model", Kind::Paths}};

static Expected<std::string> plainText(yaml::Node &N) {
  auto *Scalar = dyn_cast<yaml::ScalarNode>(&N);
  if (!Scalar)
    return createStringError("expected text");
  SmallString<64> Storage;
  return Scalar->getValue(Storage).str();
}

Expected<std::vector<std::string>> ConfigReader::readValues(yaml::Node &Value) {
  std::vector<std::string> Values;
  auto Add = [&](yaml::Node &N) -> Error {
    Expected<std::string> Text = plainText(N);
    if (!Text)
      return error(N, toString(Text.takeError()));
    Values.push_back(std::move(*Text));
    return Error::success();
  };
  if (auto *List = dyn_cast<yaml::SequenceNode>(&Value)) {
    for (yaml::Node &Item : *List)
      if (Error E = Add(Item))
        return E;
  } else if (Error E = Add(Value)) {
    return E;
  }
  return Values;
}

Error ConfigReader::verify(const KeyInfo &Key, yaml::Node &At,
                           std::vector<std::string> &Values) {
  if (Key.What == Kind::Globs) {
    Values = {join(Values, ",")};
    Expected<CheckFilter> Filter = CheckFilter::parse(Values.front());
    return Filter ? Error::success() : error(At, toString(Filter.takeError()));
  }
  if (Key.What != Kind::Paths && Values.size() != 1)
    return error(At, "expected one value, not a list");
  if (Key.What == Kind::Regex) {
    std::string Why;
    if (!Regex(Values.front()).isValid(Why))
      return error(At, "not a regular expression: " + Why);
  }
  if (Key.What == Kind::Threshold) {
    Expected<std::optional<Severity>> Threshold =
        parseThreshold(Values.front());
    if (!Threshold)
      return error(At, toString(Threshold.takeError()));
  }
  // Paths start at the file's directory.
  if (Key.What == Kind::Path || Key.What == Kind::Paths)
    for (std::string &Value : Values)
      if (!sys::path::is_absolute(Value)) {
        SmallString<256> Full(sys::path::parent_path(Path));
        sys::path::append(Full, Value);
        Value = std::string(Full);
      }
  return Error::success();
}

Error ConfigReader::readKey(yaml::Node &Key, yaml::Node &Value) {
  Expected<std::string> Name = plainText(Key);
  if (!Name)
    return error(Key, toString(Name.takeError()));
  const auto *Info =
      find_if(Keys, [&](const KeyInfo &K) { return K.Name == *Name; });
  if (Info == std::end(Keys)) {
    std::vector<std::string> Names;
    for (const KeyInfo &K : Keys)
      Names.push_back(K.Name.str());
    std::string Hint = didYouMean(*Name, Names);
    return error(
        Key, "no key is called '" + *Name + "'" +
                 (Hint.empty() ? "; there are " + join(Names, ", ") : Hint));
  }
  std::string Place = placeOf(Key);
  if (is_contained(
          map_range(Result.Settings,
                    [](const ConfigFile::Setting &S) { return S.Key; }),
          *Name))
    return createStringError(Place + ": '" + *Name + "' is there twice");
  Expected<std::vector<std::string>> Values = readValues(Value);
  if (!Values)
    return Values.takeError();
  if (Error E = verify(*Info, Value, *Values))
    return E;
  Result.Settings.push_back(
      {std::move(*Name), std::move(*Values), std::move(Place)});
  return Error::success();
}

Error ConfigReader::readTop(yaml::MappingNode &Top) {
  for (yaml::KeyValueNode &Entry : Top) {
    if (!Entry.getKey() || !Entry.getValue())
      return Error::success();
    if (Error E = readKey(*Entry.getKey(), *Entry.getValue()))
      return E;
  }
  return Error::success();
}

Expected<ConfigFile> ConfigReader::read() {
  Result.Path = Path.str();
  yaml::Node *Root = Yaml.root();
  Error E = Error::success();
  if (auto *Top = dyn_cast_if_present<yaml::MappingNode>(Root))
    E = readTop(*Top);
  else if (Root && !isa<yaml::NullNode>(Root))
    E = error(*Root, "expected 'key: value' lines");
  // The parser's own complaint explains what was read half.
  if (std::optional<YamlText::Mistake> Own = Yaml.mistake()) {
    consumeError(std::move(E));
    return createStringError(at(Own->Where) + ": " + Own->Message);
  }
  if (E)
    return E;
  return std::move(Result);
}

Expected<ConfigFile> ConfigFile::parse(StringRef Text, StringRef Path) {
  return ConfigReader(Text, Path).read();
}

Expected<ConfigFile> ConfigFile::read(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(),
                             Path + ": " + Buffer.getError().message());
  Expected<ConfigFile> Parsed = parse((*Buffer)->getBuffer(), Path);
  if (!Parsed)
    return Parsed;
  // A baseline may be yet to be written; what is not there adds no contracts.
  for (const Setting &S : Parsed->Settings)
    if (S.Key == "model")
      for (const std::string &Model : S.Values)
        if (!sys::fs::exists(Model))
          return createStringError(S.Place + ": model: there is no file " +
                                   Model);
  return Parsed;
}

std::string ConfigFile::find(StringRef Directory) {
  for (StringRef Here = Directory; !Here.empty();
       Here = sys::path::parent_path(Here)) {
    SmallString<256> Path(Here);
    sys::path::append(Path, ".weakspot.yaml");
    if (sys::fs::is_regular_file(Path))
      return std::string(Path);
  }
  return "";
}

} // namespace weakspot
