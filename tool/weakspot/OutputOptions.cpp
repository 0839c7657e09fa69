//===- OutputOptions.cpp - Where reports go, as options say it --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputOptions.h"
#include "SourceOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace weakspot::tool {

static cl::list<std::string>
    OutputTexts("output", cl::value_desc("FORMAT:FILE"),
                cl::desc("Write a report to a file, - being standard output: "
                         "text, line, json, sarif, github, markdown, gitlab, "
                         "junit, dot, graphml, mermaid, html. May be repeated"),
                InAnalyses(), cl::sub(linkSub()), cl::sub(reportSub()),
                cl::cat(optionCategory()));

static cl::opt<std::string>
    FormatName("format", cl::value_desc("FORMAT"),
               cl::desc("What standard output gets (text)"), InAnalyses(),
               cl::sub(linkSub()), cl::sub(reportSub()),
               cl::cat(optionCategory()));

Expected<std::vector<Output>> outputs() {
  std::vector<Output> Result;
  StringSet<> Files;
  for (const std::string &Text : OutputTexts) {
    Expected<Output> To = parseOutput(Text);
    if (!To)
      return To.takeError();
    if (!Files.insert(To->File).second)
      return createStringError("--output " + Text +
                               ": another report is written there");
    Result.push_back(std::move(*To));
  }
  bool SaysStdout = Files.contains("-");
  if (!FormatName.empty()) {
    if (SaysStdout)
      return createStringError("either --format or --output FORMAT:-, not "
                               "both");
    Expected<Format> As = parseFormat(FormatName);
    if (!As)
      return As.takeError();
    Result.push_back({*As, "-"});
  } else if (!SaysStdout) {
    Result.push_back({Format::Text, "-"});
  }
  return Result;
}

Error writeOutputs(ArrayRef<Output> Outputs, const RunReport &Run,
                   const Paths &Names) {
  Error All = Error::success();
  for (const Output &To : Outputs)
    All = joinErrors(std::move(All), write(To, Run, Names));
  return All;
}

} // namespace weakspot::tool
