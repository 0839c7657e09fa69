//===- Repair.cpp - Fixes that have been checked --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Repair.h"
#include "Driver/CompileDatabase.h"
#include "Driver/EditReply.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace weakspot::fixes;

namespace weakspot {

Repairer::Judgement Repairer::judge() const {
  std::unique_ptr<analysis::PathObserver> Misuse;
  if (Options.Observe)
    Misuse = Options.Observe();
  EarlyEnds Watch(Misuse.get());
  Judgement J;
  J.Findings = analyze(Program.Modules, Options.Analysis, &Watch).Findings;
  J.Used = Watch.used();
  J.Outlived = Watch.outlived();
  return J;
}

/// A request for every TU: where the declaration is not, nothing is found.
Expected<std::vector<WeakenedTU>>
Repairer::weakenAll(const WeakenRequest &Request) const {
  std::vector<WeakenedTU> Each(Commands.size());
  IntrusiveRefCntPtr<vfs::FileSystem> Files = Into.files();
  frontend::ExtractOptions InWorker = Options.Extract;
  InWorker.Files = Files.get();
  InWorker.LeaveMemory = true;
  Error E = WorkerPool::run(
      Commands.size(), Options.Limit,
      [&](size_t Job, raw_ostream &Reply) {
        writeEdits(weaken(Commands[Job], InWorker, Request), Reply);
      },
      [&](size_t Job, const JobOutcome &Done) {
        std::string File = mainFile(Commands[Job]);
        if (!Done.Death.empty()) {
          Each[Job].Refusals.push_back({{File, 1, 1}, Done.Death});
          return;
        }
        Expected<WeakenedTU> Reply = readEdits(Done.Reply);
        if (Reply)
          Each[Job] = std::move(*Reply);
        else
          Each[Job].Refusals.push_back(
              {{File, 1, 1}, toString(Reply.takeError())});
      });
  if (E)
    return E;
  return Each;
}

static std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? Path.str() : std::string(Real);
}

Expected<std::string> Repairer::extractChanged() {
  std::vector<size_t> Touched;
  std::vector<frontend::CompileCommand> Again;
  StringMap<bool> IsEdited;
  for (size_t I = 0; I < Commands.size(); ++I)
    if (any_of(Program.FilesRead[I], [&](const std::string &File) {
          auto [It, IsNew] = IsEdited.try_emplace(File, false);
          if (IsNew)
            It->second = Into.edited().contains(realPath(File));
          return It->second;
        })) {
      Touched.push_back(I);
      Again.push_back(Commands[I]);
    }
  IntrusiveRefCntPtr<vfs::FileSystem> Files = Into.files();
  frontend::ExtractOptions Changed = Options.Extract;
  Changed.Files = Files.get();
  Expected<Extraction> New =
      extractAll(Again, Changed, Options.Limit, [](StringRef) {});
  if (!New)
    return New.takeError();
  if (!New->Failures.empty()) {
    const FailedTU &Failed = New->Failures.front();
    StringRef First = StringRef(Failed.Diagnostics).split('\n').first;
    return First.empty() ? Failed.Reason : First.str();
  }
  Before.clear();
  for (size_t I = 0; I < Touched.size(); ++I) {
    std::swap(Program.Modules[Touched[I]], New->Modules[I]);
    Before.emplace_back(Touched[I], std::move(New->Modules[I]));
  }
  return "";
}

void Repairer::undo(Sources::Files Files) {
  Into.restore(std::move(Files));
  for (auto &[No, Module] : Before)
    Program.Modules[No] = std::move(Module);
  Before.clear();
}

/// A finding is the same if its ring and check are.
static StringSet<> identities(ArrayRef<Finding> Findings) {
  StringSet<> All;
  for (const Finding &F : Findings)
    if (F.Kind != Verdict::Managed && F.Kind != Verdict::Possible)
      All.insert(F.Identity);
  return All;
}

Repairer::Outcome Repairer::compare(const Finding &F, const Judgement &Now,
                                    std::vector<Note> &Reasons) {
  StringSet<> Old = identities(Current.Findings);
  for (const Finding &New : Now.Findings) {
    if (New.Kind == Verdict::Managed || New.Kind == Verdict::Possible)
      continue;
    if (New.Identity == F.Identity)
      Reasons.push_back({New.Where, "the cycle would still be there"});
    else if (!Old.contains(New.Identity))
      Reasons.push_back({New.Where, "it would make a finding: " + New.Message});
    else
      continue;
    ++Result.Stats.NotClean;
    return Outcome::Refused;
  }
  for (const auto &[Slot, What] : Now.Used)
    if (!Current.Used.contains(Slot)) {
      Reasons.push_back(What);
      ++Result.Stats.TooEarly;
      return Outcome::Refused;
    }
  bool Outlives = any_of(Now.Outlived, [&](const auto &End) {
    return !Current.Outlived.contains(End.first);
  });
  return Outlives ? Outcome::Outlives : Outcome::Clean;
}

static std::string titleOf(const Candidate &C, const WeakenRequest &Request,
                           ArrayRef<WeakenedTU> Each) {
  StringRef Weak;
  std::vector<Edit> All;
  for (const WeakenedTU &TU : Each)
    if (TU.Found && !TU.WeakType.empty())
      Weak = TU.WeakType;
  std::string Title = edgeName(*C.Edge) + " becomes a " + Weak.str();
  if (Request.IsCapture)
    Title += ", locked at the top of the closure";
  return Title + ": " + C.Reason + "; on every path that was followed its '" +
         C.Edge->To + "' is held by others when it is used";
}

Expected<Repairer::Outcome>
Repairer::attempt(const Finding &F, const Candidate &C, bool MayOutlive,
                  std::vector<Note> &Reasons, std::string &Title) {
  ++Result.Stats.Tried;
  WeakenRequest Request;
  Request.IsCapture = C.Edge->Form == EdgeForm::Capture;
  Request.Decl = C.Edge->SlotDecl;
  Request.Name = C.Edge->Slot;
  Request.Policy = Options.Policy;
  Expected<std::vector<WeakenedTU>> Each = weakenAll(Request);
  if (!Each)
    return Each.takeError();
  auto NotEditable = [&](Note N) {
    Reasons.push_back(std::move(N));
    ++Result.Stats.NotEditable;
    return Outcome::Refused;
  };
  std::vector<Edit> All;
  for (WeakenedTU &TU : *Each) {
    if (!TU.Refusals.empty())
      return NotEditable(TU.Refusals.front());
    append_range(All, TU.Edits);
  }
  if (All.empty())
    return NotEditable(
        {C.Edge->SlotDecl, Request.IsCapture
                               ? "it is bound as an argument, not a lambda's"
                               : "its declaration was not found"});
  Expected<std::vector<Edit>> Joined = joinEdits(std::move(All));
  if (!Joined)
    return NotEditable({C.Edge->SlotDecl, toString(Joined.takeError())});

  Sources::Files Saved = Into.edited();
  if (Error E = Into.edit(*Joined)) {
    Into.restore(std::move(Saved));
    return NotEditable({C.Edge->SlotDecl, toString(std::move(E))});
  }
  Expected<std::string> Broken = extractChanged();
  if (!Broken)
    return Broken.takeError();
  if (!Broken->empty()) {
    undo(std::move(Saved));
    Reasons.push_back({C.Edge->SlotDecl, "it would not compile: " + *Broken});
    ++Result.Stats.NotCompiling;
    return Outcome::Refused;
  }
  Changed = judge();
  Outcome Is = compare(F, Changed, Reasons);
  Title = titleOf(C, Request, *Each);
  if (Is == Outcome::Outlives && MayOutlive)
    Is = Outcome::Clean;
  if (Is != Outcome::Clean)
    undo(std::move(Saved));
  return Is;
}

Error Repairer::repair(const Finding &F) {
  Plan P = planFor(F);
  std::vector<Note> Reasons = P.Refusals;
  // At best the edge points to what goes last. Where none does, what goes
  // first must at least not be used any more.
  std::vector<Candidate> Second;
  for (bool MayOutlive : {false, true}) {
    for (const Candidate &C : MayOutlive ? Second : P.Candidates) {
      std::vector<Note> Why;
      std::string Title;
      Expected<Outcome> Is = attempt(F, C, MayOutlive, Why, Title);
      if (!Is)
        return Is.takeError();
      if (*Is == Outcome::Clean) {
        Result.Fixes.push_back({F, Title});
        Current = std::move(Changed);
        return Error::success();
      }
      if (*Is == Outcome::Outlives)
        Second.push_back(C);
      for (Note &N : Why) {
        N.Message = edgeName(*C.Edge) + " stays: " + N.Message;
        Reasons.push_back(std::move(N));
      }
    }
  }
  Result.Rest.push_back({F, std::move(Reasons)});
  return Error::success();
}

Expected<Repairs> Repairer::run() {
  Current = judge();
  StringSet<> Seen;
  for (;;) {
    const Finding *Next = nullptr;
    for (const Finding &F : Current.Findings)
      if (!F.Ring.empty() && Options.IsWanted(F) &&
          !Seen.contains(F.Identity)) {
        Next = &F;
        break;
      }
    if (!Next)
      break;
    Seen.insert(Next->Identity);
    if (Error E = repair(Finding(*Next)))
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
