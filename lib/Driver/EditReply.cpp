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

static json::Object written(const Note &N) {
  return json::Object{{"file", bytes(N.Where.File)},
                      {"line", N.Where.Line},
                      {"column", N.Where.Column},
                      {"message", bytes(N.Message)}};
}

static json::Object written(const WeakenedTU &TU) {
  json::Array Edits, Refusals, Open, Understood, Facts;
  for (const std::string &Fact : TU.Facts)
    Facts.push_back(bytes(Fact));
  for (const Edit &E : TU.Edits)
    Edits.push_back(json::Object{{"file", bytes(E.File)},
                                 {"offset", E.Offset},
                                 {"length", E.Length},
                                 {"text", bytes(E.Text)}});
  for (const Note &N : TU.Refusals)
    Refusals.push_back(written(N));
  for (const Note &N : TU.Open)
    Open.push_back(written(N));
  for (const SourcePlace &P : TU.Understood)
    Understood.push_back(written({P, ""}));
  return json::Object{{"found", TU.Found},
                      {"uses", TU.Uses},
                      {"throws", TU.Throws},
                      {"weak", bytes(TU.WeakType)},
                      {"done", bytes(TU.Done)},
                      {"sketch", bytes(TU.Sketch)},
                      {"facts", std::move(Facts)},
                      {"edits", std::move(Edits)},
                      {"refusals", std::move(Refusals)},
                      {"open", std::move(Open)},
                      {"understood", std::move(Understood)}};
}

static WeakenedTU read(const json::Object &Reply) {
  WeakenedTU TU;
  TU.Found = Reply.getBoolean("found").value_or(false);
  TU.Throws = Reply.getBoolean("throws").value_or(false);
  TU.Uses = numberOf(Reply, "uses");
  TU.WeakType = textOf(Reply, "weak");
  TU.Done = textOf(Reply, "done");
  TU.Sketch = textOf(Reply, "sketch");
  auto Each = [&](StringRef Key, auto Take) {
    if (const json::Array *All = Reply.getArray(Key))
      for (const json::Value &V : *All)
        Take(V);
  };
  Each("facts", [&](const json::Value &V) {
    TU.Facts.push_back(textOf(V.getAsString().value_or("")));
  });
  Each("edits", [&](const json::Value &V) {
    if (const json::Object *E = V.getAsObject())
      TU.Edits.push_back({textOf(*E, "file"), numberOf(*E, "offset"),
                          numberOf(*E, "length"), textOf(*E, "text")});
  });
  auto EachNote = [&](StringRef Key, auto Take) {
    Each(Key, [&](const json::Value &V) {
      if (const json::Object *N = V.getAsObject())
        Take(Note{
            {textOf(*N, "file"), numberOf(*N, "line"), numberOf(*N, "column")},
            textOf(*N, "message")});
    });
  };
  EachNote("refusals", [&](Note N) { TU.Refusals.push_back(std::move(N)); });
  EachNote("open", [&](Note N) { TU.Open.push_back(std::move(N)); });
  EachNote("understood",
           [&](Note N) { TU.Understood.push_back(std::move(N.Where)); });
  return TU;
}

void writeEdits(ArrayRef<WeakenedTU> ByRequest, raw_ostream &OS) {
  json::Array All;
  for (const WeakenedTU &TU : ByRequest)
    All.push_back(written(TU));
  OS << json::Value(std::move(All));
}

Expected<std::vector<WeakenedTU>> readEdits(StringRef Bytes) {
  Expected<json::Value> Parsed = json::parse(Bytes);
  if (!Parsed)
    return Parsed.takeError();
  const json::Array *All = Parsed->getAsArray();
  std::vector<WeakenedTU> ByRequest;
  if (All)
    for (const json::Value &V : *All)
      if (const json::Object *Reply = V.getAsObject())
        ByRequest.push_back(read(*Reply));
  if (!All || ByRequest.size() != All->size())
    return createStringError("its worker's reply is cut short");
  return ByRequest;
}

} // namespace weakspot
