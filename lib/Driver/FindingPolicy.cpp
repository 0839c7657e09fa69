//===- FindingPolicy.cpp - Which findings count -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/FindingPolicy.h"
#include "Contracts/Spelling.h"
#include "Report/ClassGraph.h"
#include "Report/Suppressions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include <map>

using namespace llvm;

namespace weakspot {

Expected<std::optional<Severity>> parseThreshold(StringRef FailOn) {
  return contracts::namedBy<std::optional<Severity>>(
      FailOn, {{"warning", Severity::Warning},
               {"error", Severity::Error},
               {"never", std::nullopt}});
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

Expected<FindingPolicy> FindingPolicy::create(CheckSelection Checks,
                                              const FindingSettings &Settings,
                                              StringRef Root) {
  FindingPolicy Policy(std::move(Checks));
  Policy.ToolVersion = Settings.ToolVersion;
  Policy.Unused = Settings.UnusedSuppressions;
  if (!Settings.Baseline.empty()) {
    Expected<Baseline> Read = Baseline::read(Settings.Baseline);
    if (!Read)
      return Read.takeError();
    Policy.Known = std::move(*Read);
    SmallString<256> Path(Settings.Baseline);
    Policy.KnownFrom =
        sys::fs::make_absolute(Path) ? Settings.Baseline : std::string(Path);
  }
  if (!Settings.WarningsAsErrors.empty()) {
    Expected<CheckFilter> Globs = CheckFilter::parse(Settings.WarningsAsErrors);
    if (!Globs)
      return createStringError("--warnings-as-errors: " +
                               toString(Globs.takeError()));
    Policy.Promoted = std::move(*Globs);
  }
  Expected<std::optional<Severity>> FailsOn =
      parseThreshold(Settings.FailOn.empty() ? "warning" : Settings.FailOn);
  if (!FailsOn)
    return createStringError("--fail-on: " + toString(FailsOn.takeError()));
  Policy.FailsOn = *FailsOn;
  if (Error E =
          parseRegex("header-filter", Settings.HeaderFilter, Policy.Headers))
    return E;
  if (Error E = parseRegex("exclude", Settings.Exclude, Policy.Excluded))
    return E;
  if (!Settings.Diff.empty()) {
    Expected<ChangedLines> Lines = ChangedLines::ofRange(Root, Settings.Diff);
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

/// Each once, in order of place, though many TUs read its header.
static std::vector<AcceptedMember> acceptedMembers(const Extraction &Program) {
  std::map<SourcePlace, std::string> Members;
  for (const ir::Module &M : Program.Modules)
    for (const ir::Record &R : M.Records)
      for (const ir::Slot &S : R.Slots)
        if (S.IsAccepted && S.Where.isValid())
          Members.try_emplace(
              {M.Files[S.Where.File].str(), S.Where.Line, S.Where.Col},
              (R.Name + "::" + S.Name).str());
  std::vector<AcceptedMember> Result;
  Result.reserve(Members.size());
  for (auto &[Where, Name] : Members)
    Result.push_back({Where, std::move(Name)});
  return Result;
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
      F.Kind == Verdict::Managed)
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
                                const Paths &Names,
                                const UnsavedTexts *Unsaved) const {
  RunReport Report;
  Report.ToolVersion = ToolVersion;
  Report.NumTUs = Program.Modules.size();
  Report.Classes = classGraph(Program.Modules);
  for (const FailedTU &Failure : Program.Failures)
    Report.Unanalysed.push_back(
        {Names.relative(Failure.File), Failure.Reason, Failure.IsPartial});

  auto IsOn = [&](StringRef Check) { return Checks.isOn(Check); };
  Suppressions Accepted(Names, Unsaved);
  StringSet<> MainFiles = mainFiles(Program);
  for (const Finding *F : inReportOrder(Findings)) {
    // What is needed for a finding that is not told of is needed.
    std::optional<Suppression> By = Accepted.of(*F);
    if (isAsked(*F, Names, MainFiles))
      Report.Findings.push_back({*F, std::move(By)});
  }
  if (Unused && IsWhole)
    for (Finding &F :
         Accepted.unused(projectFiles(Program), acceptedMembers(Program), IsOn))
      Report.Findings.push_back({std::move(F), std::nullopt});
  for (ReportedFinding &R : Report.Findings)
    R.IsPromoted = Promoted && Promoted->isOn(R.F.Check) &&
                   R.severity() == Severity::Warning;
  if (Known) {
    bool SeesAll = IsWhole && !Excluded && !Headers && !Changed;
    Known->apply(Report, SeesAll, IsOn);
    if (Unused)
      Known->reportAbsent(Report, Names.relative(KnownFrom));
  }
  return Report;
}

bool FindingPolicy::fails(const RunReport &Report) const {
  return FailsOn && any_of(Report.open(), [&](const ReportedFinding *R) {
           return R->severity() <= *FailsOn;
         });
}

} // namespace weakspot
