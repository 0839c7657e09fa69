//===- JsonDocument.cpp - JSON files with a schema and a version -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/JsonDocument.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace llvm;

namespace weakspot {

/// The parser below is recursive.
static constexpr unsigned MaxJsonDepth = 64;

static bool isTooDeep(StringRef Text) {
  unsigned Depth = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (InString) {
      if (C == '\\')
        ++I;
      InString = C != '"';
    } else if (C == '"') {
      InString = true;
    } else if (C == '[' || C == '{') {
      if (++Depth > MaxJsonDepth)
        return true;
    } else if ((C == ']' || C == '}') && Depth != 0) {
      --Depth;
    }
  }
  return false;
}

static Error wrongSchema(StringRef Path, ArrayRef<JsonSchema> Known,
                         std::optional<StringRef> Found) {
  std::string Message = (Path + ": ").str();
  Message += Found ? "schema \"" + Found->str() + "\"" : "no \"schema\"";
  Message += ", expected ";
  interleave(
      Known, [&](const JsonSchema &S) { Message += '"' + S.Name.str() + '"'; },
      [&] { Message += " or "; });
  return createStringError(Message);
}

/// The parser has its own way to write places.
static Error notJson(StringRef Path, Error E) {
  std::string Message;
  handleAllErrors(
      std::move(E),
      [&](const json::ParseError &Mistake) {
        Message = Mistake.message();
        StringRef Rest = Message;
        unsigned Line = 0, Column = 0;
        if (Rest.consume_front("[") && !Rest.consumeInteger(10, Line) &&
            Rest.consume_front(":") && !Rest.consumeInteger(10, Column))
          Message = (Twine(Line) + ":" + Twine(std::max(Column, 1U)) + ": " +
                     Rest.split("]: ").second)
                        .str();
      },
      [&](const ErrorInfoBase &Other) { Message = Other.message(); });
  bool HasPlace = !Message.empty() && isDigit(Message.front());
  return createStringError(Path + (HasPlace ? ":" : ": ") + Message);
}

/// One step into a value, which JSON has in common with YAML; null: it is not
/// there.
static yaml::Node *enter(yaml::Node *N, StringRef &Place) {
  size_t Index = 0;
  if (Place.consume_front("[")) {
    auto *List = dyn_cast_if_present<yaml::SequenceNode>(N);
    if (!List || Place.consumeInteger(10, Index) || !Place.consume_front("]"))
      return nullptr;
    for (yaml::Node &Element : *List)
      if (Index-- == 0)
        return &Element;
    return nullptr;
  }
  Place.consume_front(".");
  StringRef Key = Place.take_front(Place.find_first_of(".["));
  Place = Place.drop_front(Key.size());
  auto *Object = dyn_cast_if_present<yaml::MappingNode>(N);
  if (!Object)
    return nullptr;
  for (yaml::KeyValueNode &Entry : *Object) {
    SmallString<32> Space;
    auto *Name = dyn_cast_if_present<yaml::ScalarNode>(Entry.getKey());
    if (Name && Name->getValue(Space) == Key)
      return Entry.getValue();
  }
  return nullptr;
}

/// Where a value's text begins. A list or an object begins, for the parser,
/// behind its bracket.
static size_t beginOf(const yaml::Node &N, StringRef Text) {
  const char *Start = N.getSourceRange().Start.getPointer();
  size_t At = std::clamp(Start, Text.begin(), Text.end()) - Text.begin();
  if (!isa<yaml::SequenceNode, yaml::MappingNode>(N))
    return At;
  return Text.take_front(At).find_last_of("[{");
}

unsigned lineOfJson(StringRef Text, StringRef Place) {
  SourceMgr Sources;
  Sources.setDiagHandler([](const SMDiagnostic &, void *) {});
  yaml::Stream Stream(Text, Sources, /*ShowColors=*/false);
  auto Document = Stream.begin();
  yaml::Node *N = Document == Stream.end() ? nullptr : Document->getRoot();
  size_t Found = 0;
  Place.consume_front("$");
  while (N) {
    Found = beginOf(*N, Text);
    N = Place.empty() ? nullptr : enter(N, Place);
  }
  if (Stream.failed())
    return 1;
  return static_cast<unsigned>(Text.take_front(Found).count('\n')) + 1;
}

Expected<json::Value> parseJsonValue(StringRef Text, StringRef Path) {
  if (isTooDeep(Text))
    return createStringError(Path + ": nested too deeply");
  Expected<json::Value> Root = json::parse(Text);
  if (!Root)
    return notJson(Path, Root.takeError());
  return Root;
}

Expected<JsonDocument> parseJsonText(StringRef Text, StringRef Path,
                                     ArrayRef<JsonSchema> Known) {
  Expected<json::Value> Root = parseJsonValue(Text, Path);
  if (!Root)
    return Root.takeError();
  const json::Object *Object = Root->getAsObject();
  if (!Object)
    return createStringError(Path + ": expected object");
  std::optional<StringRef> Name = Object->getString("schema");
  const auto *Schema =
      find_if(Known, [&](const JsonSchema &S) { return S.Name == Name; });
  if (Schema == Known.end())
    return wrongSchema(Path, Known, Name);
  std::optional<int64_t> Version = Object->getInteger("version");
  if (!Version || *Version < 1)
    return createStringError(Path + ": expected a number at $.version");
  if (*Version > Schema->Version)
    return createStringError(Path + ": version " + Twine(*Version) + " of " +
                             Schema->Name + "; this weakspot reads up to " +
                             Twine(Schema->Version));
  std::string Which = Schema->Name.str();
  return JsonDocument{std::move(*Root), std::move(Which)};
}

Expected<JsonDocument> readJsonFile(StringRef Path,
                                    ArrayRef<JsonSchema> Known) {
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path, /*IsText=*/true);
  if (!Buffer)
    return createStringError(Buffer.getError(),
                             Path + ": " + Buffer.getError().message());
  return parseJsonText((*Buffer)->getBuffer(), Path, Known);
}

} // namespace weakspot
