//===- Repair.cpp - Fixes that have been checked --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Repair.h"
#include "Fixes/Changers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace llvm;
using namespace weakspot::fixes;

namespace weakspot {

Repairer::Outcome Repairer::compare(const Finding &F,
                                    std::vector<Note> &Reasons) {
  if (isLeft(F, Changed)) {
    Reasons.push_back(
        onDisk(Note{F.Where, "the cycle would still be there"}, Kept));
    ++Result.Stats.NotClean;
    return Outcome::Refused;
  }
  if (std::optional<Trouble> T = newTrouble(Changed)) {
    Reasons.push_back(std::move(T->Why));
    ++(Result.Stats.*T->Kind);
    return Outcome::Refused;
  }
  return outlived(Changed) ? Outcome::Outlives : Outcome::Clean;
}

bool Repairer::isSpent() const {
  return Options.MaxParses != 0 && Result.Stats.Parses >= Options.MaxParses;
}

Note Repairer::spent(const Finding &F) const {
  return onDisk({F.Where, "not tried any further: files have been parsed " +
                              utostr(Result.Stats.Parses) + " times by then"},
                Kept);
}

/// Text of a template that no TU has an instance of.
static const Note *leftOpen(ArrayRef<WeakenedTU> Each) {
  std::set<SourcePlace> Understood;
  for (const WeakenedTU &TU : Each)
    Understood.insert(TU.Understood.begin(), TU.Understood.end());
  for (const WeakenedTU &TU : Each)
    for (const Note &N : TU.Open)
      if (!Understood.contains(N.Where))
        return &N;
  return nullptr;
}

Expected<Repairer::Outcome> Repairer::attempt(const Finding &F, Trial &T,
                                              bool MayOutlive) {
  if (isSpent()) {
    T.Reasons.push_back(spent(F));
    return Outcome::Refused;
  }
  ++Result.Stats.Tried;
  if (Error E = askAll(T))
    return E;
  const SourcePlace &Decl = T.Request.Decl;
  auto NotEditable = [&](Note N) {
    T.Reasons.push_back(onDisk(std::move(N), Kept));
    ++Result.Stats.NotEditable;
    return Outcome::Refused;
  };
  auto NotCompiling = [&](const std::string &Why) {
    T.Reasons.push_back(onDisk({Decl, "it would not compile: " + Why}, Kept));
    ++Result.Stats.NotCompiling;
    return Outcome::Refused;
  };
  std::vector<Edit> All;
  for (WeakenedTU &TU : T.Each) {
    if (!TU.Refusals.empty())
      return NotEditable(TU.Refusals.front());
    append_range(All, TU.Edits);
  }
  if (const Note *Open = leftOpen(T.Each))
    return NotEditable(*Open);
  if (All.empty())
    return NotEditable({Decl, T.Request.Kind == RepairKind::Capture
                                  ? "it is bound as an argument, not a "
                                    "lambda's"
                                  : "its declaration was not found"});
  Expected<std::vector<Edit>> Joined = joinEdits(std::move(All));
  if (!Joined)
    return NotEditable({Decl, toString(Joined.takeError())});

  Sources::Files Saved = Into.edited();
  Before.clear();
  if (Error E = Into.edit(*Joined)) {
    Into.restore(std::move(Saved));
    return NotEditable({Decl, toString(std::move(E))});
  }
  Expected<std::string> Broken = extractChanged();
  if (!Broken)
    return Broken.takeError();
  if (!Broken->empty()) {
    undo(std::move(Saved));
    return NotCompiling(*Broken);
  }
  Changed = judge();
  Outcome Is = compare(F, T.Reasons);
  if (Is == Outcome::Refused) {
    Expected<bool> Better = mendNew(T.Request.Policy);
    if (!Better)
      return Better.takeError();
    if (*Better) {
      std::vector<Note> Reasons;
      Is = compare(F, Reasons);
      if (Is != Outcome::Refused)
        T.Reasons.clear();
    }
  }
  if (Is == Outcome::Outlives && MayOutlive)
    Is = Outcome::Clean;
  if (Is == Outcome::Clean) {
    Broken = compileWhole();
    if (!Broken)
      return Broken.takeError();
    if (!Broken->empty())
      Is = NotCompiling(*Broken);
  }
  if (Is != Outcome::Clean)
    undo(std::move(Saved));
  return Is;
}

static std::string nameIn(ArrayRef<WeakenedTU> Each) {
  for (const WeakenedTU &TU : Each)
    if (TU.Found && !TU.WeakType.empty())
      return TU.WeakType;
  return "";
}

static std::string titleOf(const Candidate &C, RepairKind Kind,
                           NullPolicy Policy, ArrayRef<WeakenedTU> Each) {
  std::string Title = C.IsOfElements ? "each element of " + edgeName(*C.Edge)
                                     : edgeName(*C.Edge);
  Title += " becomes a " + nameIn(Each);
  if (Kind == RepairKind::Capture)
    Title += ", locked at the top of the closure";
  if (Policy != NullPolicy::Throw &&
      any_of(Each, [](const WeakenedTU &TU) { return TU.Throws; }))
    Title += ", and throws where it is gone and nothing empty can be returned";
  return Title + ": " + C.Reason + "; on every path that was followed its '" +
         C.Edge->To + "' is held by others when it is used";
}

Expected<bool> Repairer::weakenEdge(const Finding &F, Unfixed &Left) {
  Plan P = planFor(F);
  for (Note &N : P.Refusals)
    Left.Reasons.push_back(onDisk(std::move(N), Kept));
  // At best the edge points to what goes last. Where none does, what goes
  // first must at least not be used any more.
  std::vector<Candidate> Second;
  for (bool MayOutlive : {false, true}) {
    for (const Candidate &C : MayOutlive ? Second : P.Candidates) {
      Trial T;
      if (C.Edge->Form == EdgeForm::Capture)
        T.Request.Kind = RepairKind::Capture;
      T.Request.Decl = C.Decl;
      T.Request.Name = C.Name;
      T.Request.Policy = Options.Policy;
      if (T.Request.Kind == RepairKind::Member)
        T.Request.Changers =
            changersOf(Program.Modules, T.Request.Decl, T.Request.Name);
      Expected<Outcome> Is = attempt(F, T, MayOutlive);
      if (!Is)
        return Is.takeError();
      if (*Is == Outcome::Clean) {
        keep(onDisk(F), titleOf(C, T.Request.Kind, Options.Policy, T.Each),
             Into.edited());
        takeOver();
        return true;
      }
      if (*Is == Outcome::Outlives)
        Second.push_back(C);
      for (Note &N : T.Reasons) {
        N.Message = edgeName(*C.Edge) + " stays: " + N.Message;
        Left.Reasons.push_back(std::move(N));
      }
    }
  }
  return false;
}

/// Where no edge can be weak: who holds either object must have both.
Expected<bool> Repairer::makeInner(const Finding &F, Unfixed &Left) {
  auto Fits = [](const RingEdge &E) {
    return E.Form == EdgeForm::Slot && E.IsCounted && !E.Slot.empty();
  };
  if (F.Ring.size() != 2 || !all_of(F.Ring, Fits))
    return false;
  std::vector<Note> Reasons;
  std::string Sketch;
  for (size_t No : {0U, 1U}) {
    const RingEdge &Kept = F.Ring[No], &Back = F.Ring[1 - No];
    Trial T;
    T.Request.Kind = RepairKind::InnerObject;
    T.Request.Decl = Kept.SlotDecl;
    T.Request.Name = Kept.Slot;
    T.Request.Back = Back.SlotDecl;
    T.Request.BackName = Back.Slot;
    T.Request.Keeper = Options.Keeper;
    Expected<Outcome> Is = attempt(F, T, /*MayOutlive=*/true);
    if (!Is)
      return Is.takeError();
    if (*Is == Outcome::Clean) {
      keep(onDisk(F),
           "'" + Back.From + "' becomes a handle of its '" + Back.To +
               "' and of a new " + nameIn(T.Each) + ", which " +
               edgeName(Kept) +
               " keeps: who holds either side needs both, so no edge can "
               "be weak",
           Into.edited());
      takeOver();
      return true;
    }
    for (Note &N : T.Reasons) {
      N.Message = "an inner object in place of '" + Back.From +
                  "' would keep both, but: " + N.Message;
      Reasons.push_back(std::move(N));
    }
    for (const WeakenedTU &TU : T.Each)
      if (Sketch.empty())
        Sketch = TU.Sketch;
  }
  append_range(Left.Reasons, Reasons);
  Left.Sketch = std::move(Sketch);
  return false;
}

Error Repairer::repair(const Finding &F) {
  Unfixed Left{onDisk(F), {}, ""};
  auto NumJudgedBad = [&] {
    return Result.Stats.NotClean + Result.Stats.TooEarly;
  };
  unsigned NumBefore = NumJudgedBad();
  for (auto How : {&Repairer::weakenEdge, &Repairer::makeInner}) {
    Expected<bool> Done = (this->*How)(F, Left);
    if (!Done)
      return Done.takeError();
    if (*Done)
      return Error::success();
  }
  if (NumJudgedBad() != NumBefore)
    Judged[F.Identity] = Result.Fixes.size();
  Result.Rest.push_back(std::move(Left));
  return Error::success();
}

/// Rings that were in each other's way: whether one is worth another attempt,
/// now that fixes came after it.
bool Repairer::lookAgain() {
  bool IsAny = false;
  for (const auto &[Identity, NumFixes] : Judged) {
    if (NumFixes == Result.Fixes.size())
      continue;
    IsAny = true;
    Seen.erase(Identity);
    llvm::erase_if(Result.Rest, [&, Id = Identity](const Unfixed &U) {
      return U.Of.Identity == Id;
    });
  }
  Judged.clear();
  return IsAny;
}

Expected<Repairs> Repairer::run() {
  Current = judge();
  for (;;) {
    auto Next = find_if(Current.Findings, [&](const Finding &F) {
      return Options.IsWanted(F) && !Seen.contains(F.Identity);
    });
    if (Next == Current.Findings.end()) {
      if (isSpent() || !lookAgain())
        break;
      continue;
    }
    const Finding &F = *Next;
    if (isSpent()) {
      Seen.insert(F.Identity);
      giveUp(F, spent(F), &RepairStats::NotTried);
      continue;
    }
    std::vector<Finding> Together;
    if (F.Ring.empty())
      Together = mendable();
    if (Options.Next)
      Options.Next(F, std::max<size_t>(Together.size(), 1));
    if (F.Ring.empty()) {
      if (Error E = mendTogether(std::move(Together)))
        return E;
      continue;
    }
    Seen.insert(F.Identity);
    if (Error E = repair(Finding(F)))
      return E;
  }
  // A later fix may have taken care of what an earlier attempt could not.
  StringSet<> Left = identities(Current.Findings);
  llvm::erase_if(Result.Rest, [&](const Unfixed &U) {
    return !Left.contains(U.Of.Identity);
  });
  return std::move(Result);
}

} // namespace weakspot
