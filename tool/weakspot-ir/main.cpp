//===- main.cpp - A developer's tool for the ownership IR -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis/Analysis.h"
#include "Analysis/SolveStore.h"
#include "IR/Binary.h"
#include "IR/Text.h"
#include "IR/Verify.h"
#include "Misuse/Misuse.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace llvm;
using namespace weakspot;

static cl::OptionCategory Category("weakspot-ir options");
static cl::list<std::string> Inputs(cl::Positional, cl::desc("[FILE...]"),
                                    cl::cat(Category));
static cl::opt<bool> Verify("verify",
                            cl::desc("Check the guarantees of the IR"),
                            cl::cat(Category));
static cl::opt<bool> Print("print", cl::desc("Print the text form"),
                           cl::cat(Category));

static cl::opt<bool> Analyze("analyze",
                             cl::desc("Link all inputs and print the findings"),
                             cl::cat(Category));
static cl::opt<std::string>
    StoreFile("store",
              cl::desc("Take over what runs with this file have solved, and "
                       "say of how many functions"),
              cl::value_desc("FILE"), cl::cat(Category));
static cl::opt<std::string> ToBinary("to-binary",
                                     cl::desc("Write the binary form"),
                                     cl::value_desc("FILE"), cl::cat(Category));
static cl::opt<bool> FromBinary("from-binary",
                                cl::desc("Accept nothing but the binary form"),
                                cl::cat(Category));
static cl::opt<std::string> Output("o", cl::desc("Print to a file"),
                                   cl::value_desc("FILE"), cl::init("-"),
                                   cl::cat(Category));

static Expected<ir::Module> read(StringRef Path) {
  auto Buffer = MemoryBuffer::getFileOrSTDIN(Path);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  if (FromBinary || ir::isBinary((*Buffer)->getBuffer()))
    return ir::readBinary(std::move(*Buffer));
  return ir::parse((*Buffer)->getBuffer(), Path);
}

static void printPlace(const SourcePlace &Where, raw_ostream &OS) {
  OS << Where.File << ':' << Where.Line << ':' << Where.Column << ": ";
}

static StringRef label(Verdict V) {
  switch (V) {
  case Verdict::Leak:
    return "leak: ";
  case Verdict::Misuse:
    return "misuse: ";
  default:
    return "cycle: ";
  }
}

static AnalysisResult solve(const std::vector<ir::Module> &Modules) {
  auto Misuse = makeMisuseObserver({[](StringRef) { return true; }});
  if (StoreFile.empty())
    return analyze(Modules, {}, Misuse.get());
  auto Known = MemoryBuffer::getFile(StoreFile);
  // The file is written anew.
  std::string Before = Known ? (*Known)->getBuffer().str() : "";
  analysis::SolveStore Store(Before);
  AnalysisResult Result = analyze(Modules, {}, Misuse.get(), &Store);
  std::error_code Failure;
  raw_fd_ostream OS(StoreFile, Failure);
  Store.write([&](StringRef Piece) { OS << Piece; });
  errs() << Result.Stats.Reused << " of " << Result.Stats.Functions
         << " functions taken over"
         << (Store.isDamaged() ? ", the store is damaged" : "") << '\n';
  return Result;
}

static void printFindings(const std::vector<ir::Module> &Modules,
                          raw_ostream &OS) {
  for (const Finding &F : solve(Modules).Findings) {
    printPlace(F.Where, OS);
    OS << label(F.Kind) << F.Message << " [" << F.Check << "]\n";
    for (const Note &N : F.Notes) {
      printPlace(N.Where, OS);
      OS << "note: " << N.Message << '\n';
    }
    OS << "identity: " << F.Identity << '\n';
  }
}

static Error writeBinaryFile(const ir::Module &M, StringRef Path) {
  std::error_code Failure;
  ToolOutputFile Out(Path, Failure, sys::fs::OF_None);
  if (Failure)
    return createFileError(Path, Failure);
  if (Error E = ir::writeBinary(M, Out.os()))
    return E;
  Out.keep();
  return Error::success();
}

static Error run(StringRef Path, raw_ostream &OS,
                 std::vector<ir::Module> &Modules) {
  auto M = read(Path);
  if (!M)
    return M.takeError();
  if (Verify || !ToBinary.empty())
    if (Error E = ir::verify(*M))
      return E;
  if (!ToBinary.empty())
    if (Error E = writeBinaryFile(*M, ToBinary))
      return E;
  if (Print)
    ir::print(*M, OS);
  if (Analyze)
    Modules.push_back(std::move(*M));
  return Error::success();
}

int main(int Argc, char **Argv) {
  InitLLVM Init(Argc, Argv);
  cl::HideUnrelatedOptions(Category);
  cl::ParseCommandLineOptions(
      Argc, Argv, "Reads, checks and writes the ownership IR, as text\n");
  if (Inputs.empty())
    Inputs.push_back("-");
  std::error_code Failure;
  ToolOutputFile Out(Output, Failure, sys::fs::OF_None);
  if (Failure) {
    errs() << Output << ": " << Failure.message() << '\n';
    return 2;
  }
  if (!ToBinary.empty() && Inputs.size() != 1) {
    errs() << "--to-binary takes one module\n";
    return 2;
  }
  int Status = 0;
  std::vector<ir::Module> Modules;
  for (const std::string &Path : Inputs)
    if (Error E = run(Path, Out.os(), Modules)) {
      logAllUnhandledErrors(std::move(E), errs());
      Status = 1;
    }
  if (Status == 0 && Analyze)
    printFindings(Modules, Out.os());
  if (Status == 0)
    Out.keep();
  return Status;
}
