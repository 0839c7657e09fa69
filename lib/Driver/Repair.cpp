//===- Repair.cpp - Fixes that have been checked --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Repair.h"
#include "Driver/CompileDatabase.h"
#include "Driver/EditReply.h"
#include "Fixes/Changers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <set>

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

static std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? Path.str() : std::string(Real);
}

/// Which TUs read one of the files.
static std::vector<size_t> readers(const Extraction &Program, StringRef Root,
                                   ArrayRef<StringRef> Files) {
  StringSet<> Wanted;
  for (StringRef File : Files) {
    SmallString<256> Path(File);
    if (!sys::path::is_absolute(Path)) {
      Path = Root;
      sys::path::append(Path, File);
    }
    Wanted.insert(realPath(Path));
  }
  StringMap<bool> Known;
  std::vector<size_t> Found;
  for (size_t I = 0; I < Program.FilesRead.size(); ++I)
    if (any_of(Program.FilesRead[I], [&](const std::string &File) {
          auto [It, IsNew] = Known.try_emplace(File, false);
          if (IsNew)
            It->second = Wanted.contains(realPath(File));
          return It->second;
        }))
      Found.push_back(I);
  return Found;
}

/// A request for every TU that reads the file of a declaration: in others it
/// cannot be used.
Expected<std::vector<WeakenedTU>>
Repairer::weakenAll(const WeakenRequest &Request) const {
  SmallVector<StringRef, 2> Where{Request.Decl.File};
  if (!Request.Back.File.empty())
    Where.push_back(Request.Back.File);
  std::vector<size_t> Jobs =
      readers(Program, Options.Extract.ProjectRoot, Where);
  std::vector<WeakenedTU> Each(Jobs.size());
  IntrusiveRefCntPtr<vfs::FileSystem> Files = Into.files();
  frontend::ExtractOptions InWorker = Options.Extract;
  InWorker.Files = Files.get();
  InWorker.LeaveMemory = true;
  Error E = WorkerPool::run(
      Jobs.size(), Options.Limit,
      [&](size_t Job, raw_ostream &Reply) {
        writeEdits(weaken(Commands[Jobs[Job]], InWorker, Request), Reply);
      },
      [&](size_t Job, const JobOutcome &Done) {
        std::string File = mainFile(Commands[Jobs[Job]]);
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

/// Until no TU knows anything that the others were not told.
Error Repairer::askAll(Trial &T) const {
  T.Request.EditRoot = Options.EditRoot;
  for (;;) {
    Expected<std::vector<WeakenedTU>> Each = weakenAll(T.Request);
    if (!Each)
      return Each.takeError();
    T.Each = std::move(*Each);
    std::set<std::string> Facts(T.Request.Facts.begin(), T.Request.Facts.end());
    size_t Known = Facts.size();
    for (const WeakenedTU &TU : T.Each)
      Facts.insert(TU.Facts.begin(), TU.Facts.end());
    if (Facts.size() == Known)
      return Error::success();
    T.Request.Facts.assign(Facts.begin(), Facts.end());
  }
}

/// Its line, which may come after those that say by which way the file was
/// included.
static StringRef firstError(StringRef Diagnostics) {
  SmallVector<StringRef, 8> Lines;
  Diagnostics.split(Lines, '\n');
  const auto *It = find_if(Lines, [](StringRef Line) {
    return Line.contains(": error:") || Line.contains(": fatal error:");
  });
  return It == Lines.end() ? Lines.front() : *It;
}

/// TUs that read an edited file.
std::vector<size_t> Repairer::readersOfEdits() const {
  std::vector<size_t> Touched;
  StringMap<bool> IsEdited;
  for (size_t I = 0; I < Commands.size(); ++I)
    if (any_of(Program.FilesRead[I], [&](const std::string &File) {
          auto [It, IsNew] = IsEdited.try_emplace(File, false);
          if (IsNew)
            It->second = Into.edited().contains(realPath(File));
          return It->second;
        }))
      Touched.push_back(I);
  return Touched;
}

Expected<Extraction> Repairer::extract(ArrayRef<size_t> TUs,
                                       vfs::FileSystem *Files,
                                       bool Whole) const {
  std::vector<frontend::CompileCommand> Again;
  for (size_t No : TUs)
    Again.push_back(Commands[No]);
  frontend::ExtractOptions Changed = Options.Extract;
  Changed.Files = Files;
  Changed.SkipSystemBodies = !Whole;
  return extractAll(Again, Changed, Options.Limit, [](StringRef) {});
}

static std::string describe(const FailedTU &Failed) {
  StringRef First = firstError(Failed.Diagnostics);
  return First.empty() ? Failed.Reason : First.str();
}

/// What the standard library instantiates must compile as well. What did not
/// before the edits either says nothing of them.
Expected<std::string> Repairer::compileWhole() const {
  std::vector<size_t> Touched = readersOfEdits();
  IntrusiveRefCntPtr<vfs::FileSystem> Files = Into.files();
  Expected<Extraction> New = extract(Touched, Files.get(), /*Whole=*/true);
  if (!New)
    return New.takeError();
  if (New->Failures.empty())
    return "";
  Expected<Extraction> Old = extract(Touched, nullptr, /*Whole=*/true);
  if (!Old)
    return Old.takeError();
  for (const FailedTU &Failed : New->Failures)
    if (none_of(Old->Failures, [&](const FailedTU &Before) {
          return Before.File == Failed.File &&
                 describe(Before) == describe(Failed);
        }))
      return describe(Failed);
  return "";
}

/// The error in the changed program, if it has one; otherwise its modules take
/// the others' place.
Expected<std::string> Repairer::extractChanged() {
  std::vector<size_t> Touched = readersOfEdits();
  IntrusiveRefCntPtr<vfs::FileSystem> Files = Into.files();
  Expected<Extraction> New = extract(Touched, Files.get(), /*Whole=*/false);
  if (!New)
    return New.takeError();
  if (!New->Failures.empty())
    return describe(New->Failures.front());
  for (size_t I = 0; I < Touched.size(); ++I) {
    std::swap(Program.Modules[Touched[I]], New->Modules[I]);
    // What it was before the first of the edits.
    if (none_of(Before, [&](const auto &B) { return B.first == Touched[I]; }))
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

/// A misuse's identity without the number that it has in its function.
static StringRef family(StringRef Identity) {
  auto [Front, Number] = Identity.rsplit(" #");
  bool IsNumbered = !Number.empty() && all_of(Number, isDigit);
  return IsNumbered ? Front : Identity;
}

static size_t countLike(const Finding &F, ArrayRef<Finding> All) {
  return count_if(All, [&](const Finding &Other) {
    return Other.Kind != Verdict::Managed && Other.Kind != Verdict::Possible &&
           (F.Ring.empty() ? family(Other.Identity) == family(F.Identity)
                           : Other.Identity == F.Identity);
  });
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
  if (size_t Left = countLike(F, Now.Findings);
      Left != 0 && Left >= countLike(F, Current.Findings)) {
    Reasons.push_back({F.Where, F.Ring.empty()
                                    ? "the finding would still be there"
                                    : "the cycle would still be there"});
    ++Result.Stats.NotClean;
    return Outcome::Refused;
  }
  for (const Finding &New : Now.Findings) {
    if (New.Kind == Verdict::Managed || New.Kind == Verdict::Possible ||
        Old.contains(New.Identity))
      continue;
    Reasons.push_back({New.Where, "it would make a finding: " + New.Message});
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

static WeakenRequest misuseRequest(const Finding &F, NullPolicy Policy) {
  WeakenRequest Request;
  Request.Kind = RepairKind::Misuse;
  Request.Decl = F.Where;
  Request.Policy = Policy;
  Request.Check = F.Check;
  Request.Places.push_back(F.Where);
  for (const Note &N : F.Notes)
    Request.Places.push_back(N.Where);
  return Request;
}

Expected<Repairer::Outcome> Repairer::attempt(const Finding &F, Trial &T,
                                              bool MayOutlive) {
  ++Result.Stats.Tried;
  if (Error E = askAll(T))
    return E;
  const SourcePlace &Decl = T.Request.Decl;
  auto NotEditable = [&](Note N) {
    T.Reasons.push_back(std::move(N));
    ++Result.Stats.NotEditable;
    return Outcome::Refused;
  };
  std::vector<Edit> All;
  for (WeakenedTU &TU : T.Each) {
    if (!TU.Refusals.empty())
      return NotEditable(TU.Refusals.front());
    append_range(All, TU.Edits);
  }
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
    T.Reasons.push_back({Decl, "it would not compile: " + *Broken});
    ++Result.Stats.NotCompiling;
    return Outcome::Refused;
  }
  Changed = judge();
  Outcome Is = compare(F, Changed, T.Reasons);
  if (Is == Outcome::Refused && T.Request.Kind != RepairKind::Misuse) {
    Expected<bool> Better = mendNew(T.Request.Policy);
    if (!Better)
      return Better.takeError();
    if (*Better) {
      std::vector<Note> Reasons;
      Is = compare(F, Changed, Reasons);
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
    if (!Broken->empty()) {
      T.Reasons.push_back({Decl, "it would not compile: " + *Broken});
      ++Result.Stats.NotCompiling;
      Is = Outcome::Refused;
    }
  }
  if (Is != Outcome::Clean)
    undo(std::move(Saved));
  return Is;
}

/// What reads a member may have relied on finding the object: the locks that
/// take the place of such reads are tested as any other. False where that
/// leads nowhere.
Expected<bool> Repairer::mendNew(NullPolicy Policy) {
  constexpr unsigned MaxMended = 8;
  StringSet<> Old = identities(Current.Findings);
  bool Any = false;
  for (unsigned I = 0; I < MaxMended; ++I) {
    const Finding *New = nullptr;
    for (const Finding &G : Changed.Findings)
      if (!New && !Old.contains(G.Identity) && G.Kind == Verdict::Misuse)
        New = &G;
    if (!New)
      return Any;
    if (New->Check != "unchecked-lock" && New->Check != "expired-then-use")
      return false;
    Trial T;
    T.Request = misuseRequest(*New, Policy);
    if (Error E = askAll(T))
      return E;
    std::vector<Edit> All;
    for (WeakenedTU &TU : T.Each) {
      if (!TU.Refusals.empty())
        return false;
      append_range(All, TU.Edits);
    }
    Expected<std::vector<Edit>> Joined = joinEdits(std::move(All));
    if (!Joined || Joined->empty()) {
      consumeError(Joined.takeError());
      return false;
    }
    if (Error E = Into.edit(*Joined)) {
      consumeError(std::move(E));
      return false;
    }
    Expected<std::string> Broken = extractChanged();
    if (!Broken)
      return Broken.takeError();
    if (!Broken->empty())
      return false;
    Changed = judge();
    Any = true;
  }
  return false;
}

void Repairer::keep(const Finding &F, std::string Title) {
  Sources::Files Was = std::move(Kept);
  Kept = Into.edited();
  Result.Fixes.push_back({F, std::move(Title), std::move(Was), Kept});
  Current = std::move(Changed);
}

static std::string nameIn(ArrayRef<WeakenedTU> Each) {
  for (const WeakenedTU &TU : Each)
    if (TU.Found && !TU.WeakType.empty())
      return TU.WeakType;
  return "";
}

static std::string titleOf(const Candidate &C, RepairKind Kind,
                           ArrayRef<WeakenedTU> Each) {
  std::string Title = edgeName(*C.Edge) + " becomes a " + nameIn(Each);
  if (Kind == RepairKind::Capture)
    Title += ", locked at the top of the closure";
  return Title + ": " + C.Reason + "; on every path that was followed its '" +
         C.Edge->To + "' is held by others when it is used";
}

Expected<bool> Repairer::weakenEdge(const Finding &F, Unfixed &Left) {
  Plan P = planFor(F);
  Left.Reasons = P.Refusals;
  // At best the edge points to what goes last. Where none does, what goes
  // first must at least not be used any more.
  std::vector<Candidate> Second;
  for (bool MayOutlive : {false, true}) {
    for (const Candidate &C : MayOutlive ? Second : P.Candidates) {
      Trial T;
      if (C.Edge->Form == EdgeForm::Capture)
        T.Request.Kind = RepairKind::Capture;
      T.Request.Decl = C.Edge->SlotDecl;
      T.Request.Name = C.Edge->Slot;
      T.Request.Policy = Options.Policy;
      if (T.Request.Kind == RepairKind::Member)
        T.Request.Changers =
            changersOf(Program.Modules, T.Request.Decl, T.Request.Name);
      Expected<Outcome> Is = attempt(F, T, MayOutlive);
      if (!Is)
        return Is.takeError();
      if (*Is == Outcome::Clean) {
        keep(F, titleOf(C, T.Request.Kind, T.Each));
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
      keep(F, "'" + Back.From + "' becomes a handle of its '" + Back.To +
                  "' and of a new " + nameIn(T.Each) + ", which " +
                  edgeName(Kept) +
                  " keeps: who holds either side needs both, so no edge can "
                  "be weak");
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

Expected<bool> Repairer::mend(const Finding &F, Unfixed &Left) {
  if (!hasQuickFix(F.Check)) {
    Left.Reasons.push_back({F.Where, "no change is right in all such places"});
    return false;
  }
  Trial T;
  T.Request = misuseRequest(F, Options.Policy);
  Expected<Outcome> Is = attempt(F, T, /*MayOutlive=*/false);
  if (!Is)
    return Is.takeError();
  if (*Is == Outcome::Clean) {
    std::string Done;
    for (const WeakenedTU &TU : T.Each)
      if (Done.empty())
        Done = TU.Done;
    keep(F, Done);
    return true;
  }
  Left.Reasons = std::move(T.Reasons);
  return false;
}

Error Repairer::repair(const Finding &F) {
  Unfixed Left{F, {}, ""};
  auto Try = [&](auto How) { return (this->*How)(F, Left); };
  if (F.Ring.empty()) {
    Expected<bool> Done = Try(&Repairer::mend);
    if (!Done)
      return Done.takeError();
    if (*Done)
      // The next one of its kind in the function has its number now.
      Seen.erase(F.Identity);
    else
      Result.Rest.push_back(std::move(Left));
    return Error::success();
  }
  for (auto How : {&Repairer::weakenEdge, &Repairer::makeInner}) {
    Expected<bool> Done = Try(How);
    if (!Done)
      return Done.takeError();
    if (*Done)
      return Error::success();
  }
  Result.Rest.push_back(std::move(Left));
  return Error::success();
}

Expected<Repairs> Repairer::run() {
  Current = judge();
  for (;;) {
    const Finding *Next = nullptr;
    for (const Finding &F : Current.Findings)
      if (Options.IsWanted(F) && !Seen.contains(F.Identity)) {
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
