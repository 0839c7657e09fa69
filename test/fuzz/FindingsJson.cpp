//===- FindingsJson.cpp - Fuzzes what saved runs are read from ------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes are a run, a census, or an error, and a run round-trips and is told
// in all forms.
//
//===----------------------------------------------------------------------===//

#include "Report/Census.h"
#include "Report/ClassGraph.h"
#include "Report/Formats.h"
#include "Report/JsonDocument.h"
#include "Report/JsonReport.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace weakspot;

static std::string written(const RunReport &Run) {
  std::string Text;
  raw_string_ostream OS(Text);
  writeJson(Run, OS);
  return Text;
}

/// No file is there, whatever a place says.
static void tell(const RunReport &Run) {
  Paths Nowhere("/nowhere", "/nowhere");
  for (Format As :
       {Format::Text, Format::Sarif, Format::Github, Format::Markdown,
        Format::Gitlab, Format::Junit, Format::GraphML, Format::Html})
    write(As, Run, Nowhere, nulls());
}

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  StringRef Text(reinterpret_cast<const char *>(Data), Size);
  Expected<JsonDocument> Document = parseJsonText(
      Text, "f",
      {{FindingsSchema, FindingsVersion}, {CensusSchema, CensusVersion}});
  if (!Document) {
    consumeError(Document.takeError());
    return 0;
  }
  if (Document->Schema == CensusSchema) {
    Expected<Census> Seen = censusFromJson(Document->Root, "f");
    if (Seen)
      tell(Seen->Run);
    else
      consumeError(Seen.takeError());
    return 0;
  }
  Expected<RunReport> Run = runFromJson(Document->Root, "f");
  if (!Run) {
    consumeError(Run.takeError());
    return 0;
  }
  for (unsigned No = 0; No < Run->Classes.Nodes.size(); ++No)
    ringThrough(Run->Classes, No);
  tell(*Run);
  std::string Once = written(*Run);
  if (written(cantFail(parseJson(Once, "written"))) != Once)
    report_fatal_error("writes differently");
  return 0;
}
