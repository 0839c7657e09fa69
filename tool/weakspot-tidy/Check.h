//===- Check.h - A check of Weakspot in clang-tidy --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One class for all checks: they differ in their names only, for the analysis
// is theirs together.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_TIDY_CHECK_H
#define WEAKSPOT_TOOL_WEAKSPOT_TIDY_CHECK_H

#include "TURun.h"
#include "clang-tidy/ClangTidyCheck.h"

namespace weakspot::tidy {

class Places;

class Check : public clang::tidy::ClangTidyCheck {
public:
  Check(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
        Session &Shared);

  bool isLanguageVersionSupported(
      const clang::LangOptions &LangOpts) const override {
    return LangOpts.CPlusPlus11;
  }
  void registerPPCallbacks(const clang::SourceManager &NewSM,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;
  void onEndOfTranslationUnit() override;
  void
  storeOptions(clang::tidy::ClangTidyOptions::OptionMap &AllOptions) override;

private:
  TUSettings settings() const;
  std::vector<clang::FixItHint> fixIts(const Finding &F, Places &Where) const;
  void emit(const Finding &F, Places &Where);

  std::string Name; ///< Without the `weakspot-` prefix.
  clang::tidy::ClangTidyContext &Host;
  OptionsView ForAll; ///< Options without a check's name.
  std::string Models, Findings, AssertionMacros, NullPolicy, IgnoredTypes;
  bool StrictOwnership;
  std::shared_ptr<TURun> Run;
  clang::SourceManager *SM = nullptr;
};

} // namespace weakspot::tidy

#endif // WEAKSPOT_TOOL_WEAKSPOT_TIDY_CHECK_H
