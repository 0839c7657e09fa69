//===- Suppressions.cpp - What the source accepts ------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Suppressions.h"
#include "Report/CheckPages.h"
#include "Report/Nearest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace weakspot {

static constexpr StringLiteral Prefix = "weakspot-";

std::vector<Suppressions::Entry> &Suppressions::entries(StringRef File) {
  auto [It, IsNew] = ByFile.try_emplace(File);
  if (IsNew)
    if (std::optional<StringRef> Text = Sources.text(Names.absolute(File)))
      for (LintComment &C : lintComments(*Text))
        It->second.push_back({std::move(C)});
  return It->second;
}

void Suppressions::collect(const SourcePlace &P, StringRef Check,
                           std::optional<Suppression> &First) {
  if (P.Line == 0)
    return;
  for (Entry &E : entries(P.File)) {
    const LintComment &C = E.Comment;
    if (!C.covers((Prefix + Check).str(), P.Line))
      continue;
    E.IsUsed = true;
    if (!First)
      First =
          Suppression{C.marker().str(), C.Reason, {P.File, C.Line, C.Column}};
  }
}

const RingEdge *acceptedEdge(const Finding &F) {
  auto It = find_if(F.Ring, [](const RingEdge &E) { return E.Accepted; });
  return It == F.Ring.end() ? nullptr : &*It;
}

std::optional<Suppression> Suppressions::of(const Finding &F) {
  std::optional<Suppression> First;
  collect(F.Where, F.Check, First);
  for (const RingEdge &E : F.Ring) {
    collect(E.SlotDecl, F.Check, First);
    for (const Note &Step : E.Steps)
      collect(Step.Where, F.Check, First);
  }
  for (const RingEdge &E : F.Ring) {
    if (!E.Accepted)
      continue;
    UsedMembers.insert(E.Accepted->Where);
    if (!First)
      First = Suppression{"annotation", E.Accepted->Message, E.Accepted->Where};
  }
  return First;
}

static std::vector<StringRef> namedChecks(const LintComment &C) {
  SmallVector<StringRef> Parts;
  StringRef(C.Checks).split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::vector<StringRef> Names;
  for (StringRef Part : Parts)
    if (Part = Part.trim(); Part.consume_front(Prefix))
      Names.push_back(Part);
  return Names;
}

static bool isGlob(StringRef Name) {
  return Name.find_first_of("*?[{") != StringRef::npos;
}

static std::optional<std::string> misspelt(ArrayRef<StringRef> Names) {
  std::vector<std::string> Known;
  for (const CheckPage &Page : checkPages())
    Known.push_back(Page.Name.str());
  for (StringRef Name : Names) {
    if (isGlob(Name) || findCheckPage(Name))
      continue;
    return ("no check is called '" + Prefix + Name + "'" +
            didYouMean(Name, Known, Prefix))
        .str();
  }
  return std::nullopt;
}

static Finding unusedSuppression(SourcePlace Where, std::string Message,
                                 std::string Identity) {
  Finding F;
  F.Check = "unused-suppression";
  F.Kind = Verdict::Misuse;
  F.Where = std::move(Where);
  F.Message = std::move(Message);
  F.Identity = std::move(Identity);
  return F;
}

void Suppressions::addUnusedComments(StringRef File,
                                     function_ref<bool(StringRef)> IsOn,
                                     std::vector<Finding> &Into) {
  StringMap<unsigned> Count;
  for (const Entry &E : entries(File)) {
    const LintComment &C = E.Comment;
    std::vector<StringRef> Named = namedChecks(C);
    // Of a block its beginning is told.
    if (Named.empty() || (C.Kind == LintComment::End && C.EndLine != 0))
      continue;
    std::optional<std::string> Wrong = misspelt(Named);
    bool AllOn = all_of(
        Named, [&](StringRef Name) { return isGlob(Name) || IsOn(Name); });
    if (!Wrong && (E.IsUsed || !AllOn))
      continue;
    std::string Spelt = C.marker().str() + "(" + C.Checks + ")";
    std::string Message = Spelt;
    if (Wrong)
      Message = *Wrong;
    else if (C.Kind == LintComment::Begin && C.EndLine == 0)
      Message += " has no end, and suppresses nothing";
    else if (C.Kind == LintComment::End)
      Message +=
          " ends nothing: no NOLINTBEGIN(" + C.Checks + ") is open there";
    else
      Message += " is not needed: there is nothing to suppress";
    std::string Identity = File.str() + ": " + Spelt;
    if (unsigned No = Count[Identity]++)
      Identity += " #" + utostr(No + 1);
    Into.push_back(unusedSuppression({File.str(), C.Line, C.Column},
                                     std::move(Message), std::move(Identity)));
  }
}

std::vector<Finding> Suppressions::unused(const StringSet<> &Files,
                                          ArrayRef<AcceptedMember> Members,
                                          function_ref<bool(StringRef)> IsOn) {
  std::vector<StringRef> Sorted;
  for (const auto &File : Files)
    Sorted.push_back(File.getKey());
  llvm::sort(Sorted);
  std::vector<Finding> Result;
  for (StringRef File : Sorted)
    addUnusedComments(File, IsOn, Result);
  for (const AcceptedMember &M : Members)
    if (Files.contains(M.Where.File) && !UsedMembers.contains(M.Where))
      Result.push_back(
          unusedSuppression(M.Where,
                            "the annotation of '" + M.Name +
                                "' is not needed: no cycle leads through it",
                            "annotation of " + M.Name));
  return Result;
}

} // namespace weakspot
