//===- CompileFlags.cpp - Other compilers' flags for Clang ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/CompileFlags.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/Path.h"
#include <optional>
#if CLANG_VERSION_MAJOR >= 22
#include "clang/Options/Options.h"
#else
#include "clang/Driver/Options.h"
#endif

using namespace llvm;
using opt::Arg;

namespace weakspot::frontend {

#if CLANG_VERSION_MAJOR >= 22
namespace options = clang::options;
using clang::getDriverOptTable;
#else
namespace options = clang::driver::options;
using clang::driver::getDriverOptTable;
#endif

/// By spelling, for families that the option table does not group.
static bool isUnwantedSpelling(StringRef Word) {
  static constexpr llvm::StringLiteral Prefixes[] = {
      // They ask for more than a parse, or change what it prints.
      "-fsanitize", "-fno-sanitize", "-fprofile", "-fno-profile", "-fcoverage",
      "-ftime-trace", "-fdiagnostics", "-fcolor-diagnostics", "-save-temps",
      "--save-temps", "-serialize-diagnostics", "--serialize-diagnostics",
      "-fmodule-output", "-fmax-errors", "-ferror-limit", "-gsplit-dwarf",
      // Other people's code in our process; other compilers' binary files.
      "-fplugin", "-fpass-plugin", "-include-pch", "-fpch-",
      // Dependency files by way of the preprocessor.
      "-Wp,-M"};
  return any_of(Prefixes,
                [=](StringRef Prefix) { return Word.starts_with(Prefix); });
}

static bool isUnwanted(const Arg &A) {
  const opt::Option &O = A.getOption();
  // After `--` there are only inputs.
  return O.matches(options::OPT__DASH_DASH) ||
         O.matches(options::OPT_UNKNOWN) || O.matches(options::OPT_INPUT) ||
         O.matches(options::OPT_o) || O.matches(options::OPT_Action_Group) ||
         O.matches(options::OPT_M_Group) || O.matches(options::OPT_W_Group) ||
         O.matches(options::OPT_pedantic_Group) ||
         O.matches(options::OPT_g_Group) || O.matches(options::OPT_Link_Group);
}

/// Of `-Xclang WORD`: how many such pairs from this one on are to go.
static unsigned unwantedFrontendPairs(StringRef Word) {
  return StringSwitch<unsigned>(Word)
      .Case("-include-pch", 2)
      .Case("-load", 2)
      .Case("-plugin", 2)
      .Case("-add-plugin", 2)
      .StartsWith("-plugin-arg-", 2)
      .Case("-fno-pch-timestamp", 1)
      .Case("-emit-pch", 1)
      .Default(0);
}

namespace {
class Adapter {
public:
  explicit Adapter(CompileCommand Command) : Command(std::move(Command)) {}

  CompileCommand run();

private:
  void addTargetOfCompilerName();
  void take(const Arg &A, ArrayRef<std::string> Words);
  void takeFrontendPair(const Arg &A, ArrayRef<std::string> Words);
  void addMainFile();

  CompileCommand Command;
  std::vector<std::string> Result;
  unsigned PairsToSkip = 0;
  bool HasLanguage = false;
};
} // namespace

CompileCommand Adapter::run() {
  ArrayRef<std::string> Words = Command.CommandLine;
  if (Words.empty())
    return Command;
  Result.push_back(Words[0]);
  addTargetOfCompilerName();

  SmallVector<const char *> Pointers;
  for (const std::string &Word : Words.drop_front())
    Pointers.push_back(Word.c_str());
  unsigned MissingIndex = 0;
  unsigned MissingCount = 0;
  opt::InputArgList Args =
      getDriverOptTable().ParseArgs(Pointers, MissingIndex, MissingCount,
                                    opt::Visibility(options::ClangOption));

  // An argument reaches from its first word to the next argument's.
  for (auto It = Args.begin(), End = Args.end(); It != End; ++It) {
    size_t First = (*It)->getIndex() + 1;
    auto Next = std::next(It);
    size_t Last =
        Next == End ? Words.size() - MissingCount : (*Next)->getIndex() + 1;
    if (Last > First)
      take(**It, Words.slice(First, Last - First));
  }
  addMainFile();
  Command.CommandLine = std::move(Result);
  return Command;
}

/// `aarch64-linux-gnu-g++-12` compiles for aarch64-linux-gnu.
void Adapter::addTargetOfCompilerName() {
  StringRef Name = sys::path::filename(Result[0]);
  Name = Name.rtrim("0123456789.-");
  for (StringRef Compiler : {"-clang++", "-clang", "-g++", "-gcc", "-c++"})
    if (Name.consume_back(Compiler)) {
      if (Name.contains('-'))
        Result.push_back("--target=" + Name.str());
      return;
    }
}

void Adapter::take(const Arg &A, ArrayRef<std::string> Words) {
  const opt::Option &O = A.getOption();
  if (O.matches(options::OPT_Xclang)) {
    takeFrontendPair(A, Words);
    return;
  }
  if (isUnwanted(A) || isUnwantedSpelling(Words.front()))
    return;
  if (O.matches(options::OPT_include)) {
    // The driver would take a `.gch` or `.pch` beside the header in its stead.
    Result.insert(Result.end(), {"-Xclang", "-include", "-Xclang",
                                 std::string(A.getValue())});
    return;
  }
  HasLanguage |= O.matches(options::OPT_x);
  Result.insert(Result.end(), Words.begin(), Words.end());
}

void Adapter::takeFrontendPair(const Arg &A, ArrayRef<std::string> Words) {
  if (PairsToSkip == 0)
    PairsToSkip = unwantedFrontendPairs(A.getValue());
  if (PairsToSkip != 0)
    --PairsToSkip;
  else
    Result.insert(Result.end(), Words.begin(), Words.end());
}

/// A header, or a file of another language that a C++ compiler was given.
static bool needsLanguage(StringRef File, StringRef Compiler) {
  StringRef Extension = sys::path::extension(File);
  if (Extension == ".c")
    return sys::path::filename(Compiler).contains("++");
  static constexpr llvm::StringLiteral Headers[] = {
      "",     ".h",   ".hh",  ".hpp", ".hxx", ".h++",
      ".inl", ".ipp", ".tpp", ".txx", ".inc"};
  return is_contained(Headers, Extension);
}

void Adapter::addMainFile() {
  if (!HasLanguage && needsLanguage(Command.File, Result[0]))
    Result.emplace_back("-xc++");
  bool LooksLikeFlag = StringRef(Command.File).starts_with("-");
  Result.push_back(LooksLikeFlag ? "./" + Command.File : Command.File);
}

CompileCommand adaptToClang(CompileCommand Command) {
  return Adapter(std::move(Command)).run();
}

} // namespace weakspot::frontend
