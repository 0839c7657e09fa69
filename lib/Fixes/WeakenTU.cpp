//===- WeakenTU.cpp - Makes one edge weak in one TU -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/WeakenTU.h"
#include "Fixes/Instances.h"
#include "Fixes/QuickFix.h"
#include "Frontend/ParseTU.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Sema/SemaConsumer.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::frontend;

namespace weakspot::fixes {

namespace {

class Consumer : public SemaConsumer {
public:
  Consumer(const ExtractOptions &Options, StringRef Directory,
           ArrayRef<WeakenRequest> Requests, std::vector<WeakenedTU> &Results)
      : Options(Options), Directory(Directory), Requests(Requests),
        Results(Results) {}

  void InitializeSema(Sema &S) override {
    StringSet<> Members;
    for (const WeakenRequest &Request : Requests)
      for (StringRef Name : {Request.Name, Request.BackName})
        if (Request.Kind == RepairKind::Member ||
            Request.Kind == RepairKind::InnerObject)
          Members.insert(Name);
    if (Members.empty())
      return;
    Uncalled = new Instances(S, std::move(Members));
    S.addExternalSource(Uncalled.get());
  }

  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = D->getASTContext().getSourceManager();
    return SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    if (Context.getDiagnostics().hasUncompilableErrorOccurred())
      return;
    std::vector<std::string> Taken;
    for (auto [Request, Result] : zip_equal(Requests, Results)) {
      WeakenRequest Mine = Request;
      append_range(Mine.Taken, Taken);
      Result = mendIn(Context, Options, Directory, Mine,
                      Uncalled ? Uncalled->made()
                               : ArrayRef<const FunctionDecl *>());
      if (!Result.Taken.empty())
        Taken.push_back(Result.Taken);
    }
  }

private:
  const ExtractOptions &Options;
  std::string Directory;
  ArrayRef<WeakenRequest> Requests;
  std::vector<WeakenedTU> &Results;
  IntrusiveRefCntPtr<Instances> Uncalled;
};

class Action : public ASTFrontendAction {
public:
  Action(const ExtractOptions &Options, StringRef Directory,
         ArrayRef<WeakenRequest> Requests, std::vector<WeakenedTU> &Results)
      : Options(Options), Directory(Directory), Requests(Requests),
        Results(Results) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    return std::make_unique<Consumer>(Options, Directory, Requests, Results);
  }

private:
  const ExtractOptions &Options;
  StringRef Directory;
  ArrayRef<WeakenRequest> Requests;
  std::vector<WeakenedTU> &Results;
};

} // namespace

std::vector<WeakenedTU> weaken(const CompileCommand &Command,
                               const ExtractOptions &Options,
                               ArrayRef<WeakenRequest> Requests) {
  std::vector<WeakenedTU> Results(Requests.size());
  Action TheAction(Options, Command.Directory, Requests, Results);
  ParsedTU Parsed = parseTU(Command, Options, TheAction);
  if (Parsed.Errors != 0)
    for (WeakenedTU &Result : Results)
      Result.Refusals.push_back({{Command.File, 1, 1}, "it has errors"});
  return Results;
}

} // namespace weakspot::fixes
