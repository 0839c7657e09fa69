//===- Extract.cpp - A C++ source file becomes ownership IR ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Extract.h"
#include "Frontend/BodyObserver.h"
#include "Frontend/Lower.h"
#include "Frontend/ParseTU.h"
#include "Frontend/SharedHeaders.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaConsumer.h"
#include <ctime>

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

static double threadSeconds() {
  timespec T;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &T) != 0)
    return 0;
  return static_cast<double>(T.tv_sec) + static_cast<double>(T.tv_nsec) * 1e-9;
}

namespace {

class Consumer : public SemaConsumer {
public:
  Consumer(const ExtractOptions &Options, StringRef Directory,
           ExtractResult &Result, BodyObserver *Observer)
      : Options(Options), Directory(Directory), Result(Result),
        Observer(Observer), Start(threadSeconds()) {}

  void InitializeSema(Sema &NewSema) override { S = &NewSema; }
  void ForgetSema() override { S = nullptr; }

  bool shouldSkipFunctionBody(Decl *D) override { return isSystemBody(*D); }

  void HandleTranslationUnit(ASTContext & /*Context*/) override {
    double Parsed = threadSeconds();
    Result.Stats.ParseSeconds = Parsed - Start;
    if (!S || (isIncomplete(*S) && !Options.KeepGoing))
      return;
    Result.Module = lower(*S, Options, Directory, Result.Stats, Observer);
    Result.Stats.LowerSeconds = threadSeconds() - Parsed;
    Result.Ok = true;
  }

private:
  const ExtractOptions &Options;
  std::string Directory;
  ExtractResult &Result;
  BodyObserver *Observer;
  Sema *S = nullptr;
  double Start;
};

class Action : public ASTFrontendAction {
public:
  Action(const ExtractOptions &Options, StringRef Directory,
         ExtractResult &Result, BodyObserver *Observer)
      : Options(Options), Directory(Directory), Result(Result),
        Observer(Observer) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    return std::make_unique<Consumer>(Options, Directory, Result, Observer);
  }

private:
  const ExtractOptions &Options;
  StringRef Directory;
  ExtractResult &Result;
  BodyObserver *Observer;
};

} // namespace

ExtractResult extract(const CompileCommand &Command,
                      const ExtractOptions &Options) {
  return extractObserved(Command, Options, nullptr);
}

ExtractResult extractObserved(const CompileCommand &Command,
                              const ExtractOptions &Options,
                              BodyObserver *Observer) {
  ExtractResult Result;
  ExtractOptions ForFile = Options;
  if (Command.AssertionMacros)
    ForFile.AssertionMacros = *Command.AssertionMacros;
  Action TheAction(ForFile, Command.Directory, Result, Observer);
  ParsedTU Parsed = parseTU(Command, ForFile, TheAction);
  if (Options.Shared && Parsed.Errors) {
    // It may be that a name is ambiguous to it that it does not see.
    ExtractOptions Alone = Options;
    Alone.Shared = nullptr;
    return extractObserved(Command, Alone, Observer);
  }
  Result.Diagnostics = std::move(Parsed.Diagnostics);
  Result.Errors = Parsed.Errors;
  Result.FilesRead = std::move(Parsed.FilesRead);
  if (Options.Shared)
    Options.Shared->complete(Result.FilesRead);
  if (Result.Errors && !Options.KeepGoing)
    Result.Ok = false;
  return Result;
}

} // namespace weakspot::frontend
