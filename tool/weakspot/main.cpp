//===- main.cpp - The weakspot command --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "Colour.h"
#include "Command.h"
#include "Driver/Interrupt.h"
#include "Report/Nearest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <array>

using namespace llvm;
using namespace weakspot;
using namespace weakspot::tool;

const StringLiteral tool::Overview =
    R"(weakspot finds ownership cycles of shared_ptr in C++ programs and proves them.

  weakspot check                      the project around this directory
  weakspot check -p build             the project built there
  weakspot check a.cpp b.cpp -- -std=c++20 -Iinclude
                                      these files, as one program
  weakspot fix -p build               repair what it finds, and prove it
  weakspot baseline write             from now on only what is new counts
  weakspot explain shared-ptr-cycle   why it leaks and what to do
)"
#ifdef WEAKSPOT_HAS_LSP
    R"(  weakspot lsp                        serve an editor, beside clangd
)"
#endif
    R"(
Exit codes: 0 clean, 1 findings, 2 wrong usage or configuration, 3 something
asked for was not analysed, 130 interrupted.
)";

cl::OptionCategory &tool::optionCategory() {
  static cl::OptionCategory Category("Options");
  return Category;
}

int tool::reportUsageError(const Twine &Message) {
  WithColor::error(errs(), "weakspot") << Message << '\n';
  return EC_Usage;
}

int tool::reportUsageError(Error E) {
  return reportUsageError(toString(std::move(E)));
}

int tool::reportIncomplete(Error E) {
  reportUsageError(std::move(E));
  return EC_Incomplete;
}

static void printVersion(raw_ostream &OS) {
  OS << "weakspot " WEAKSPOT_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
}

ArrayRef<Command> tool::commands() {
  static const std::array All = {checkCommand(),         baselineWriteCommand(),
                                 baselineCheckCommand(), baselinePruneCommand(),
                                 extractCommand(),       linkCommand(),
                                 reportCommand(),        graphCommand(),
                                 fixCommand(),           irCommand(),
#ifdef WEAKSPOT_HAS_LSP
                                 lspCommand(),
#endif
                                 checksCommand(),        explainCommand(),
                                 explainLeakCommand(),   completionCommand(),
                                 manualCommand()};
  return All;
}

/// Takes `-- FLAGS` off the arguments.
static CompilerFlags takeFlags(SmallVectorImpl<const char *> &Args) {
  auto It = find(Args, StringRef("--"));
  if (It == Args.end())
    return std::nullopt;
  std::vector<std::string> Flags(std::next(It), Args.end());
  Args.erase(It, Args.end());
  return Flags;
}

/// Makes one word of a subcommand's two: `baseline write`.
static std::optional<std::string> joinWords(ArrayRef<const char *> Args,
                                            ArrayRef<Command> Commands) {
  if (Args.size() < 2)
    return std::nullopt;
  std::string First = Args[1];
  if (none_of(Commands, [&](const Command &C) {
        return C.Sub->getName().starts_with(First + " ");
      }))
    return std::nullopt;
  return Args.size() > 2 ? First + " " + Args[2] : First;
}

/// LLVM's own suggestions for subcommands miss two letters that are swapped.
static std::optional<int> refuseUnknown(ArrayRef<const char *> Args,
                                        ArrayRef<Command> Commands) {
  if (Args.size() < 2 || StringRef(Args[1]).starts_with("-"))
    return std::nullopt;
#ifndef WEAKSPOT_HAS_LSP
  if (StringRef(Args[1]) == "lsp")
    return reportUsageError(
        "this weakspot is built against LLVM " LLVM_VERSION_STRING
        ", which has no library for language servers; "
        "one that is built against LLVM 22 has lsp");
#endif
  std::vector<std::string> Names;
  for (const Command &C : Commands)
    Names.push_back(C.Sub->getName().str());
  if (is_contained(Names, StringRef(Args[1])))
    return std::nullopt;
  std::vector<std::string> SecondWords;
  for (StringRef Name : Names)
    if (Name.consume_front(Args[1]) && Name.consume_front(" "))
      SecondWords.push_back(Name.str());
  if (!SecondWords.empty())
    return reportUsageError(Twine(Args[1]) + " needs one of these words: " +
                            join(SecondWords, ", "));
  return reportUsageError("no subcommand is called '" + Twine(Args[1]) + "'" +
                          didYouMean(Args[1], Names));
}

/// A report that could not be written must not look like one that was.
static int afterOutput(int Code) {
  outs().flush();
  if (!outs().has_error())
    return Code;
  WithColor::error(errs(), "weakspot")
      << "cannot write the output: " << outs().error().message() << '\n';
  outs().clear_error();
  return EC_Incomplete;
}

int main(int Argc, char **Argv) {
  exitOnInterrupt();
  SmallVector<const char *> Args(Argv, Argv + Argc);
  Args[0] = "weakspot";
  CompilerFlags Flags = takeFlags(Args);

  // `weakspot help check` is `weakspot check --help`.
  if (Args.size() > 1 && StringRef(Args[1]) == "help") {
    Args.erase(Args.begin() + 1);
    Args.push_back("--help");
  }
  ArrayRef<Command> Commands = commands();
  std::optional<std::string> Joined = joinWords(Args, Commands);
  if (Joined) {
    Args[1] = Joined->c_str();
    if (Args.size() > 2)
      Args.erase(Args.begin() + 2);
  }
  if (std::optional<int> Code = refuseUnknown(Args, Commands))
    return *Code;
  cl::HideUnrelatedOptions(optionCategory());
  cl::SetVersionPrinter(printVersion);
  StringRef Help = Overview;
  for (const Command &C : Commands)
    if (Args.size() > 1 && C.Sub->getName() == Args[1]) {
      Help = C.Help;
      if (auto Mistake = findMistake(ArrayRef(Args).drop_front(2), *C.Sub))
        return reportUsageError(*Mistake);
    }
  if (Args.size() > 1 && StringRef(Args[1]).starts_with("-"))
    if (auto Mistake = findMistake(ArrayRef(Args).drop_front(),
                                   cl::SubCommand::getTopLevel()))
      return reportUsageError(*Mistake);
  if (!cl::ParseCommandLineOptions(static_cast<int>(Args.size()), Args.data(),
                                   Help, &errs()))
    return EC_Usage;
  setUpColour();
  for (const Command &C : Commands)
    if (*C.Sub)
      return afterOutput(C.Run(Flags));
  errs() << Overview;
  return EC_Usage;
}
