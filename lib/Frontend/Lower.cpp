//===- Lower.cpp - A parsed TU becomes ownership IR -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Lower.h"
#include "Frontend/ModuleBuilder.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/Stack.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Parse/Parser.h"
#include "clang/Sema/Scope.h"
#include "clang/Sema/Sema.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

ir::Module lower(Sema &S, const ExtractOptions &Options, StringRef Directory,
                 ExtractStats &Stats, BodyObserver *Observer) {
  // On a thread of its own, Clang does not know yet how deep it may go.
  noteBottomOfStack();
  DiagnosticsEngine &Diags = S.getDiagnostics();
  // What is instantiated from here on for calls that a library makes must not
  // turn a good TU into a bad one.
  bool WasSilent = Diags.getSuppressAllDiagnostics();
  Diags.setSuppressAllDiagnostics(true);
  // Builtins that an instantiation asks for are declared in this scope; the
  // parser's own is gone.
  Scope TUScope(/*Parent=*/nullptr, Scope::DeclScope, Diags);
  TUScope.setEntity(S.getASTContext().getTranslationUnitDecl());
  SaveAndRestore Entered(S.TUScope, &TUScope);
  ModuleBuilder Builder(S, Options, Directory, Stats, Observer);
  Builder.lowerTranslationUnit();
  Diags.setSuppressAllDiagnostics(WasSilent);
  return Builder.take();
}

bool isIncomplete(const Sema &S) {
  // Warnings that are errors by default leave nothing out.
  return S.getDiagnostics().hasUnrecoverableErrorOccurred();
}

Sema *semaOf(const clang::Preprocessor &PP) {
  // Parsers offer themselves for code completion, wanted or not.
  auto *P = dynamic_cast<Parser *>(PP.getCodeCompletionHandler());
  return P ? &P->getActions() : nullptr;
}

} // namespace weakspot::frontend
