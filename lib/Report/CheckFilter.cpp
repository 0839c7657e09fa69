//===- CheckFilter.cpp - Which checks are on --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/CheckFilter.h"
#include "Report/CheckPages.h"
#include "Report/Nearest.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/GlobPattern.h"
#include <vector>

using namespace llvm;

namespace weakspot {

static Error unknownCheck(StringRef Glob) {
  std::vector<std::string> Names;
  for (const CheckPage &Page : checkPages())
    Names.push_back(Page.Name.str());
  std::string Message = "no check matches '" + Glob.str() + "'";
  if (std::optional<StringRef> Near = nearest(Glob, Names))
    Message += "; did you mean '" + Near->str() + "'?";
  return createStringError(Message);
}

Expected<CheckFilter> CheckFilter::parse(StringRef Globs) {
  SmallVector<StringRef> Parts;
  Globs.split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  CheckFilter Filter;
  if (Parts.empty() || Parts.front().trim().starts_with("-"))
    for (const CheckPage &Page : checkPages())
      if (Page.isOnByDefault())
        Filter.On.insert(Page.Name);
  for (StringRef Part : Parts) {
    StringRef Text = Part.trim();
    bool TakesOff = Text.consume_front("-");
    Text.consume_front("weakspot-");
    Expected<GlobPattern> Glob = GlobPattern::create(Text);
    if (!Glob)
      return Glob.takeError();
    bool Matched = false;
    for (const CheckPage &Page : checkPages()) {
      if (!Glob->match(Page.Name))
        continue;
      Matched = true;
      if (TakesOff)
        Filter.On.erase(Page.Name);
      else
        Filter.On.insert(Page.Name);
    }
    if (!Matched)
      return unknownCheck(Text);
  }
  if (Filter.On.empty())
    return createStringError("--checks leaves no check on");
  return Filter;
}

} // namespace weakspot
