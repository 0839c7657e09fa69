//===- FindingOptions.cpp - Which findings count, as options say it -*- C++
//-*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingOptions.h"
#include "Report/Suppressions.h"
#include "SourceOptions.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::tool {

static cl::opt<std::string>
    BaselineFile("baseline", cl::value_desc("FILE"),
                 cl::desc("Findings that this file knows do not count; "
                          "`weakspot baseline write` writes it"),
                 InAnalyses(), cl::cat(optionCategory()));

static cl::opt<std::string>
    AsErrors("warnings-as-errors", cl::value_desc("GLOBS"),
             cl::desc("The checks whose warnings are errors"), InAnalyses(),
             cl::cat(optionCategory()));

enum class Threshold : uint8_t { Warning, Error, Never };

static cl::opt<Threshold>
    FailOn("fail-on", cl::desc("Which findings make the exit code 1"),
           cl::init(Threshold::Warning),
           cl::values(clEnumValN(Threshold::Warning, "warning", "all"),
                      clEnumValN(Threshold::Error, "error", "only errors"),
                      clEnumValN(Threshold::Never, "never", "none")),
           InAnalyses(), cl::cat(optionCategory()));

static cl::opt<bool>
    Unused("unused-suppressions",
           cl::desc("Report NOLINT comments that name a check of weakspot and "
                    "suppress nothing"),
           InAnalyses(), cl::cat(optionCategory()));

std::string FindingPolicy::baselineFile() {
  if (BaselineFile.empty())
    return "weakspot-baseline.json";
  return BaselineFile;
}

Expected<FindingPolicy> FindingPolicy::fromOptions(CheckSelection Checks) {
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
  // What is off unless asked for is not told.
  for (const Finding *F : inReportOrder(Findings))
    if (Checks.isOn(F->Check, Names.absolute(F->Where.File)) &&
        F->Kind != Verdict::Managed && F->Kind != Verdict::Possible)
      Report.Findings.push_back({*F, Accepted.of(*F)});
  if (Unused && IsWhole)
    for (Finding &F : Accepted.unused(projectFiles(Program), IsOn))
      Report.Findings.push_back({std::move(F), std::nullopt});
  for (ReportedFinding &R : Report.Findings)
    R.IsPromoted = Promoted && Promoted->isOn(R.F.Check);
  if (Known)
    Known->apply(Report, IsWhole, IsOn);
  return Report;
}

bool FindingPolicy::fails(const RunReport &Report) const {
  return any_of(Report.open(), [](const ReportedFinding *R) {
    return FailOn == Threshold::Warning ||
           (FailOn == Threshold::Error && R->severity() == Severity::Error);
  });
}

} // namespace weakspot::tool
