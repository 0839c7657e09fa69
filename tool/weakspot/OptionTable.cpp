//===- OptionTable.cpp - The options of a subcommand ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "Report/CheckPages.h"
#include "Report/Formats.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot::tool {

static std::vector<std::string> checkNames() {
  std::vector<std::string> Names;
  for (const CheckPage &Page : checkPages())
    Names.push_back(Page.Name.str());
  return Names;
}

static std::vector<std::string> formatWords() {
  std::vector<std::string> Words;
  SmallVector<StringRef> Names;
  std::string All = formatNames();
  StringRef(All).split(Names, ", ");
  for (StringRef Name : Names)
    Words.push_back(Name.str());
  return Words;
}

/// The command line does not tell the words of an option; a test holds these
/// against what it takes.
static std::vector<std::string> wordsOf(StringRef Option) {
  if (Option == "checks" || Option == "warnings-as-errors")
    return checkNames();
  if (Option == "format")
    return formatWords();
  if (Option == "fail-on")
    return {"warning", "error", "never"};
  if (Option == "color")
    return {"auto", "always", "never"};
  if (Option == "to")
    return {"dot", "graphml", "mermaid"};
  if (Option == "null-policy")
    return {"return", "skip", "throw"};
  if (Option == "inner-object")
    return {"member", "per-instance"};
  return {};
}

bool OptionInfo::takesFile() const {
  return StringRef(Value).starts_with("FILE") || Value == "LOG" ||
         Value == "FORMAT:FILE";
}

bool OptionInfo::takesDirectory() const {
  return Value == "DIRECTORY" || Value == "BUILD";
}

std::vector<OptionInfo> optionsOf(const cl::SubCommand &Sub) {
  std::vector<OptionInfo> Result;
  for (const auto &Entry : Sub.OptionsMap) {
    const cl::Option &O = *Entry.second;
    if (!is_contained(O.Categories, &optionCategory()) ||
        O.getOptionHiddenFlag() != cl::NotHidden)
      continue;
    OptionInfo Info;
    Info.Name = O.ArgStr.str();
    Info.Help = O.HelpStr.str();
    Info.Words = wordsOf(Info.Name);
    if (O.getValueExpectedFlag() == cl::ValueRequired)
      Info.Value = O.ValueStr.empty()
                       ? (Info.Words.empty() ? "VALUE" : join(Info.Words, "|"))
                       : O.ValueStr.str();
    Result.push_back(std::move(Info));
  }
  llvm::sort(Result, [](const OptionInfo &A, const OptionInfo &B) {
    return A.Name < B.Name;
  });
  return Result;
}

std::string operandsOf(const cl::SubCommand &Sub) {
  std::string Result;
  for (const cl::Option *O : Sub.PositionalOpts)
    Result += (Result.empty() ? "" : " ") + O->HelpStr.str();
  return Result;
}

} // namespace weakspot::tool
