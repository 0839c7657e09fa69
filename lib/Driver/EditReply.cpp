//===- EditReply.cpp - What a worker tells of its edits -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/EditReply.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace weakspot::fixes;

namespace weakspot {

/// Source text need not be UTF-8, which JSON's strings are.
static json::Value bytes(StringRef Text) { return encodeBase64(Text); }

static std::string textOf(StringRef Coded) {
  std::vector<char> Text;
  if (Error E = decodeBase64(Coded, Text))
    consumeError(std::move(E));
  return std::string(Text.begin(), Text.end());
}

static std::string textOf(const json::Object &From, StringRef Key) {
  return textOf(From.getString(Key).value_or(""));
}

static unsigned numberOf(const json::Object &From, StringRef Key) {
  return static_cast<unsigned>(From.getInteger(Key).value_or(0));
}

void writeEdits(const WeakenedTU &TU, raw_ostream &OS) {
  json::Array Edits, Refusals, Facts;
  for (const std::string &Fact : TU.Facts)
    Facts.push_back(bytes(Fact));
  for (const Edit &E : TU.Edits)
    Edits.push_back(json::Object{{"file", bytes(E.File)},
                                 {"offset", E.Offset},
                                 {"length", E.Length},
                                 {"text", bytes(E.Text)}});
  for (const Note &N : TU.Refusals)
    Refusals.push_back(json::Object{{"file", bytes(N.Where.File)},
                                    {"line", N.Where.Line},
                                    {"column", N.Where.Column},
                                    {"message", bytes(N.Message)}});
  OS << json::Value(json::Object{{"found", TU.Found},
                                 {"uses", TU.Uses},
                                 {"weak", bytes(TU.WeakType)},
                                 {"done", bytes(TU.Done)},
                                 {"sketch", bytes(TU.Sketch)},
                                 {"facts", std::move(Facts)},
                                 {"edits", std::move(Edits)},
                                 {"refusals", std::move(Refusals)}});
}

Expected<WeakenedTU> readEdits(StringRef Bytes) {
  Expected<json::Value> Parsed = json::parse(Bytes);
  if (!Parsed)
    return Parsed.takeError();
  const json::Object *Reply = Parsed->getAsObject();
  const json::Array *Edits = Reply ? Reply->getArray("edits") : nullptr;
  const json::Array *Refusals = Reply ? Reply->getArray("refusals") : nullptr;
  if (!Edits || !Refusals)
    return createStringError("its worker's reply is cut short");
  WeakenedTU TU;
  TU.Found = Reply->getBoolean("found").value_or(false);
  TU.Uses = numberOf(*Reply, "uses");
  TU.WeakType = textOf(*Reply, "weak");
  TU.Done = textOf(*Reply, "done");
  TU.Sketch = textOf(*Reply, "sketch");
  if (const json::Array *Facts = Reply->getArray("facts"))
    for (const json::Value &V : *Facts)
      TU.Facts.push_back(textOf(V.getAsString().value_or("")));
  for (const json::Value &V : *Edits)
    if (const json::Object *E = V.getAsObject())
      TU.Edits.push_back({textOf(*E, "file"), numberOf(*E, "offset"),
                          numberOf(*E, "length"), textOf(*E, "text")});
  for (const json::Value &V : *Refusals)
    if (const json::Object *N = V.getAsObject())
      TU.Refusals.push_back(
          {{textOf(*N, "file"), numberOf(*N, "line"), numberOf(*N, "column")},
           textOf(*N, "message")});
  return TU;
}

} // namespace weakspot
