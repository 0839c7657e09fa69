//===- FindingOptions.cpp - Which findings count, by options --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingOptions.h"
#include "SourceOptions.h"

using namespace llvm;

namespace weakspot::tool {

static cl::opt<std::string>
    BaselineFile("baseline", cl::value_desc("FILE"),
                 cl::desc("Findings that this file knows do not count; "
                          "`weakspot baseline write` writes it"),
                 InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    AsErrors("warnings-as-errors", cl::value_desc("GLOBS"),
             cl::desc("The checks whose warnings are errors"), InAnalyses(),
             cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    FailOn("fail-on", cl::value_desc("warning|error|never"),
           cl::desc("Which findings make the exit code 1 (warning: all)"),
           InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    HeaderFilter("header-filter", cl::value_desc("REGEX"),
                 cl::desc("Of the findings in headers, only those in headers "
                          "whose path matches (all)"),
                 InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    Exclude("exclude", cl::value_desc("REGEX"),
            cl::desc("No findings in files whose path matches"), InAnalyses(),
            cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<std::string>
    DiffRange("diff", cl::value_desc("RANGE"),
              cl::desc("Only findings with a step in a line that these commits "
                       "changed, such as origin/main...HEAD"),
              InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<bool>
    Unused("unused-suppressions",
           cl::desc("Report NOLINT comments that name a check of weakspot, "
                    "annotations of accepted members, and entries of the "
                    "baseline that nothing needs any more"),
           InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

static cl::opt<bool>
    Audit("audit",
          cl::desc("Also list the classes that could own each other by their "
                   "types, each group with what is known of it (a remark, "
                   "which never makes the exit code 1)"),
          InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

bool wantsAudit() { return Audit; }

std::string baselineFile() {
  if (BaselineFile.empty())
    return "weakspot-baseline.json";
  return BaselineFile;
}

Expected<FindingPolicy> findingPolicy(CheckSelection Checks, StringRef Root) {
  FindingSettings Settings;
  Settings.ToolVersion = WEAKSPOT_VERSION;
  bool NeedsBaseline =
      !BaselineFile.empty() || baselineCheckSub() || baselinePruneSub();
  if (NeedsBaseline && !baselineWriteSub())
    Settings.Baseline = baselineFile();
  Settings.WarningsAsErrors = AsErrors;
  Settings.FailOn = FailOn;
  Settings.HeaderFilter = HeaderFilter;
  Settings.Exclude = Exclude;
  Settings.Diff = DiffRange;
  Settings.UnusedSuppressions = Unused;
  return FindingPolicy::create(std::move(Checks), Settings, Root);
}

} // namespace weakspot::tool
