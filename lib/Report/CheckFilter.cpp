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
#include <vector>

using namespace llvm;

namespace weakspot {

/// What may have been meant: checks and, for a glob, their first words.
static Error unknownCheck(StringRef Glob) {
  std::vector<std::string> Names;
  for (const CheckPage &Page : checkPages()) {
    Names.push_back(Page.Name.str());
    for (size_t End = Page.Name.find('-');
         Glob.ends_with("*") && End != StringRef::npos;
         End = Page.Name.find('-', End + 1))
      Names.push_back((Page.Name.take_front(End) + "-*").str());
  }
  return createStringError("no check matches '" + Glob + "'" +
                           didYouMean(Glob, Names));
}

CheckFilter CheckFilter::defaults() {
  CheckFilter Filter;
  for (const CheckPage &Page : checkPages())
    if (Page.isOnByDefault())
      Filter.On.insert(Page.Name);
  return Filter;
}

bool CheckFilter::apply(const GlobPattern &Glob, bool TakesOff) {
  bool Matched = false;
  for (const CheckPage &Page : checkPages()) {
    if (!Glob.match(Page.Name))
      continue;
    Matched = true;
    if (TakesOff)
      On.erase(Page.Name);
    else
      On.insert(Page.Name);
  }
  return Matched;
}

Expected<CheckFilter> CheckFilter::parse(StringRef Globs) {
  SmallVector<StringRef> Parts;
  Globs.split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  CheckFilter Filter;
  if (Parts.empty() || Parts.front().trim().starts_with("-"))
    Filter = defaults();
  for (StringRef Part : Parts) {
    StringRef Text = Part.trim();
    bool TakesOff = Text.consume_front("-");
    Text.consume_front("weakspot-");
    Expected<GlobPattern> Glob = GlobPattern::create(Text);
    if (!Glob)
      return Glob.takeError();
    if (!Filter.apply(*Glob, TakesOff))
      return unknownCheck(Text);
  }
  if (Filter.On.empty())
    return createStringError("--checks leaves no check on");
  return Filter;
}

namespace {
struct TidyGlob {
  bool TakesOff;
  bool IsOurs; ///< Names checks of this product.
  StringRef Text;
};
} // namespace

static SmallVector<TidyGlob> tidyGlobs(StringRef Globs) {
  SmallVector<TidyGlob> Result;
  while (!Globs.empty()) {
    size_t End = Globs.find_first_of(",\n");
    StringRef Text = Globs.take_front(End).trim();
    Globs = Globs.drop_front(std::min(End, Globs.size() - 1) + 1);
    bool TakesOff = Text.consume_front("-");
    bool IsOurs = Text.consume_front("weakspot-");
    // `*` is all of ours as well; `bugprone-*` is none.
    if (IsOurs || Text == "*")
      Result.push_back({TakesOff, IsOurs, Text});
  }
  return Result;
}

Expected<CheckFilter> CheckFilter::fromTidyConfig(StringRef Globs) {
  SmallVector<TidyGlob> Parts = tidyGlobs(Globs);
  const auto *First =
      find_if(Parts, [](const TidyGlob &Part) { return Part.IsOurs; });
  if (First == Parts.end())
    return defaults();
  CheckFilter Filter;
  if (First->TakesOff)
    Filter = defaults();
  for (const TidyGlob &Part : Parts) {
    Expected<GlobPattern> Glob = GlobPattern::create(Part.Text);
    if (!Glob)
      return Glob.takeError();
    if (!Filter.apply(*Glob, Part.TakesOff))
      return unknownCheck(Part.Text);
  }
  return Filter;
}

} // namespace weakspot
