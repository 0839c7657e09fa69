//===- Edit.cpp - A change of one file's text -----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Edit.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::fixes {

Expected<std::vector<Edit>> joinEdits(std::vector<Edit> All) {
  llvm::sort(All);
  All.erase(llvm::unique(All), All.end());
  for (size_t I = 1; I < All.size(); ++I) {
    const Edit &Before = All[I - 1], &After = All[I];
    if (Before.File != After.File)
      continue;
    bool Overlaps = Before.Offset + Before.Length > After.Offset;
    bool SamePlace = Before.Offset == After.Offset && Before.Length == 0 &&
                     After.Length == 0;
    if (Overlaps || SamePlace)
      return createStringError(After.File +
                               ": the file reads differently in different TUs");
  }
  return All;
}

std::string applied(StringRef Text, ArrayRef<Edit> Edits) {
  std::string Result;
  size_t At = 0;
  for (const Edit &E : Edits) {
    Result += Text.slice(At, E.Offset);
    Result += E.Text;
    At = E.Offset + E.Length;
  }
  Result += Text.drop_front(std::min(At, Text.size()));
  return Result;
}

} // namespace weakspot::fixes
