//===- FindingOptions.cpp - Which findings count, as options say it -*- C++
//-*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingOptions.h"
#include "Report/Nearest.h"
#include "Report/Suppressions.h"
#include "SourceOptions.h"
#include "llvm/ADT/STLExtras.h"

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
           cl::desc("Report NOLINT comments that name a check of weakspot and "
                    "suppress nothing"),
           InAnalyses(), cl::sub(linkSub()), cl::cat(optionCategory()));

std::string FindingPolicy::baselineFile() {
  if (BaselineFile.empty())
    return "weakspot-baseline.json";
  return BaselineFile;
}

static Error parseThreshold(std::optional<Severity> &FailsOn) {
  static const std::vector<std::string> Words = {"warning", "error", "never"};
  FailsOn = Severity::Warning;
  if (FailOn.empty() || FailOn == "warning")
    return Error::success();
  FailsOn = Severity::Error;
  if (FailOn == "error")
    return Error::success();
  FailsOn.reset();
  if (FailOn == "never")
    return Error::success();
  std::optional<StringRef> Near = nearest(FailOn, Words);
  return createStringError(
      "--fail-on: '" + FailOn + "' is not one of warning, error, never" +
      (Near ? "; did you mean '" + Near->str() + "'?" : ""));
}

static Error parseRegex(StringRef Option, StringRef Text,
                        std::optional<Regex> &Into) {
  if (Text.empty())
    return Error::success();
  Into.emplace(Text);
  std::string Why;
  if (Into->isValid(Why))
    return Error::success();
  return createStringError("--" + Option +
                           ": not a regular expression: " + Why);
}

Expected<FindingPolicy> FindingPolicy::fromOptions(CheckSelection Checks,
                                                   StringRef Root) {
  FindingPolicy Policy(std::move(Checks));
  bool NeedsBaseline =
      !BaselineFile.empty() || baselineCheckSub() || baselinePruneSub();
  if (NeedsBaseline && !baselineWriteSub()) {
    Expected<Baseline> Read = Baseline::read(baselineFile());
    if (!Read)
      return Read.takeError();
    Policy.Known = std::move(*Read);
  }
  if (!AsErrors.empty()) {
    Expected<CheckFilter> Globs = CheckFilter::parse(AsErrors);
    if (!Globs)
      return createStringError("--warnings-as-errors: " +
                               toString(Globs.takeError()));
    Policy.Promoted = std::move(*Globs);
  }
  if (Error E = parseThreshold(Policy.FailsOn))
    return E;
  if (Error E = parseRegex("header-filter", HeaderFilter, Policy.Headers))
    return E;
  if (Error E = parseRegex("exclude", Exclude, Policy.Excluded))
    return E;
  if (!DiffRange.empty()) {
    Expected<ChangedLines> Lines = ChangedLines::ofRange(Root, DiffRange);
    if (!Lines)
      return Lines.takeError();
    Policy.Changed = std::move(*Lines);
  }
  return Policy;
}

/// The project's own files that the program is made of.
static StringSet<> projectFiles(const Extraction &Program) {
  StringSet<> Files;
  for (const ir::Module &M : Program.Modules)
    for (StringRef File : M.Files)
      if (!File.empty() && !File.starts_with("../") && !File.starts_with("/"))
        Files.insert(File);
  return Files;
}

static StringSet<> mainFiles(const Extraction &Program) {
  StringSet<> Files;
  for (const ir::Module &M : Program.Modules)
    Files.insert(M.Name);
  return Files;
}

bool FindingPolicy::isAsked(const Finding &F, const Paths &Names,
                            const StringSet<> &MainFiles) const {
  // What is off unless asked for is not told.
  if (!Checks.isOn(F.Check, Names.absolute(F.Where.File)) ||
      F.Kind == Verdict::Managed || F.Kind == Verdict::Possible)
    return false;
  if (Excluded && Excluded->match(F.Where.File))
    return false;
  if (Headers && !MainFiles.contains(F.Where.File) &&
      !Headers->match(F.Where.File))
    return false;
  return !Changed || Changed->touches(F);
}

RunReport FindingPolicy::report(ArrayRef<Finding> Findings,
                                const Extraction &Program, bool IsWhole,
                                const Paths &Names) const {
  RunReport Report;
  Report.ToolVersion = WEAKSPOT_VERSION;
  Report.NumTUs = Program.Modules.size();
  for (const FailedTU &Failure : Program.Failures)
    Report.Unanalysed.push_back(
        {Names.relative(Failure.File), Failure.Reason, Failure.IsPartial});

  auto IsOn = [&](StringRef Check) { return Checks.isOn(Check); };
  Suppressions Accepted(Names);
  StringSet<> MainFiles = mainFiles(Program);
  for (const Finding *F : inReportOrder(Findings))
    if (isAsked(*F, Names, MainFiles))
      Report.Findings.push_back({*F, Accepted.of(*F)});
  if (Unused && IsWhole)
    for (Finding &F : Accepted.unused(projectFiles(Program), IsOn))
      Report.Findings.push_back({std::move(F), std::nullopt});
  for (ReportedFinding &R : Report.Findings)
    R.IsPromoted = Promoted && Promoted->isOn(R.F.Check);
  if (Known)
    Known->apply(Report, IsWhole && !Excluded && !Headers && !Changed, IsOn);
  return Report;
}

bool FindingPolicy::fails(const RunReport &Report) const {
  return FailsOn && any_of(Report.open(), [&](const ReportedFinding *R) {
           return R->severity() <= *FailsOn;
         });
}

} // namespace weakspot::tool
