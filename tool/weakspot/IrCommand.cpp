//===- IrCommand.cpp - weakspot ir ------------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Colour.h"
#include "ConfigOptions.h"
#include "Driver/ProjectRoot.h"
#include "IR/Binary.h"
#include "IR/Text.h"
#include "Report/OutputFile.h"
#include "SourceOptions.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::tool {

static constexpr StringLiteral IrHelp =
    R"(Prints the ownership IR that a file is lowered to: what the analysis sees of it.
docs/ir.md is its reference.

  weakspot ir session.cpp -- -std=c++20
  weakspot ir -p build src/session.cpp --binary -o session.wir
)";

static cl::opt<std::string> IrFile("o", cl::Prefix, cl::value_desc("FILE"),
                                   cl::desc("Where to write it (stdout)"),
                                   cl::init("-"), cl::sub(irSub()),
                                   cl::cat(optionCategory()));

static cl::opt<bool> Binary("binary", cl::desc("Write the binary form"),
                            cl::sub(irSub()), cl::cat(optionCategory()));

static Error writeModule(const ir::Module &M, raw_ostream &OS) {
  if (Binary)
    return ir::writeBinary(M, OS);
  ir::print(M, OS);
  return Error::success();
}

static int runIr(const CompilerFlags &Flags) {
  if (sourceFiles().size() != 1)
    return reportUsageError("ir takes one file");
  if (Error E = applyConfig())
    return reportUsageError(std::move(E));
  Expected<contracts::Table> Contracts = contractTable();
  if (!Contracts)
    return reportUsageError(Contracts.takeError());
  Expected<Sources> Found = sourceCommands(Flags);
  if (!Found)
    return reportUsageError(Found.takeError());

  ExtractOptions Options;
  Options.Contracts = &*Contracts;
  Options.ProjectRoot = projectRoot(Found->Commands);
  Options.KeepGoing = keepGoing();
  ExtractResult Result = extract(Found->Commands.front(), Options);
  errs() << Result.Diagnostics;
  if (!Result.Ok && !keepGoing())
    return EC_Incomplete;
  Error Unwritten = Error::success();
  Error E = writeFile(IrFile, [&](raw_ostream &OS) {
    Unwritten = writeModule(Result.Module, OS);
  });
  if (Error Both = joinErrors(std::move(E), std::move(Unwritten)))
    return reportIncomplete(std::move(Both));
  return EC_Clean;
}

Command irCommand() { return {&irSub(), IrHelp, runIr}; }

} // namespace weakspot::tool
