//===- Suppressions.h - What the source accepts --------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A finding is accepted by a NOLINT comment at its place, or at any edge of its
// ring: where the member is declared, or at a statement or call that makes the
// edge; or by the annotation of a member that is such an edge. A person who has
// accepted one edge has accepted the cycles it is part of.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_SUPPRESSIONS_H
#define WEAKSPOT_REPORT_SUPPRESSIONS_H

#include "Report/LintComments.h"
#include "Report/Paths.h"
#include "Report/RunReport.h"
#include "Report/SourceText.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <optional>
#include <set>
#include <vector>

namespace weakspot {

/// An edge of the ring that its member's annotation accepts, or null.
const RingEdge *acceptedEdge(const Finding &F);

/// A member with such an annotation.
struct AcceptedMember {
  SourcePlace Where;
  std::string Name; ///< `Session::channel`
};

class Suppressions {
public:
  explicit Suppressions(const Paths &Names,
                        const UnsavedTexts *Unsaved = nullptr)
      : Names(Names), Sources(Unsaved) {}

  /// The first comment that accepts the finding, or else an annotation.
  std::optional<Suppression> of(const Finding &F);

  /// Of the comments in these files (as findings name them) that name a check
  /// of this tool: those that no finding given to of() needed, and those that
  /// name a check that does not exist. What is said for a check that is not on
  /// may be needed when it is. Of these members, those whose annotation no
  /// finding needed.
  std::vector<Finding>
  unused(const llvm::StringSet<> &Files, llvm::ArrayRef<AcceptedMember> Members,
         llvm::function_ref<bool(llvm::StringRef Check)> IsOn);

private:
  struct Entry {
    LintComment Comment;
    bool IsUsed = false;
  };
  void addUnusedComments(llvm::StringRef File,
                         llvm::function_ref<bool(llvm::StringRef Check)> IsOn,
                         std::vector<Finding> &Into);
  std::vector<Entry> &entries(llvm::StringRef File);
  void collect(const SourcePlace &P, llvm::StringRef Check,
               std::optional<Suppression> &First);

  const Paths &Names;
  SourceText Sources;
  llvm::StringMap<std::vector<Entry>> ByFile;
  std::set<SourcePlace> UsedMembers;
};

} // namespace weakspot

#endif // WEAKSPOT_REPORT_SUPPRESSIONS_H
