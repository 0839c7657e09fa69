//===- SavedRun.cpp - Runs that were saved as JSON ------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SavedRun.h"
#include "Report/JsonDocument.h"
#include "Report/JsonReport.h"

using namespace llvm;

namespace weakspot::tool {

Expected<SavedRun> readSavedRun(StringRef File) {
  Expected<JsonDocument> Document = readJsonFile(
      File, {{FindingsSchema, FindingsVersion}, {CensusSchema, CensusVersion}});
  if (!Document)
    return Document.takeError();
  if (Document->Schema == CensusSchema) {
    Expected<Census> Seen = censusFromJson(Document->Root, File);
    if (!Seen)
      return Seen.takeError();
    return SavedRun{std::move(Seen->Run), true, std::move(Seen->Graph)};
  }
  Expected<RunReport> Run = runFromJson(Document->Root, File);
  if (!Run)
    return Run.takeError();
  return SavedRun{std::move(*Run), false, {}};
}

} // namespace weakspot::tool
