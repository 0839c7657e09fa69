//===- Replay.cpp - Whole-program findings, where they belong -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Replay.h"
#include "Report/JsonReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace weakspot::tidy {

Expected<const RunReport &> Replay::report(StringRef File) {
  auto Known = Reports.find(File);
  if (Known != Reports.end())
    return Known->second;
  Expected<RunReport> Read = readJson(File);
  if (!Read)
    return Read.takeError();
  return Reports.try_emplace(File, std::move(*Read)).first->second;
}

/// Some of the files that the findings name; enough to tell a root by.
static SetVector<StringRef> filesOf(ArrayRef<const ReportedFinding *> Open) {
  constexpr size_t Enough = 64;
  SetVector<StringRef> Files;
  for (const ReportedFinding *R : Open) {
    if (Files.size() >= Enough)
      break;
    if (!R->F.Where.File.empty())
      Files.insert(R->F.Where.File);
  }
  return Files;
}

static SmallString<256> below(StringRef Root, StringRef File) {
  SmallString<256> Path(File);
  if (!sys::path::is_absolute(File)) {
    Path = Root;
    sys::path::append(Path, File);
  }
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path;
}

/// Empty if no directory above the source has any of the files.
static StringRef rootOf(const SetVector<StringRef> &Files, StringRef Source) {
  StringRef Best;
  size_t MostFiles = 0;
  for (StringRef Directory = sys::path::parent_path(Source); !Directory.empty();
       Directory = sys::path::parent_path(Directory)) {
    size_t NumFiles = count_if(Files, [&](StringRef File) {
      return sys::fs::exists(below(Directory, File));
    });
    if (NumFiles <= MostFiles)
      continue;
    MostFiles = NumFiles;
    Best = Directory;
  }
  return Best;
}

static void moveTo(StringRef Root, SourcePlace &P) {
  if (!P.File.empty())
    P.File = std::string(below(Root, P.File));
}

Expected<std::vector<Finding>> Replay::findings(StringRef File,
                                                StringRef Source) {
  Expected<const RunReport &> Report = report(File);
  if (!Report)
    return Report.takeError();
  std::vector<const ReportedFinding *> Open = Report->open();
  std::vector<Finding> Result;
  if (Open.empty())
    return Result;
  StringRef Root = rootOf(filesOf(Open), Source);
  if (Root.empty())
    return createStringError(
        File +
        ": none of the files in which it has findings lies in a "
        "directory above " +
        Source + "; it is of another project, or out of date");
  for (const ReportedFinding *R : Open) {
    Finding &F = Result.emplace_back(R->F);
    moveTo(Root, F.Where);
    for (Note &N : F.Notes)
      moveTo(Root, N.Where);
  }
  return Result;
}

} // namespace weakspot::tidy
