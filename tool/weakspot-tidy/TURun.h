//===- TURun.h - One analysis for all checks of a TU ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clang-tidy makes one object per check and TU; the analysis finds what all
// checks look for at once. So the objects of a TU share a run: the first one
// that asks pays for it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_TIDY_TURUN_H
#define WEAKSPOT_TOOL_WEAKSPOT_TIDY_TURUN_H

#include "Analysis/Finding.h"
#include "Contracts/Contracts.h"
#include "Fixes/Edit.h"
#include "Replay.h"
#include "Report/TypeFilter.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace clang {
class Preprocessor;
class Sema;
} // namespace clang

namespace weakspot::tidy {

class Session;

/// What one TU is analysed with.
struct TUSettings {
  std::string Directory; ///< Where relative paths of the sources start.
  std::string Source;    ///< The main file, absolute.
  std::vector<std::string> Models;
  std::string Findings; ///< Of the whole program; empty if there are none.
  std::string AssertionMacros;  ///< See ExtractOptions.
  std::string IgnoredTypes;     ///< See TypeFilter.
  bool StrictOwnership = false; ///< See MisuseOptions.
  std::string NullPolicy;       ///< Of fix-its; see fixes::nullPolicyNamed.
};

class TURun {
public:
  explicit TURun(Session &Shared) : Shared(Shared) {}

  /// Must be called before the TU is parsed.
  void setPreprocessor(const clang::Preprocessor &NewPP) { PP = &NewPP; }

  /// Analyses the TU, and adds what is known of it from the whole program,
  /// unless that has been done. Nobody may be walking over the AST.
  void analyse(const TUSettings &Settings,
               llvm::function_ref<bool(llvm::StringRef)> IsOn);
  bool isDone() const { return Done; }

  /// What was found; paths are absolute.
  const std::vector<Finding> &findings() const { return Findings; }
  /// What mends a finding; empty where nothing is known to.
  llvm::ArrayRef<fixes::Edit> edits(const Finding &F) const {
    auto It = Edits.find(&F - Findings.data());
    if (It == Edits.end())
      return {};
    return It->second;
  }
  /// Why findings may be missing: of interest once.
  std::vector<std::string> takeProblems() { return std::move(Problems); }

private:
  void analyseWith(clang::Sema &S, const contracts::Table &Contracts,
                   const TypeFilter &Ignored, const TUSettings &Settings,
                   llvm::function_ref<bool(llvm::StringRef)> IsOn);

  void mend(clang::Sema &S, const contracts::Table &Contracts,
            const TUSettings &Settings);
  void analyseAlone(clang::Sema &S, const TUSettings &Settings,
                    llvm::function_ref<bool(llvm::StringRef)> IsOn);
  /// Adds what the TU alone does not show.
  void addWholeProgram(const TUSettings &Settings);

  Session &Shared;
  const clang::Preprocessor *PP = nullptr;
  bool Done = false;
  std::vector<Finding> Findings;
  std::map<ptrdiff_t, std::vector<fixes::Edit>> Edits; ///< By finding.
  std::vector<std::string> Problems;
};

/// What is shared by all TUs of a process, which may be analysed at the same
/// time.
class Session {
public:
  /// The run of the TU that the host has at hand; Host tells hosts apart.
  std::shared_ptr<TURun> currentRun(const void *Host);

  /// The built-in contracts and those of the files.
  llvm::Expected<const contracts::Table &>
  contracts(llvm::ArrayRef<std::string> Models);

  /// See Replay.
  llvm::Expected<std::vector<Finding>> findings(llvm::StringRef File,
                                                llvm::StringRef Source);

private:
  std::mutex Mutex;
  Replay Saved;
  llvm::DenseMap<const void *, std::weak_ptr<TURun>> Runs;
  llvm::StringMap<std::unique_ptr<contracts::Table>> Tables;
};

} // namespace weakspot::tidy

#endif // WEAKSPOT_TOOL_WEAKSPOT_TIDY_TURUN_H
