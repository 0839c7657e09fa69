//===- Check.cpp - A check of Weakspot in clang-tidy ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Places.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang;
using namespace clang::tidy;

namespace weakspot::tidy {

Check::Check(StringRef CheckName, ClangTidyContext *Context, Session &Shared)
    : ClangTidyCheck(CheckName, Context), Name(CheckName), Host(*Context),
      ForAll("weakspot", Context->getOptions().CheckOptions, Context),
      Models(ForAll.get("Models", "")), Run(Shared.currentRun(Context)) {
  StringRef Short = CheckName;
  if (Short.consume_front("weakspot-"))
    Name = Short.str();
}

void Check::storeOptions(ClangTidyOptions::OptionMap &AllOptions) {
  ForAll.store(AllOptions, "Models", Models);
}

void Check::registerPPCallbacks(const SourceManager & /*NewSM*/,
                                Preprocessor *PP,
                                Preprocessor * /*ModuleExpanderPP*/) {
  SM = &PP->getSourceManager();
  Run->setPreprocessor(*PP);
}

void Check::registerMatchers(ast_matchers::MatchFinder *Finder) {
  // Whoever matches nothing is not told of the end.
  Finder->addMatcher(ast_matchers::translationUnitDecl(), this);
}

void Check::check(const ast_matchers::MatchFinder::MatchResult & /*Result*/) {}

void Check::onEndOfTranslationUnit() {
  if (!SM)
    return;
  TUSettings Settings;
  Settings.Models = Models;
  if (ErrorOr<std::string> Directory = SM->getFileManager()
                                           .getVirtualFileSystem()
                                           .getCurrentWorkingDirectory())
    Settings.Directory = *Directory;
  Run->analyse(Settings, [&](StringRef CheckName) {
    return Host.isCheckEnabled(("weakspot-" + CheckName).str());
  });
  for (const std::string &Problem : Run->takeProblems())
    configurationDiag("%0", DiagnosticIDs::Error) << Problem;

  Places Where(*SM, Settings.Directory);
  for (const Finding &F : Run->findings())
    if (F.Check == Name && F.Kind != Verdict::Managed &&
        F.Kind != Verdict::Possible)
      emit(F, Where);
}

void Check::emit(const Finding &F, Places &Where) {
  SourceLocation L = Where.inTU(F.Where);
  if (L.isInvalid())
    return;
  diag(L, "%0") << F.Message;
  for (const Note &N : F.Notes)
    diag(Where.anywhere(N.Where), "%0", DiagnosticIDs::Note) << N.Message;
}

} // namespace weakspot::tidy
