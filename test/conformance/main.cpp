//===- main.cpp - Do contracts say what the classes do? -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   conformance-check GAPS LIBRARY SCENARIOS.cpp PROGRAM ...
//
// Each PROGRAM is its SCENARIOS.cpp compiled: it runs the real classes and
// prints for each scenario how many objects were alive at its probes. The same
// source is lowered by the contracts, and
//
//   * the IR is interpreted: what happened must be among what the contracts
//     allow, and they must not allow everything;
//   * the IR is analysed: there is a finding in a scenario exactly if objects
//     of it are alive at its end. A known wrong answer is pinned: the
//     scenario's name ends in _FN or _FP.
//
// A file whose name ends in 17 is C++17, and a model file of a scenario file's
// name describes its own classes.
//
// All scenarios together must use every contract (Coverage.h), but for those
// listed in GAPS. LIBRARY is the runtime library's include directory.
//
//===----------------------------------------------------------------------===//

#include "Analysis/Analysis.h"
#include "Contracts/Contracts.h"
#include "Coverage.h"
#include "Frontend/Extract.h"
#include "Interpreter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace weakspot;
using conformance::Log;

/// More outcomes than these say too little.
static constexpr size_t MaxOutcomes = 8;

static ExitOnError Check("conformance-check: ");

static std::map<std::string, Log> runProgram(StringRef Program) {
  SmallString<128> Output;
  Check(errorCodeToError(
      sys::fs::createTemporaryFile("conformance", "log", Output)));
  std::optional<StringRef> Redirects[] = {std::nullopt, Output.str(),
                                          std::nullopt};
  int Status = sys::ExecuteAndWait(Program, {Program}, std::nullopt, Redirects,
                                   /*SecondsToWait=*/60);
  std::unique_ptr<MemoryBuffer> Text =
      Check(errorOrToExpected(MemoryBuffer::getFile(Output)));
  Check(errorCodeToError(sys::fs::remove(Output)));
  if (Status != 0)
    Check(createStringError("the program ended with " + Twine(Status)));

  std::map<std::string, Log> Logs;
  SmallVector<StringRef> Lines;
  Text->getBuffer().split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines) {
    auto [Name, Numbers] = Line.split(':');
    SmallVector<StringRef> Words;
    Numbers.split(Words, ' ', -1, /*KeepEmpty=*/false);
    for (StringRef Word : Words)
      Logs[Name.str()].push_back(static_cast<unsigned>(std::stoul(Word.str())));
  }
  return Logs;
}

static std::string text(const Log &L) {
  return join(map_range(L, [](unsigned N) { return std::to_string(N); }), " ");
}

namespace {

/// One file of scenarios and its program.
class Run {
public:
  Run(const contracts::Table &Table, StringRef Library, StringRef Source,
      StringRef Program, conformance::Coverage &Covered)
      : Table(Table), Library(Library), Source(Source), Program(Program),
        Covered(Covered) {}

  /// How many scenarios do not hold.
  unsigned check();

private:
  void extract();
  std::map<std::string, unsigned> findings();
  bool agree(StringRef Name, ir::FuncId F, const Log &Happened,
             unsigned Findings) const;

  const contracts::Table &Table;
  StringRef Library, Source, Program;
  conformance::Coverage &Covered;
  frontend::ExtractResult Extracted;
  std::vector<ir::Module> Modules; ///< The one.
  std::map<std::string, ir::FuncId> Scenarios;
};

} // namespace

void Run::extract() {
  frontend::ExtractOptions Options;
  Options.Contracts = &Table;
  Options.ProjectRoot = sys::path::parent_path(Source).str();
  frontend::CompileCommand Command;
  Command.Directory = Options.ProjectRoot;
  Command.File = Source.str();
  StringRef Standard =
      sys::path::stem(Source).ends_with("17") ? "-std=c++17" : "-std=c++23";
  Command.CommandLine = {"clang++", Standard.str(), "-I" + Library.str(),
                         Source.str()};
  Extracted = frontend::extract(Command, Options);
  if (!Extracted.Ok)
    Check(createStringError(Extracted.Diagnostics));
  Modules.push_back(std::move(Extracted.Module));
  for (size_t I = 0; I < Modules[0].Functions.size(); ++I) {
    StringRef Name = Modules[0].Functions[I].Name;
    if (Name.consume_front("scenario_") && Name.consume_back("()") &&
        !Name.contains(':'))
      Scenarios[Name.str()] = static_cast<ir::FuncId>(I);
  }
}

/// In each scenario alone: two with rings of one shape would give one finding.
std::map<std::string, unsigned> Run::findings() {
  std::map<std::string, std::vector<ir::Block>> Bodies;
  for (const auto &[Name, F] : Scenarios)
    std::swap(Bodies[Name], Modules[0].function(F).Blocks);
  std::map<std::string, unsigned> Count;
  for (const auto &[Name, F] : Scenarios) {
    std::swap(Bodies[Name], Modules[0].function(F).Blocks);
    Count[Name] = analyze(Modules).Findings.size();
    std::swap(Bodies[Name], Modules[0].function(F).Blocks);
  }
  for (const auto &[Name, F] : Scenarios)
    std::swap(Bodies[Name], Modules[0].function(F).Blocks);
  return Count;
}

bool Run::agree(StringRef Name, ir::FuncId F, const Log &Happened,
                unsigned Findings) const {
  conformance::Interpreter Interpreter(Modules[0], "Object", "probe");
  std::set<Log> Allowed = Interpreter.run(F);
  bool Agree = true;
  if (!Allowed.contains(Happened) || Allowed.size() > MaxOutcomes) {
    Agree = false;
    outs() << Name << ": alive were " << text(Happened) << ", but contracts "
           << (Allowed.contains(Happened) ? "say too little:" : "say:") << '\n';
    for (const Log &L : Allowed)
      outs() << "  " << text(L) << '\n';
  }
  bool Leaks = !Happened.empty() && Happened.back() != 0;
  bool Pinned = Name.ends_with("_FN") || Name.ends_with("_FP");
  bool IsRight = Leaks == (Findings != 0);
  if (IsRight == Pinned) {
    Agree = false;
    outs() << Name << ": " << (Leaks ? "leaks" : "does not leak") << ", and "
           << Findings << " findings say so"
           << (Pinned ? "; take out the pin" : "") << '\n';
  }
  return Agree;
}

unsigned Run::check() {
  extract();
  Covered.use(Extracted.Stats);
  std::map<std::string, Log> Real = runProgram(Program);
  std::map<std::string, unsigned> Findings = findings();
  unsigned Wrong = 0;
  for (const auto &Entry : Extracted.Stats.Opaque) {
    outs() << "not described: " << Entry.getKey() << " (" << Entry.getValue()
           << ")\n";
    ++Wrong;
  }
  for (const auto &[Name, F] : Scenarios)
    Wrong += !agree(Name, F, Real[Name], Findings[Name]);
  outs() << sys::path::filename(Source) << ": " << Scenarios.size()
         << " scenarios, " << Wrong << " wrong\n";
  return Wrong + (Scenarios.empty() || Scenarios.size() != Real.size());
}

int main(int Argc, char **Argv) {
  if (Argc < 5 || Argc % 2 == 0) {
    errs()
        << "usage: conformance-check GAPS LIBRARY SCENARIOS.cpp PROGRAM ...\n";
    return 2;
  }
  contracts::Table Table = Check(contracts::Table::builtin());
  conformance::Coverage Covered;
  Covered.wantModel(Table, "std.yaml");
  Covered.wantModel(Table, "weakspot.yaml");
  Check(Covered.wantAnnotations(Argv[2]));

  for (int I = 3; I + 1 < Argc; I += 2) {
    SmallString<128> Model(Argv[I]);
    sys::path::replace_extension(Model, "yaml");
    if (sys::fs::exists(Model))
      Check(Table.addFile(Model));
  }

  unsigned Wrong = 0;
  for (int I = 3; I + 1 < Argc; I += 2)
    Wrong += Run(Table, Argv[2], Argv[I], Argv[I + 1], Covered).check();

  std::unique_ptr<MemoryBuffer> Gaps =
      Check(errorOrToExpected(MemoryBuffer::getFile(Argv[1])));
  unsigned Missing = Covered.report(Gaps->getBuffer(), outs());
  outs() << Covered.size() << " contracts, " << Missing
         << " without a scenario or listed wrongly\n";
  return Wrong + Missing != 0;
}
