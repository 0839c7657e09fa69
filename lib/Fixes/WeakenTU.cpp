//===- WeakenTU.cpp - Makes one edge weak in one TU -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/WeakenTU.h"
#include "Fixes/BindWeakener.h"
#include "Fixes/CaptureWeakener.h"
#include "Fixes/InnerObject.h"
#include "Fixes/Instances.h"
#include "Fixes/QuickFix.h"
#include "Fixes/SlotWeakener.h"
#include "Frontend/ParseTU.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Sema/SemaConsumer.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::frontend;

namespace weakspot::fixes {

namespace {

/// A request in one TU.
class Repairing {
public:
  Repairing(ASTContext &Context, const ExtractOptions &Options,
            StringRef Directory, const WeakenRequest &Request,
            ArrayRef<const FunctionDecl *> Uncalled, WeakenedTU &Result)
      : Context(Context), Options(Options), Request(Request),
        Uncalled(Uncalled), Result(Result),
        Names(Context, *Options.Contracts, Scratch, Options.ProjectRoot,
              Directory),
        Out(Context, Request.EditRoot.empty() ? Options.ProjectRoot
                                              : Request.EditRoot) {}

  void run() {
    switch (Request.Kind) {
    case RepairKind::Member:
      weakenSlot();
      break;
    case RepairKind::Capture:
      weakenCapture();
      break;
    case RepairKind::InnerObject:
      makeInner();
      break;
    case RepairKind::Misuse:
      mend();
      break;
    }
    Result.Edits = Out.takeEdits();
    Result.Refusals = Out.takeRefusals();
    Result.Open = Out.takeOpen();
    Result.Understood = Out.takeUnderstood();
  }

private:
  bool isAt(SourceLocation L, const SourcePlace &Place) {
    ir::Loc P = Names.place(L);
    return P.isValid() && P.Line == Place.Line && P.Col == Place.Column &&
           Scratch.Files[P.File] == Place.File;
  }

  /// Whether a declaration is the member at a place. What was asked is kept.
  class MemberTest {
  public:
    MemberTest(Repairing &In, const SourcePlace &Place, StringRef Name)
        : In(In), Place(Place), Name(Name) {}
    bool operator()(const ValueDecl *D) {
      const auto *F = dyn_cast<FieldDecl>(D);
      if (!F || F->getName() != Name)
        return false;
      auto [It, IsNew] = Known.try_emplace(F, false);
      if (IsNew)
        It->second = In.isAt(F->getLocation(), Place);
      return It->second;
    }

  private:
    Repairing &In;
    const SourcePlace &Place;
    StringRef Name;
    DenseMap<const ValueDecl *, bool> Known;
  };

  void weakenSlot() {
    MemberTest IsSlot(*this, Request.Decl, Request.Name);
    SlotUses Uses = collectSlotUses(Context, *Options.Contracts, Names, IsSlot,
                                    Request.Name, Out);
    Result.Found = !Uses.Declarations.empty();
    Result.Uses = Uses.Uses.size();
    if (Uses.Pointer)
      Result.WeakType = Uses.Pointer->Weak->Name;
    StringSet<> Changers;
    for (const std::string &Key : Request.Changers)
      Changers.insert(Key);
    // The analysis does not know what they do.
    for (const FunctionDecl *F : Uncalled)
      Changers.insert(Names.key(F).Text);
    SlotWeakener W(Context, *Options.Contracts, Names, std::move(Uses),
                   Changers, Request.Policy, Out);
    W.run();
    Result.Throws = W.isThrowing();
  }

  void weakenCapture() {
    CaptureWeakener W(Context, *Options.Contracts, Names, Request.Policy, Out);
    Result.Found = W.run(
        Request.Name, [&](SourceLocation L) { return isAt(L, Request.Decl); });
    Result.WeakType = W.weakType();
    Result.Throws = W.isThrowing();
    if (Result.Found)
      return;
    BindWeakener Bound(Context, *Options.Contracts, Names, Out);
    Result.Found = Bound.run(
        Request.Name, [&](SourceLocation L) { return isAt(L, Request.Decl); });
    Result.WeakType = Bound.weakType();
  }

  void makeInner() {
    MemberTest IsKept(*this, Request.Decl, Request.Name);
    MemberTest IsBack(*this, Request.Back, Request.BackName);
    InnerObject(Context, *Options.Contracts, Names, Request, Out)
        .run(IsKept, IsBack, Result);
  }

  void mend() {
    QuickFix Fix(Context, *Options.Contracts, Names, Request.Policy, Out);
    Fix.Given = Request.Taken;
    Fix.IsOfLocksAlone = Request.IsOfLocksAlone;
    auto IsHere = [&](SourceLocation L) {
      return any_of(Request.Places,
                    [&](const SourcePlace &P) { return isAt(L, P); });
    };
    auto IsFirst = [&](SourceLocation L) {
      return isAt(L, Request.Places.front());
    };
    Result.Done = Fix.run(Request.Check, IsHere, IsFirst);
    Result.Found = !Result.Done.empty();
    if (!Fix.Taken.empty())
      Result.Taken = Fix.Taken.back();
  }

  ASTContext &Context;
  const ExtractOptions &Options;
  const WeakenRequest &Request;
  ArrayRef<const FunctionDecl *> Uncalled;
  WeakenedTU &Result;
  ir::Module Scratch;
  Symbols Names;
  TextEdits Out;
};

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
      Repairing(Context, Options, Directory, Mine,
                Uncalled ? Uncalled->made() : ArrayRef<const FunctionDecl *>(),
                Result)
          .run();
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

WeakenedTU mendIn(ASTContext &Context, const ExtractOptions &Options,
                  StringRef Directory, const WeakenRequest &Request) {
  WeakenedTU Result;
  Repairing(Context, Options, Directory, Request, {}, Result).run();
  return Result;
}

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
