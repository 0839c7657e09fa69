//===- WeakenTU.cpp - Makes one edge weak in one TU -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/WeakenTU.h"
#include "Fixes/CaptureWeakener.h"
#include "Fixes/SlotWeakener.h"
#include "Frontend/ParseTU.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::frontend;

namespace weakspot::fixes {

namespace {

class Consumer : public ASTConsumer {
public:
  Consumer(const ExtractOptions &Options, StringRef Directory,
           const WeakenRequest &Request, WeakenedTU &Result)
      : Options(Options), Directory(Directory), Request(Request),
        Result(Result) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = D->getASTContext().getSourceManager();
    return SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    if (Context.getDiagnostics().hasUncompilableErrorOccurred())
      return;
    ir::Module Scratch;
    Symbols Names(Context, *Options.Contracts, Scratch, Options.ProjectRoot,
                  Directory);
    auto IsDeclared = [&](SourceLocation L) {
      ir::Loc P = Names.place(L);
      return P.isValid() && P.Line == Request.Decl.Line &&
             P.Col == Request.Decl.Column &&
             Scratch.Files[P.File] == Request.Decl.File;
    };
    TextEdits Out(Context, Options.ProjectRoot);
    if (Request.IsCapture)
      weakenCapture(Context, Names, IsDeclared, Out);
    else
      weakenSlot(Context, Names, IsDeclared, Out);
    Result.Edits = Out.takeEdits();
    Result.Refusals = Out.takeRefusals();
  }

private:
  using PlaceTest = function_ref<bool(SourceLocation)>;

  void weakenSlot(ASTContext &Context, Symbols &Names, PlaceTest IsDeclared,
                  TextEdits &Out) {
    DenseMap<const ValueDecl *, bool> Known;
    auto IsSlot = [&](const ValueDecl *D) {
      const auto *F = dyn_cast<FieldDecl>(D);
      if (!F || F->getName() != Request.Name)
        return false;
      auto [It, IsNew] = Known.try_emplace(F, false);
      if (IsNew)
        It->second = IsDeclared(F->getLocation());
      return It->second;
    };
    SlotUses Uses =
        collectSlotUses(Context, *Options.Contracts, Names, IsSlot, Out);
    Result.Found = !Uses.Declarations.empty();
    Result.Uses = Uses.Uses.size();
    if (Uses.Pointer)
      Result.WeakType = Uses.Pointer->Weak->Name;
    SlotWeakener(Context, std::move(Uses), Request.Policy, Out).run();
  }

  void weakenCapture(ASTContext &Context, Symbols &Names, PlaceTest IsDeclared,
                     TextEdits &Out) {
    CaptureWeakener W(Context, *Options.Contracts, Names, Request.Policy, Out);
    Result.Found = W.run(Request.Name, IsDeclared);
    Result.WeakType = W.weakType();
  }

  const ExtractOptions &Options;
  std::string Directory;
  const WeakenRequest &Request;
  WeakenedTU &Result;
};

class Action : public ASTFrontendAction {
public:
  Action(const ExtractOptions &Options, StringRef Directory,
         const WeakenRequest &Request, WeakenedTU &Result)
      : Options(Options), Directory(Directory), Request(Request),
        Result(Result) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    return std::make_unique<Consumer>(Options, Directory, Request, Result);
  }

private:
  const ExtractOptions &Options;
  StringRef Directory;
  const WeakenRequest &Request;
  WeakenedTU &Result;
};

} // namespace

WeakenedTU weaken(const CompileCommand &Command, const ExtractOptions &Options,
                  const WeakenRequest &Request) {
  WeakenedTU Result;
  Action TheAction(Options, Command.Directory, Request, Result);
  ParsedTU Parsed = parseTU(Command, Options, TheAction);
  if (Parsed.Errors != 0)
    Result.Refusals.push_back({{Command.File, 1, 1}, "it has errors"});
  return Result;
}

} // namespace weakspot::fixes
