//===- main.cpp - Do contracts say what the classes do? -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   conformance-check SCENARIOS.cpp PROGRAM
//
// PROGRAM is SCENARIOS.cpp compiled: it runs the real classes and prints for
// each scenario how many objects were alive at its probes. The same source is
// lowered by the contracts, and the IR interpreted. What happened must be among
// what the contracts allow, and they must not allow everything.
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
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

int main(int Argc, char **Argv) {
  if (Argc < 3) {
    errs() << "usage: conformance-check SCENARIOS.cpp PROGRAM [FLAGS]\n";
    return 2;
  }
  contracts::Table Table = Check(contracts::Table::builtin());
  frontend::ExtractOptions Options;
  Options.Contracts = &Table;
  Options.ProjectRoot = sys::path::parent_path(Argv[1]).str();
  frontend::CompileCommand Command;
  Command.Directory = Options.ProjectRoot;
  Command.File = Argv[1];
  Command.CommandLine = {"clang++", "-std=c++20"};
  Command.CommandLine.insert(Command.CommandLine.end(), Argv + 3, Argv + Argc);
  Command.CommandLine.push_back(Argv[1]);
  frontend::ExtractResult Extracted = frontend::extract(Command, Options);
  if (!Extracted.Ok) {
    errs() << Extracted.Diagnostics;
    return 1;
  }

  std::map<std::string, Log> Real = runProgram(Argv[2]);
  unsigned Checked = 0, Wrong = 0;
  for (const auto &Entry : Extracted.Stats.Opaque) {
    outs() << "not described: " << Entry.getKey() << " (" << Entry.getValue()
           << ")\n";
    ++Wrong;
  }
  for (size_t I = 0; I < Extracted.Module.Functions.size(); ++I) {
    StringRef Name = Extracted.Module.Functions[I].Name;
    if (!Name.consume_front("scenario_") || !Name.consume_back("()") ||
        Name.contains(':'))
      continue;
    ++Checked;
    conformance::Interpreter Interpreter(Extracted.Module, "Object", "probe");
    std::set<Log> Allowed = Interpreter.run(static_cast<ir::FuncId>(I));
    const Log &Happened = Real[Name.str()];
    if (Allowed.contains(Happened) && Allowed.size() <= MaxOutcomes)
      continue;
    ++Wrong;
    outs() << Name << ": alive were " << text(Happened) << ", but contracts "
           << (Allowed.contains(Happened) ? "say too little:" : "say:") << '\n';
    for (const Log &L : Allowed)
      outs() << "  " << text(L) << '\n';
  }
  outs() << Checked << " scenarios, " << Wrong << " wrong\n";
  return Wrong != 0 || Checked == 0 || Checked != Real.size();
}
