//===- FixEdits.cpp - A fix as edits of the disk --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/FixEdits.h"
#include "Fixes/Diff.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot {

using fixes::LineChange;

/// Where the lines [Begin, End) of the changed text are in the text before the
/// changes. None: some of them are not there.
static std::optional<std::pair<size_t, size_t>>
unchanged(size_t Begin, size_t End, ArrayRef<LineChange> Changes) {
  auto Shift = static_cast<ssize_t>(0);
  for (const LineChange &C : Changes) {
    if (C.NewBegin >= End && (C.NewBegin > Begin || Begin != End))
      break;
    // An insertion may stand at the edge of a change, lines may not overlap
    // one.
    if (C.NewEnd > Begin || (C.NewEnd == Begin && Begin == End))
      return std::nullopt;
    Shift = static_cast<ssize_t>(C.OldEnd) - static_cast<ssize_t>(C.NewEnd);
  }
  return std::pair(Begin + Shift, End + Shift);
}

static bool addEdits(StringRef Name, StringRef Disk, StringRef Before,
                     StringRef After, std::vector<LineEdit> &Into) {
  std::vector<StringRef> DiskLines = fixes::linesOf(Disk);
  std::vector<StringRef> BeforeLines = fixes::linesOf(Before);
  std::vector<StringRef> AfterLines = fixes::linesOf(After);
  std::vector<LineChange> Earlier =
      Disk == Before ? std::vector<LineChange>()
                     : fixes::changedLines(DiskLines, BeforeLines);
  for (const LineChange &C : fixes::changedLines(BeforeLines, AfterLines)) {
    auto Place = unchanged(C.OldBegin, C.OldEnd, Earlier);
    if (!Place)
      return false;
    LineEdit E;
    E.File = Name.str();
    E.Line = static_cast<unsigned>(Place->first) + 1;
    E.EndLine = static_cast<unsigned>(Place->second) + 1;
    for (size_t No = C.NewBegin; No < C.NewEnd; ++No)
      E.Text += AfterLines[No];
    Into.push_back(std::move(E));
  }
  return true;
}

SuggestedFix suggestedFix(const Fix &F, const Paths &Names) {
  SuggestedFix Result;
  Result.Title = F.Title;
  Paths RealNames(realPath(Names.root()), "/");
  for (const auto &[Path, File] : F.After) {
    auto Was = F.Before.find(Path);
    StringRef Before = Was == F.Before.end() ? File.Old : Was->second.New;
    if (Before == File.New)
      continue;
    if (!addEdits(RealNames.relative(Path), File.Old, Before, File.New,
                  Result.Edits)) {
      Result.Edits.clear();
      return Result;
    }
  }
  return Result;
}

} // namespace weakspot
