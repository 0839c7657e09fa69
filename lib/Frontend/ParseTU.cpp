//===- ParseTU.cpp - One TU through Clang's parser ------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ParseTU.h"
#include "Frontend/Compat.h"
#include "Frontend/Preamble.h"
#include "Frontend/SharedHeaders.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclBase.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

namespace {

/// Prints the first errors; keeps count of all.
class FirstErrors : public DiagnosticConsumer {
public:
  explicit FirstErrors(std::string &Text) : Stream(Text) {
    Options.ShowColors = false;
    Options.ShowCarets = false;
    Printer = compat::makeTextPrinter(Stream, Options);
  }

  void BeginSourceFile(const LangOptions &LO,
                       const clang::Preprocessor *PP) override {
    Printer->BeginSourceFile(LO, PP);
  }
  void EndSourceFile() override { Printer->EndSourceFile(); }

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    bool IsError = Level >= DiagnosticsEngine::Error;
    if (IsError)
      ++Errors;
    // A note belongs to the error before it.
    if ((IsError && Errors <= MaxShown) ||
        (Level == DiagnosticsEngine::Note && LastShown))
      Printer->HandleDiagnostic(Level, Info);
    if (Level != DiagnosticsEngine::Note)
      LastShown = IsError && Errors <= MaxShown;
  }

  unsigned Errors = 0;

private:
  static constexpr unsigned MaxShown = 10;
  raw_string_ostream Stream;
  DiagnosticOptions Options;
  std::unique_ptr<DiagnosticConsumer> Printer;
  bool LastShown = false;
};

} // namespace

/// The command without what makes outputs, and with what we need.
static std::vector<std::string> adjusted(const CompileCommand &Command,
                                         const ExtractOptions &Options) {
  using namespace clang::tooling;
  std::vector<std::string> Args = Command.CommandLine;
  for (const ArgumentsAdjuster &Adjust :
       {getClangStripOutputAdjuster(), getClangStripDependencyFileAdjuster(),
        getClangSyntaxOnlyAdjuster()})
    Args = Adjust(Args, Command.File);
  if (Args.empty())
    Args.push_back("clang++");
  // Where the driver lies says which system headers it finds.
  if (!sys::path::has_parent_path(Args.front()))
    if (ErrorOr<std::string> Path = sys::findProgramByName(Args.front()))
      Args.front() = *Path;
  bool HasResourceDir = any_of(Args, [](const std::string &A) {
    return StringRef(A).starts_with("-resource-dir");
  });
  std::vector<std::string> Ours;
  if (!HasResourceDir) {
    Ours.push_back("-resource-dir");
    Ours.push_back(Options.ResourceDir.empty() ? WEAKSPOT_RESOURCE_DIR
                                               : Options.ResourceDir);
  }
  Args.insert(Args.begin() + 1, Ours.begin(), Ours.end());
  // Warnings cost time, some of them a control-flow graph per function.
  auto DashDash = find(Args, "--");
  Args.insert(DashDash, "-w");
  return Args;
}

std::shared_ptr<CompilerInvocation>
makeInvocation(const CompileCommand &Command, const ExtractOptions &Options,
               const IntrusiveRefCntPtr<vfs::FileSystem> &Files,
               std::string &Problem) {
  if (!Command.Directory.empty())
    if (std::error_code EC =
            Files->setCurrentWorkingDirectory(Command.Directory)) {
      Problem = "cannot work in " + Command.Directory + ": " + EC.message();
      return nullptr;
    }
  std::vector<std::string> Args = adjusted(Command, Options);
  std::shared_ptr<CompilerInvocation> Invocation =
      compat::makeInvocation(Args, Files);
  if (!Invocation || Invocation->getFrontendOpts().Inputs.empty()) {
    Problem = "the compile command cannot be understood";
    return nullptr;
  }

  FrontendOptions &Frontend = Invocation->getFrontendOpts();
  Frontend.SkipFunctionBodies = Options.SkipSystemBodies;
  Frontend.DisableFree = Options.LeaveMemory;
  Frontend.OutputFile.clear();
  Frontend.ProgramAction = clang::frontend::ParseSyntaxOnly;
  Invocation->getDependencyOutputOpts() = DependencyOutputOptions();
  Invocation->getPreprocessorOutputOpts() = PreprocessorOutputOptions();
  Invocation->getDiagnosticOpts().IgnoreWarnings = true;
  // Even warnings that are errors by default are only warnings elsewhere.
  Invocation->getDiagnosticOpts().Warnings = {"no-everything"};
  Invocation->getDiagnosticOpts().DiagnosticSerializationFile.clear();
  Invocation->getDiagnosticOpts().VerifyDiagnostics = false;
  Invocation->getLangOpts().CommentOpts = CommentOptions();
  return Invocation;
}

IntrusiveRefCntPtr<vfs::FileSystem> filesOf(const ExtractOptions &Options) {
  if (Options.Files)
    return Options.Files;
  return vfs::createPhysicalFileSystem().release();
}

bool isSystemBody(const Decl &D) {
  const SourceManager &SM = D.getASTContext().getSourceManager();
  return SM.isInSystemHeader(SM.getExpansionLoc(D.getLocation()));
}

std::vector<std::string> filesRead(const SourceManager &SM,
                                   StringRef Directory) {
  std::vector<std::string> Files;
  for (auto It = SM.fileinfo_begin(), End = SM.fileinfo_end(); It != End;
       ++It) {
    SmallString<256> Path(It->first.getName());
    if (!sys::path::is_absolute(Path)) {
      Path = Directory;
      sys::path::append(Path, It->first.getName());
    }
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    Files.push_back(std::string(Path));
  }
  llvm::sort(Files);
  return Files;
}

ParsedTU parseTU(const CompileCommand &Command, const ExtractOptions &Options,
                 FrontendAction &Action) {
  ParsedTU Result;
  FirstErrors Errors(Result.Diagnostics);
  auto Fail = [&](const Twine &Message) {
    Result.Diagnostics += (Command.File + ": " + Message + "\n").str();
    Result.Errors = std::max(Errors.Errors, 1U);
    return std::move(Result);
  };
  IntrusiveRefCntPtr<vfs::FileSystem> FS = filesOf(Options);
  std::string Problem;
  std::shared_ptr<CompilerInvocation> Invocation =
      makeInvocation(Command, Options, FS, Problem);
  if (!Invocation)
    return Fail(Problem);
  if (Options.Parsed)
    Options.Parsed->use(*Invocation, FS);
  else if (Options.Shared)
    Options.Shared->use(*Invocation, FS);

  std::unique_ptr<CompilerInstance> CI =
      compat::makeCompiler(Invocation, FS, Errors);
  // "1 error generated." belongs to a compiler.
  CI->setVerboseOutputStream(nulls());
  bool Ran = CI->ExecuteAction(Action);
  if (CI->hasSourceManager())
    Result.FilesRead = filesRead(CI->getSourceManager(), Command.Directory);
  if (Options.LeaveMemory)
    llvm::BuryPointer(std::move(CI));
  Result.Errors = Errors.Errors;
  if (!Ran && Result.Errors == 0)
    return Fail("could not be parsed");
  return Result;
}

} // namespace weakspot::frontend
