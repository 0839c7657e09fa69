//===- Plan.cpp - Which edge of a ring to cut -----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <map>

using namespace llvm;

namespace weakspot::fixes {

/// Whether the owner is a member of a value that the holder has as a part.
static bool isMemberOfPart(const RingEdge &E) {
  return E.Form == EdgeForm::Part && E.MemberDecl.Line != 0;
}

/// Whether the owner is an element of a member, on its own. What the member's
/// type says of that is seen where it is to be rewritten.
static bool isElement(const RingEdge &E) {
  return E.Form == EdgeForm::Part && !isMemberOfPart(E) && !E.Slot.empty() &&
         E.SlotDecl.Line != 0;
}

std::string edgeName(const RingEdge &E) {
  if (E.Form == EdgeForm::Capture)
    return "the capture '" + E.Slot + "'";
  if (isMemberOfPart(E))
    return "'" + E.Member + "'";
  if (E.Slot.empty())
    return "what '" + E.From + "' holds";
  return "'" + E.From + "::" + E.Slot + "'";
}

bool namesBackEdge(StringRef Slot) {
  static constexpr llvm::StringLiteral Words[] = {
      "parent", "owner",   "delegate", "prev", "back",    "outer",
      "root",   "manager", "server",   "ctx",  "context", "up"};
  std::string Lower = Slot.lower();
  return any_of(Words,
                [&](StringRef W) { return StringRef(Lower).contains(W); });
}

/// What an object is made of ends with it, as a rule, and callers of a library
/// count on that, whoever else holds it where the analysis looked.
static bool namesParts(StringRef Slot) {
  static constexpr llvm::StringLiteral Words[] = {"child", "kid", "owned"};
  std::string Lower = Slot.lower();
  return any_of(Words,
                [&](StringRef W) { return StringRef(Lower).contains(W); }) &&
         !namesBackEdge(Slot);
}

/// Why an edge cannot be made weak; empty where it may be tried. Behind is the
/// next edge of the ring.
static std::string obstacle(const Finding &F, const RingEdge &E,
                            const RingEdge &Behind) {
  if (!E.IsCounted)
    return "it is the only owner of what it holds (" + E.Holder + ")";
  switch (E.Form) {
  case EdgeForm::Part:
    if (isElement(E) && namesParts(E.Slot))
      return "its name says that its '" + E.From + "' is made of its elements";
    if (isMemberOfPart(E) || isElement(E))
      break;
    return "it is an element of a collection, or part of a value";
  case EdgeForm::Other:
    return "no declaration names it";
  case EdgeForm::Slot:
  case EdgeForm::Capture:
    break;
  }
  if (F.Ring.size() == 1 && (E.Form == EdgeForm::Slot || isElement(E)))
    return "it is the only edge of its ring: if it is to keep the object "
           "alive, what is missing is the reset";
  if (F.Check == "finalizer-owns-referent" && E.Form == EdgeForm::Capture)
    return "a deleter has to do its work, whatever it captured is gone";
  // Of an object that is made in view it is seen whether it ends too early.
  if (F.Kind != Verdict::Leak && !E.IsFromCaller && Behind.Made.empty())
    return "no other owner of its '" + E.To + "' is in view";
  return "";
}

static std::string reasonFor(const RingEdge &E) {
  if (E.Form == EdgeForm::Capture)
    return "a callable need not own what it is called for";
  std::string Reason;
  if (E.IsFromCaller)
    Reason = "callers own the '" + E.To + "'";
  if (namesBackEdge(E.Slot) || namesBackEdge(E.Member))
    Reason += (Reason.empty() ? "" : ", and ") +
              std::string("its name says that it leads back");
  return Reason.empty() ? "it is the edge that the fewest things need" : Reason;
}

Plan planFor(const Finding &F) {
  Plan Result;
  // By score, then in the ring's order.
  std::map<std::pair<int, size_t>, Candidate> Scored;
  for (size_t No = 0; No < F.Ring.size(); ++No) {
    const RingEdge &E = F.Ring[No];
    const RingEdge &Behind = F.Ring[(No + 1) % F.Ring.size()];
    if (std::string Why = obstacle(F, E, Behind); !Why.empty()) {
      Note Refusal{E.SlotDecl, edgeName(E) + " stays: " + Why};
      if (!is_contained(Result.Refusals, Refusal))
        Result.Refusals.push_back(std::move(Refusal));
      continue;
    }
    Candidate C{&E, E.Slot, E.SlotDecl, reasonFor(E), isElement(E)};
    if (isMemberOfPart(E)) {
      C.Name = StringRef(E.Member).rsplit("::").second.str();
      C.Decl = E.MemberDecl;
    }
    bool Known = any_of(Scored, [&](const auto &S) {
      return S.second.Decl == C.Decl && S.second.Name == C.Name;
    });
    if (Known)
      continue;
    // Members of their own first: they have fewer uses.
    int Score = (E.Form == EdgeForm::Capture ? 8 : 0) - (isElement(E) ? 8 : 0) +
                (E.IsFromCaller ? 4 : 0) +
                (namesBackEdge(E.Slot) || namesBackEdge(E.Member) ? 2 : 0);
    Scored[{-Score, Scored.size()}] = std::move(C);
  }
  for (auto &[Score, C] : Scored)
    Result.Candidates.push_back(std::move(C));
  return Result;
}

} // namespace weakspot::fixes
