//===- TURun.cpp - One analysis for all checks of a TU --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TURun.h"
#include "Analysis/Analysis.h"
#include "Fixes/NullPolicy.h"
#include "Fixes/QuickFix.h"
#include "Frontend/Lower.h"
#include "Misuse/Misuse.h"
#include "Report/Suppressions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Regex.h"
#include <optional>
#include <set>

using namespace llvm;

namespace weakspot::tidy {

/// More than what Clang parses with, so that what it could parse fits.
static constexpr unsigned StackSize = 64U << 20;

void TURun::analyse(const TUSettings &Settings,
                    function_ref<bool(StringRef)> IsOn) {
  if (Done)
    return;
  Done = true;
  clang::Sema *S = PP ? frontend::semaOf(*PP) : nullptr;
  if (!S) {
    Problems.emplace_back("weakspot: the parser of this host cannot be "
                          "reached; nothing was analysed");
    return;
  }
  // The host tells the errors.
  if (frontend::isIncomplete(*S))
    return;
  analyseAlone(*S, Settings, IsOn);
  if (!Settings.Findings.empty())
    addWholeProgram(Settings);
}

void TURun::analyseAlone(clang::Sema &S, const TUSettings &Settings,
                         function_ref<bool(StringRef)> IsOn) {
  if (std::string Wrong; !Settings.AssertionMacros.empty() &&
                         !Regex(Settings.AssertionMacros).isValid(Wrong)) {
    Problems.push_back("weakspot.AssertionMacros: " + Wrong);
    return;
  }
  Expected<TypeFilter> Ignored = TypeFilter::parse(Settings.IgnoredTypes);
  if (!Ignored) {
    Problems.push_back("weakspot.IgnoredTypes: " +
                       toString(Ignored.takeError()));
    return;
  }
  Expected<const contracts::Table &> Contracts =
      Shared.contracts(Settings.Models);
  if (!Contracts) {
    Problems.push_back("weakspot.Models: " + toString(Contracts.takeError()));
    return;
  }
  // A mistake of ours must not take other checks' findings with it.
  CrashRecoveryContext::Enable();
  CrashRecoveryContext Guard;
  if (!Guard.RunSafelyOnThread(
          [&] { analyseWith(S, *Contracts, *Ignored, Settings, IsOn); },
          StackSize)) {
    Findings.clear();
    Problems.emplace_back("weakspot: it crashed; nothing is known of its "
                          "findings in this file");
  }
}

void TURun::analyseWith(clang::Sema &S, const contracts::Table &Contracts,
                        const TypeFilter &Ignored, const TUSettings &Settings,
                        function_ref<bool(StringRef)> IsOn) {
  frontend::ExtractOptions Options;
  Options.Contracts = &Contracts;
  Options.AssertionMacros = Settings.AssertionMacros;
  frontend::ExtractStats Stats;
  std::vector<ir::Module> Modules;
  Modules.push_back(frontend::lower(S, Options, Settings.Directory, Stats));
  std::unique_ptr<analysis::PathObserver> Misuse =
      makeMisuseObserver({[&](StringRef Check) { return IsOn(Check); },
                          [&](StringRef Check, StringRef Class) {
                            return Ignored.ignores(Check, Class);
                          },
                          Settings.StrictOwnership});
  AnalysisOptions Limits;
  Limits.WholeProgram = false;
  // Somebody waits for clang-tidy: a long function is given up sooner.
  Limits.Budget = 3000;
  Limits.InPlaceBudget = 1500;
  Findings = std::move(analyze(Modules, Limits, Misuse.get()).Findings);
  erase_if(Findings, [&](const Finding &F) {
    return acceptedEdge(F) || Ignored.ignores(F);
  });
  mend(S, Contracts, Settings);
}

/// Whether two edits cannot both be made.
static bool touch(const fixes::Edit &A, const fixes::Edit &B) {
  return A.File == B.File && A.Offset <= B.Offset + B.Length &&
         B.Offset <= A.Offset + A.Length;
}

namespace {
/// Who asks what is around an expression makes Clang look through all that is
/// in its scope: while this lives, that leaves out what libraries declare.
class OwnCodeOnly {
public:
  explicit OwnCodeOnly(clang::ASTContext &Context)
      : Context(Context), Before(Context.getTraversalScope()) {
    const clang::SourceManager &SM = Context.getSourceManager();
    std::vector<clang::Decl *> Own;
    copy_if(Context.getTranslationUnitDecl()->decls(), std::back_inserter(Own),
            [&](const clang::Decl *D) {
              return !SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
            });
    Context.setTraversalScope(Own);
  }
  ~OwnCodeOnly() { Context.setTraversalScope(Before); }
  OwnCodeOnly(const OwnCodeOnly &) = delete;
  OwnCodeOnly &operator=(const OwnCodeOnly &) = delete;

private:
  clang::ASTContext &Context;
  std::vector<clang::Decl *> Before;
};
} // namespace

/// The changes that are right wherever they are possible. All are taken or
/// left together, so no two may use one name.
void TURun::mend(clang::Sema &S, const contracts::Table &Contracts,
                 const TUSettings &Settings) {
  frontend::ExtractOptions Options;
  Options.Contracts = &Contracts;
  Expected<fixes::NullPolicy> Policy =
      fixes::nullPolicyNamed(Settings.NullPolicy);
  if (!Policy)
    return Problems.push_back("weakspot.NullPolicy: " +
                              toString(Policy.takeError()));
  std::vector<std::string> Taken;
  std::optional<OwnCodeOnly> Scope;
  for (const Finding &F : Findings) {
    if (F.Kind != Verdict::Misuse || !fixes::hasQuickFix(F.Check))
      continue;
    if (!Scope)
      Scope.emplace(S.getASTContext());
    fixes::WeakenRequest Request;
    Request.Kind = fixes::RepairKind::Misuse;
    Request.Check = F.Check;
    Request.Places.push_back(F.Where);
    for (const Note &N : F.Notes)
      Request.Places.push_back(N.Where);
    Request.Taken = Taken;
    Request.Policy = *Policy;
    fixes::WeakenedTU Mended =
        fixes::mendIn(S.getASTContext(), Options, Settings.Directory, Request);
    if (!Mended.Refusals.empty() || !Mended.Found ||
        any_of(Mended.Edits, [&](const fixes::Edit &E) {
          return any_of(Edits, [&](const auto &Other) {
            return any_of(Other.second,
                          [&](const fixes::Edit &O) { return touch(E, O); });
          });
        }))
      continue;
    if (!Mended.Taken.empty())
      Taken.push_back(Mended.Taken);
    Edits[&F - Findings.data()] = std::move(Mended.Edits);
  }
}

void TURun::addWholeProgram(const TUSettings &Settings) {
  Expected<std::vector<Finding>> Known =
      Shared.findings(Settings.Findings, Settings.Source);
  if (!Known) {
    Problems.push_back("weakspot.Findings: " + toString(Known.takeError()));
    return;
  }
  std::set<std::pair<StringRef, StringRef>> Alone;
  for (const Finding &F : Findings)
    Alone.emplace(F.Check, F.Identity);
  std::vector<Finding> New;
  for (Finding &F : *Known)
    if (!Alone.contains({F.Check, F.Identity}))
      New.push_back(std::move(F));
  append_range(Findings, std::move(New));
}

std::shared_ptr<TURun> Session::currentRun(const void *Host) {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::weak_ptr<TURun> &Known = Runs[Host];
  std::shared_ptr<TURun> Run = Known.lock();
  if (!Run || Run->isDone()) {
    Run = std::make_shared<TURun>(*this);
    Known = Run;
  }
  return Run;
}

Expected<const contracts::Table &>
Session::contracts(ArrayRef<std::string> Models) {
  std::lock_guard<std::mutex> Lock(Mutex);
  std::unique_ptr<contracts::Table> &Known = Tables[join(Models, ";")];
  if (Known)
    return *Known;
  Expected<contracts::Table> Table = contracts::Table::builtin();
  if (!Table)
    return Table.takeError();
  for (const std::string &File : Models)
    if (Error E = Table->addFile(File))
      return E;
  Known = std::make_unique<contracts::Table>(std::move(*Table));
  return *Known;
}

Expected<std::vector<Finding>> Session::findings(StringRef File,
                                                 StringRef Source) {
  std::lock_guard<std::mutex> Lock(Mutex);
  return Saved.findings(File, Source);
}

} // namespace weakspot::tidy
