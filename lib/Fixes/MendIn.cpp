//===- MendIn.cpp - What is asked for, in one parsed TU -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/BindWeakener.h"
#include "Fixes/CaptureWeakener.h"
#include "Fixes/InnerObject.h"
#include "Fixes/QuickFix.h"
#include "Fixes/SlotWeakener.h"
#include "Fixes/WeakenTU.h"

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
  bool isAt(SourceLocation L, ArrayRef<SourcePlace> Places) {
    ir::Loc P = Names.place(L);
    return P.isValid() && any_of(Places, [&](const SourcePlace &Place) {
             return P.Line == Place.Line && P.Col == Place.Column &&
                    Scratch.Files[P.File] == Place.File;
           });
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
    auto IsHere = [&](SourceLocation L) { return isAt(L, Request.Places); };
    auto IsFirst = [&](SourceLocation L) {
      return isAt(L, Request.Places.front());
    };
    Result.Done = Fix.run(Request.Check, IsHere, IsFirst);
    Result.Found = !Result.Done.empty();
    Result.Sketch = Fix.Sketch;
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

} // namespace

WeakenedTU mendIn(ASTContext &Context, const ExtractOptions &Options,
                  StringRef Directory, const WeakenRequest &Request,
                  ArrayRef<const FunctionDecl *> Uncalled) {
  WeakenedTU Result;
  Repairing(Context, Options, Directory, Request, Uncalled, Result).run();
  return Result;
}

} // namespace weakspot::fixes
