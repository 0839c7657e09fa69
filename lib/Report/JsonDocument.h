//===- JsonDocument.h - JSON files with a schema and a version --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every JSON file of the tool is an object with "schema", a name, and
// "version", a number that grows when old readers would misread the file. Such
// files come from elsewhere: their depth is limited, and an error names the
// file and the place.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_JSONDOCUMENT_H
#define WEAKSPOT_REPORT_JSONDOCUMENT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace weakspot {

/// A kind of file, and the newest version of it that can be read.
struct JsonSchema {
  llvm::StringRef Name;
  unsigned Version;
};

struct JsonDocument {
  llvm::json::Value Root;
  std::string Schema; ///< One of those that were asked for.
};

/// Of a file of any kind: LLVM's reader would follow any depth.
llvm::Expected<llvm::json::Value> parseJsonValue(llvm::StringRef Text,
                                                 llvm::StringRef Path);

/// `-` is standard input.
llvm::Expected<JsonDocument> readJsonFile(llvm::StringRef Path,
                                          llvm::ArrayRef<JsonSchema> Known);
llvm::Expected<JsonDocument> parseJsonText(llvm::StringRef Text,
                                           llvm::StringRef Path,
                                           llvm::ArrayRef<JsonSchema> Known);

/// The line of a value of a document, or of the innermost one around it that is
/// there. Place is written as LLVM's reader does: `$.findings[0].check`.
unsigned lineOfJson(llvm::StringRef Text, llvm::StringRef Place);

/// Reads the document's content with fromJSON(Value, T &, Path). With its text
/// mistakes have a line.
template <typename T>
llvm::Expected<T> fromDocument(const llvm::json::Value &Root,
                               llvm::StringRef Path,
                               llvm::StringRef Text = "") {
  llvm::json::Path::Root Place("$");
  T Result;
  if (fromJSON(Root, Result, Place))
    return Result;
  std::string Mistake = toString(Place.getError());
  std::string Line;
  if (!Text.empty()) {
    llvm::StringRef Where = llvm::StringRef(Mistake).rsplit(" at ").second;
    Line = ":" + std::to_string(lineOfJson(Text, Where));
  }
  return llvm::createStringError(Path + Line + ": " + Mistake);
}

} // namespace weakspot

#endif // WEAKSPOT_REPORT_JSONDOCUMENT_H
