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

namespace {
/// Walks through a text that is known to be JSON.
class JsonWalk {
public:
  explicit JsonWalk(StringRef Text) : Rest(Text) {}

  /// What is left from the next value on.
  StringRef here() {
    Rest = Rest.ltrim();
    return Rest;
  }
  /// To the value of a key, or to an element. False: it is not there.
  bool enter(StringRef Key) {
    return step('{', [&](size_t) {
      bool IsIt = string() == Key;
      take(':');
      return IsIt;
    });
  }
  bool enter(size_t Index) {
    return step('[', [&](size_t No) { return No == Index; });
  }

private:
  bool take(char C) {
    here();
    return Rest.consume_front(StringRef(&C, 1));
  }

  bool step(char Open, function_ref<bool(size_t)> IsIt) {
    if (!take(Open))
      return false;
    for (size_t No = 0;
         !here().empty() && Rest.front() != ']' && Rest.front() != '}';
         ++No, take(',')) {
      if (IsIt(No))
        return true;
      skip();
    }
    return false;
  }

  /// As it is written.
  StringRef string() {
    if (!take('"'))
      return "";
    size_t End = 0;
    while (End < Rest.size() && Rest[End] != '"')
      End += Rest[End] == '\\' ? 2 : 1;
    StringRef Text = Rest.take_front(End);
    Rest = Rest.drop_front(std::min(End + 1, Rest.size()));
    return Text;
  }

  void skip() {
    unsigned Depth = 0;
    do {
      char C = here().empty() ? '\0' : Rest.front();
      if (C == '"') {
        string();
        continue;
      }
      Depth += C == '[' || C == '{';
      Depth -= C == ']' || C == '}';
      bool IsWord = isAlnum(C) || C == '-';
      size_t Size = IsWord ? Rest.find_first_of(",]}") : 1;
      Rest = Rest.drop_front(std::min(Size, Rest.size()));
    } while (Depth != 0 && !Rest.empty());
  }

  StringRef Rest;
};
} // namespace

unsigned lineOfJson(StringRef Text, StringRef Place) {
  JsonWalk Walk(Text);
  StringRef Found = Walk.here();
  Place.consume_front("$");
  for (bool IsThere = true; IsThere && !Place.empty();) {
    size_t Index = 0;
    if (Place.consume_front("[")) {
      IsThere = !Place.consumeInteger(10, Index) && Place.consume_front("]") &&
                Walk.enter(Index);
    } else {
      Place.consume_front(".");
      StringRef Key = Place.take_front(Place.find_first_of(".["));
      Place = Place.drop_front(Key.size());
      IsThere = Walk.enter(Key);
    }
    if (IsThere)
      Found = Walk.here();
  }
  StringRef Before = Text.drop_back(Found.size());
  return static_cast<unsigned>(Before.count('\n')) + 1;
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
