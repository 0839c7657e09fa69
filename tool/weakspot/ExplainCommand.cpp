//===- ExplainCommand.cpp - weakspot explain ------------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "Report/CheckPages.h"
#include "Report/Nearest.h"
#include "Report/Walk.h"
#include "SavedRun.h"
#include "SourceOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral ExplainHelp =
    R"(Prints the page of a check: why the code leaks, how that is known, wrong code,
right code, when to ignore it. With --in it walks a finding of a saved run, edge
by edge; its id, or the first letters of it, are in JSON reports.

  weakspot explain capture-cycle
  weakspot check --output json:run.json
  weakspot explain --in run.json src/session.cpp:41
  weakspot explain --in run.json 6f3823c0
)";

cl::SubCommand &explainSub() {
  static cl::SubCommand Sub("explain", "Explain a check, or a finding");
  return Sub;
}

static cl::opt<std::string> What(cl::Positional, cl::Required,
                                 cl::desc("CHECK | ID | FILE:LINE"),
                                 cl::sub(explainSub()));

static cl::opt<std::string>
    SavedIn("in", cl::value_desc("FILE.json"),
            cl::desc("The saved run that the finding is in"),
            cl::sub(explainSub()), cl::cat(optionCategory()));

static int explainFinding() {
  Expected<SavedRun> Saved = readSavedRun(SavedIn);
  if (!Saved)
    return reportUsageError(Saved.takeError());
  Paths Names(workingDirectory(), workingDirectory());
  Expected<const ReportedFinding *> R = findingCalled(Saved->Run, What, Names);
  if (!R)
    return reportUsageError(R.takeError());
  walk(**R, Names, outs());
  return EC_Clean;
}

static bool looksLikeFinding(StringRef Text) {
  return Text.contains(':') || (Text.size() >= 4 && all_of(Text, isHexDigit));
}

static int runExplain(const CompilerFlags & /*Flags*/) {
  if (!SavedIn.empty())
    return explainFinding();
  if (const CheckPage *Page = findCheckPage(What)) {
    outs() << Page->Text;
    return EC_Clean;
  }
  if (looksLikeFinding(What))
    return reportUsageError("to explain a finding, name with --in the run that "
                            "it is in: weakspot check --output json:FILE");
  std::vector<std::string> Names;
  for (const CheckPage &Page : checkPages())
    Names.push_back(Page.Name.str());
  StringRef Asked = What;
  Asked.consume_front("weakspot-");
  std::string Hint = didYouMean(Asked, Names);
  return reportUsageError(
      "no check is called '" + What + "'" +
      (Hint.empty() ? "; `weakspot checks` lists them" : Hint));
}

Command explainCommand() { return {&explainSub(), ExplainHelp, runExplain}; }

} // namespace weakspot::tool
