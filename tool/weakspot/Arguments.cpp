//===- Arguments.cpp - What is wrong with the arguments ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "Report/Nearest.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

using namespace llvm;

namespace weakspot::tool {

/// What is empty on purpose: all checks, no filter.
static constexpr StringLiteral MayBeEmpty[] = {
    "checks", "exclude", "header-filter", "warnings-as-errors"};

static std::string unknownOption(StringRef Dashes, StringRef Name,
                                 const cl::SubCommand &Sub) {
  std::vector<std::string> Names;
  for (const auto &Entry : Sub.OptionsMap)
    if (Entry.second->getOptionHiddenFlag() == cl::NotHidden)
      Names.push_back(Entry.second->ArgStr.str());
  // Of two that are as near the same is told each time.
  llvm::sort(Names);
  return ("no option is called '" + Dashes + Name + "'" +
          didYouMean(Name, Names, "--"))
      .str();
}

/// `-pbuild` and `-j8`.
static bool isLetterWithValue(StringRef Dashes, StringRef Name,
                              const cl::SubCommand &Sub) {
  auto It = Sub.OptionsMap.find(Name.take_front(1));
  return Dashes == "-" && It != Sub.OptionsMap.end() &&
         It->second->getFormattingFlag() == cl::Prefix;
}

std::optional<std::string> findMistake(ArrayRef<const char *> Args,
                                       const cl::SubCommand &Sub) {
  for (size_t I = 0; I < Args.size(); ++I) {
    StringRef Arg = Args[I];
    StringRef Dashes = Arg.take_while([](char C) { return C == '-'; });
    // `-` is a file: standard input or output.
    if (Dashes.empty() || Dashes.size() > 2 || Dashes.size() == Arg.size())
      continue;
    auto [Name, Value] = Arg.drop_front(Dashes.size()).split('=');
    bool HasValue = Arg.contains('=');
    auto It = Sub.OptionsMap.find(Name);
    if (It == Sub.OptionsMap.end()) {
      if (isLetterWithValue(Dashes, Name, Sub))
        continue;
      return unknownOption(Dashes, Name, Sub);
    }
    if (It->second->getValueExpectedFlag() != cl::ValueRequired)
      continue;
    if (!HasValue) {
      if (++I == Args.size())
        return std::nullopt; // The parser says what is missing.
      Value = Args[I];
    }
    if (Value.empty() && !is_contained(MayBeEmpty, Name))
      return (Dashes + Name + " needs a value: it is empty").str();
  }
  return std::nullopt;
}

} // namespace weakspot::tool
