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

/// Reads the document's content with fromJSON(Value, T &, Path).
template <typename T>
llvm::Expected<T> fromDocument(const llvm::json::Value &Root,
                               llvm::StringRef Path) {
  llvm::json::Path::Root Place("$");
  T Result;
  if (fromJSON(Root, Result, Place))
    return Result;
  return llvm::createStringError(Path + ": " + toString(Place.getError()));
}

} // namespace weakspot

#endif // WEAKSPOT_REPORT_JSONDOCUMENT_H
