//===- LockReports.cpp ------------------------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/LockReports.h"
#include "Analysis/Summary.h"

using namespace llvm;

namespace weakspot::misuse {

std::string LockReports::weakName(const PathView &V, NodeNo Owner,
                                  NodeNo Referent) {
  if (LockSite *Site = Locks.of(Owner))
    return Name.describe(V, Site->Weak);
  NodeNo Weak = weakSource(V, Referent);
  return Weak == NodeNo::None ? "" : Name.describe(V, Weak);
}

void LockReports::reportAccess(const PathView &V, const State &S, NodeNo Owner,
                               NodeNo Referent, TraceNo Inside) {
  LockSite *Site = Locks.of(Owner);
  std::string Weak = weakName(V, Owner, Referent);
  std::string What =
      nameOr(Weak.empty() ? "" : "lock() of " + Weak, "a lock()");
  bool IsNull = Referent == NodeNo::None;
  std::vector<Note> Notes;
  const LockQuestions::Question *Q =
      IsNull ? nullptr : Questions.reliedOn(S, V.arena(), Referent);
  Place Stale = !Site || IsNull || !Site->StaleTested ? Place() : Site->Stale;
  if (Q)
    Out.note(Notes, Q->Where, "only " + Q->What.str() + " is asked, here");
  else if (Stale.isValid())
    Out.note(Notes, Stale, "only the result of this lock() is tested");
  if (Site)
    Out.note(Notes, Site->Where, "locked here");
  else if (Owner != NodeNo::None)
    Out.notes(Notes, V.traces(), V.content(S, Owner).How, "locked here");
  if (Inside != TraceNo::None)
    Out.notes(Notes, V.traces(), V.traces()[Inside].Inner,
              "dereferenced here, without a check");
  std::string Subject = nameOr(Weak, "lock()");
  NodeNo About = Referent != NodeNo::None ? Referent : Owner;
  if (Q || Stale.isValid())
    return report(V, About, "expired-then-use", Subject,
                  "the result of " + What +
                      " is used without a check of its own; the object may go "
                      "between " +
                      (Q ? Q->What.str() : std::string("the tested lock()")) +
                      " and lock()",
                  std::move(Notes));
  report(
      V, About, "unchecked-lock", Subject,
      "the result of " + What +
          (Inside != TraceNo::None
               ? " is passed to code that dereferences it; it "
               : " is dereferenced; it ") +
          (IsNull ? "is null on this path" : "is null if the object is gone"),
      std::move(Notes));
}

void LockReports::reportThrow(const PathView &V, NodeNo Owner, NodeNo Referent,
                              const LockQuestions::Question &Q) {
  std::vector<Note> Notes;
  Out.note(Notes, Q.Where, "only " + Q.What.str() + " is asked, here");
  std::string Weak = weakName(V, Owner, Referent);
  report(V, Referent, "expired-then-use", nameOr(Weak, "lock()"),
         "making a strong pointer from " + nameOr(Weak, "a weak pointer") +
             " throws if the object goes after " + Q.What.str() +
             " was asked; lock() tests and keeps it in one step",
         std::move(Notes));
}

} // namespace weakspot::misuse
