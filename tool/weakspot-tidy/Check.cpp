//===- Check.cpp - A check of Weakspot in clang-tidy ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Check.h"
#include "Frontend/Extract.h"
#include "Places.h"
#include "Report/Paths.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang;
using namespace clang::tidy;

namespace weakspot::tidy {

Check::Check(StringRef CheckName, ClangTidyContext *Context, Session &Shared)
    : ClangTidyCheck(CheckName, Context), Name(CheckName), Host(*Context),
      ForAll("weakspot", Context->getOptions().CheckOptions, Context),
      Models(ForAll.get("Models", "")), Findings(ForAll.get("Findings", "")),
      AssertionMacros(
          ForAll.get("AssertionMacros", frontend::DefaultAssertionMacros)),
      NullPolicy(ForAll.get("NullPolicy", "return")),
      IgnoredTypes(ForAll.get("IgnoredTypes", "")),
      StrictOwnership(ForAll.get("StrictOwnership", false)),
      Run(Shared.currentRun(Context)) {
  StringRef Short = CheckName;
  if (Short.consume_front("weakspot-"))
    Name = Short.str();
}

void Check::storeOptions(ClangTidyOptions::OptionMap &AllOptions) {
  ForAll.store(AllOptions, "Models", Models);
  ForAll.store(AllOptions, "Findings", Findings);
  ForAll.store(AllOptions, "AssertionMacros", AssertionMacros);
  ForAll.store(AllOptions, "NullPolicy", NullPolicy);
  ForAll.store(AllOptions, "IgnoredTypes", IgnoredTypes);
  ForAll.store(AllOptions, "StrictOwnership", StrictOwnership);
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

TUSettings Check::settings() const {
  TUSettings Result;
  if (ErrorOr<std::string> Directory = SM->getFileManager()
                                           .getVirtualFileSystem()
                                           .getCurrentWorkingDirectory())
    Result.Directory = *Directory;
  SmallString<256> Source(Result.Directory);
  if (sys::path::is_absolute(Host.getCurrentFile()))
    Source.clear();
  sys::path::append(Source, Host.getCurrentFile());
  SmallVector<StringRef> Names;
  StringRef(Models).split(Names, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Name : Names)
    Result.Models.push_back(findUpwards(Name.trim(), Source));
  if (!Findings.empty())
    Result.Findings = findUpwards(Findings, Source);
  Result.Source = std::string(Source);
  Result.AssertionMacros = AssertionMacros;
  Result.NullPolicy = NullPolicy;
  Result.IgnoredTypes = IgnoredTypes;
  Result.StrictOwnership = StrictOwnership;
  return Result;
}

void Check::onEndOfTranslationUnit() {
  if (!SM)
    return;
  TUSettings Settings = settings();
  Run->analyse(Settings, [&](StringRef CheckName) {
    return Host.isCheckEnabled(("weakspot-" + CheckName).str());
  });
  for (const std::string &Problem : Run->takeProblems())
    configurationDiag("%0", DiagnosticIDs::Error) << Problem;

  Places Where(*SM, Settings.Directory);
  for (const Finding &F : Run->findings())
    if (F.Check == Name && F.isMistake())
      emit(F, Where);
}

/// All edits of the finding, or none.
std::vector<FixItHint> Check::fixIts(const Finding &F, Places &Where) const {
  std::vector<FixItHint> Result;
  for (const fixes::Edit &E : Run->edits(F)) {
    SourceLocation Begin = Where.inTU(E.File, E.Offset);
    if (Begin.isInvalid())
      return {};
    Result.push_back(FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(
            Begin, Begin.getLocWithOffset(static_cast<int>(E.Length))),
        E.Text));
  }
  return Result;
}

void Check::emit(const Finding &F, Places &Where) {
  SourceLocation L = Where.inTU(F.Where);
  if (L.isInvalid())
    return;
  diag(L, "%0") << F.Message << fixIts(F, Where);
  for (const Note &N : F.Notes)
    diag(Where.anywhere(N.Where), "%0", DiagnosticIDs::Note) << N.Message;
}

} // namespace weakspot::tidy
