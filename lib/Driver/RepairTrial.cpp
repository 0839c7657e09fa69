//===- RepairTrial.cpp - What a change does to the program ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/CompileDatabase.h"
#include "Driver/EditReply.h"
#include "Driver/Repair.h"
#include "Fixes/Diff.h"
#include "Report/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>
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

/// The real path of a file that a finding names.
static std::string absolute(StringRef File, StringRef Root) {
  SmallString<256> Path(sys::path::is_absolute(File) ? "" : Root);
  sys::path::append(Path, File);
  return realPath(Path);
}

namespace {
/// Which TUs read a file.
class Readers {
public:
  Readers(const Extraction &Program, StringRef Root)
      : Program(Program), Root(Root) {}

  const std::vector<size_t> &of(StringRef File) {
    auto [It, IsNew] = Known.try_emplace(File);
    if (IsNew) {
      std::string Wanted = real(File);
      for (size_t I = 0; I < Program.FilesRead.size(); ++I)
        if (any_of(Program.FilesRead[I], [&](const std::string &Read) {
              return real(Read) == Wanted;
            }))
          It->second.push_back(I);
    }
    return It->second;
  }

  /// Sorted.
  std::vector<size_t> of(const WeakenRequest &Request) {
    std::vector<size_t> All = of(Request.Decl.File);
    if (!Request.Back.File.empty())
      append_range(All, of(Request.Back.File));
    llvm::sort(All);
    All.erase(llvm::unique(All), All.end());
    return All;
  }

private:
  const std::string &real(StringRef File) {
    auto [It, IsNew] = Real.try_emplace(File);
    if (IsNew)
      It->second = absolute(File, Root);
    return It->second;
  }

  const Extraction &Program;
  StringRef Root;
  StringMap<std::vector<size_t>> Known;
  StringMap<std::string> Real;
};
} // namespace

/// Each job is a TU and what it is asked for.
Error Repairer::runJobs(
    ArrayRef<std::pair<size_t, std::vector<WeakenRequest>>> Jobs,
    function_ref<void(size_t Job, Replies)> Take) {
  Result.Stats.Parses += Jobs.size();
  IntrusiveRefCntPtr<vfs::FileSystem> Files = Into.files();
  frontend::ExtractOptions InWorker = Options.Extract;
  InWorker.Files = Files.get();
  InWorker.LeaveMemory = true;
  auto Failed = [&](size_t Job, const std::string &Why) {
    WeakenedTU None;
    None.Refusals.push_back({{mainFile(Commands[Jobs[Job].first]), 1, 1}, Why});
    Take(Job, Replies(Jobs[Job].second.size(), None));
  };
  return WorkerPool::run(
      Jobs.size(), Options.Limit,
      [&](size_t Job, raw_ostream &Reply) {
        writeEdits(
            weaken(Commands[Jobs[Job].first], InWorker, Jobs[Job].second),
            Reply);
      },
      [&](size_t Job, const JobOutcome &Outcome) {
        if (!Outcome.Death.empty())
          return Failed(Job, Outcome.Death);
        Expected<Replies> Given = readEdits(Outcome.Reply);
        if (!Given)
          return Failed(Job, toString(Given.takeError()));
        if (Given->size() != Jobs[Job].second.size())
          return Failed(Job, "its worker's reply is cut short");
        Take(Job, std::move(*Given));
      });
}

/// Every TU that reads the file of a declaration is asked, and parsed once for
/// all that it is asked: in others it cannot be used. The answers come by
/// request, in the order of the TUs.
Expected<std::vector<Repairer::Replies>>
Repairer::weakenAll(ArrayRef<WeakenRequest> Requests) {
  Readers Who(Program, Options.Extract.ProjectRoot);
  std::map<size_t, std::vector<size_t>> ByTU;
  for (size_t No = 0; No < Requests.size(); ++No)
    for (size_t TU : Who.of(Requests[No]))
      ByTU[TU].push_back(No);
  std::vector<std::pair<size_t, std::vector<WeakenRequest>>> Jobs;
  std::vector<ArrayRef<size_t>> Asked;
  for (const auto &[TU, All] : ByTU) {
    Jobs.push_back({TU, {}});
    for (size_t No : All)
      Jobs.back().second.push_back(Requests[No]);
    Asked.push_back(All);
  }
  std::vector<Replies> ByJob(Jobs.size());
  if (Error E = runJobs(
          Jobs, [&](size_t Job, Replies R) { ByJob[Job] = std::move(R); }))
    return E;
  std::vector<Replies> ByRequest(Requests.size());
  for (size_t Job = 0; Job < Jobs.size(); ++Job)
    for (auto [No, Reply] : zip_equal(Asked[Job], ByJob[Job]))
      ByRequest[No].push_back(std::move(Reply));
  return ByRequest;
}

/// The same for one; where some TUs refuse already, the others need not be
/// parsed.
Expected<Repairer::Replies>
Repairer::weakenUntilRefused(const WeakenRequest &Request) {
  std::vector<size_t> TUs =
      Readers(Program, Options.Extract.ProjectRoot).of(Request);
  Replies Each;
  // Not by the number of workers: what is parsed must not depend on it.
  size_t Some = 4;
  for (ArrayRef<size_t> Left = TUs; !Left.empty(); Some *= 2) {
    std::vector<std::pair<size_t, std::vector<WeakenRequest>>> Jobs;
    for (size_t TU : Left.take_front(Some))
      Jobs.push_back({TU, {Request}});
    Left = Left.drop_front(Jobs.size());
    Replies Next(Jobs.size());
    if (Error E = runJobs(Jobs, [&](size_t Job, Replies R) {
          Next[Job] = std::move(R.front());
        }))
      return E;
    append_range(Each, std::move(Next));
    if (any_of(Each, [](const WeakenedTU &TU) { return !TU.Refusals.empty(); }))
      break;
  }
  return Each;
}

/// Until no TU knows anything that the others were not told.
Error Repairer::askAll(Trial &T) {
  T.Request.EditRoot = Options.EditRoot;
  // A fact that comes late may be all that a TU missed.
  bool MayLearn = T.Request.Kind == RepairKind::InnerObject;
  for (;;) {
    if (MayLearn) {
      Expected<std::vector<Replies>> All = weakenAll(T.Request);
      if (!All)
        return All.takeError();
      T.Each = std::move(All->front());
    } else {
      Expected<Replies> Each = weakenUntilRefused(T.Request);
      if (!Each)
        return Each.takeError();
      T.Each = std::move(*Each);
    }
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

/// TUs that read a file that was edited since the last fix.
std::vector<size_t> Repairer::readersOfEdits() const {
  StringSet<> Edited;
  for (const auto &[Path, File] : Into.edited()) {
    auto Was = Kept.find(Path);
    if ((Was == Kept.end() ? File.Old : Was->second.New) != File.New)
      Edited.insert(Path);
  }
  std::vector<size_t> Touched;
  StringMap<bool> IsEdited;
  for (size_t I = 0; I < Commands.size(); ++I)
    if (any_of(Program.FilesRead[I], [&](const std::string &File) {
          auto [It, IsNew] = IsEdited.try_emplace(File, false);
          if (IsNew)
            It->second = Edited.contains(realPath(File));
          return It->second;
        }))
      Touched.push_back(I);
  return Touched;
}

Expected<Extraction> Repairer::extract(ArrayRef<size_t> TUs,
                                       vfs::FileSystem *Files, bool Whole) {
  Result.Stats.Parses += TUs.size();
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
Expected<std::string> Repairer::compileWhole() {
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

StringRef family(StringRef Identity) {
  auto [Front, Number] = Identity.rsplit(" #");
  bool IsNumbered = !Number.empty() && all_of(Number, isDigit);
  return IsNumbered ? Front : Identity;
}

static size_t countLike(const Finding &F, ArrayRef<Finding> All) {
  return count_if(All, [&](const Finding &Other) {
    return Other.isMistake() && family(Other.Identity) == family(F.Identity);
  });
}

StringSet<> identities(ArrayRef<Finding> Findings) {
  StringSet<> All;
  for (const Finding &F : Findings)
    if (F.isMistake())
      All.insert(F.Identity);
  return All;
}

bool Repairer::isLeft(const Finding &F, const Judgement &Now) const {
  size_t Left = countLike(F, Now.Findings);
  return Left != 0 && Left >= countLike(F, Current.Findings);
}

std::optional<Repairer::Trouble>
Repairer::newTrouble(const Judgement &Now) const {
  StringSet<> Old = identities(Current.Findings);
  for (const Finding &New : Now.Findings)
    if (New.isMistake() && !Old.contains(New.Identity))
      return Trouble{
          onDisk({New.Where, "it would make a finding: " + New.Message},
                 Into.edited()),
          &RepairStats::NotClean};
  for (const auto &[Slot, What] : Now.Used)
    if (!Current.Used.contains(Slot))
      return Trouble{onDisk(What, Into.edited()), &RepairStats::TooEarly};
  return std::nullopt;
}

/// Where an object goes before its holder, which it did not before.
std::optional<Note> Repairer::outlived(const Judgement &Now) const {
  for (const auto &[Slot, What] : Now.Outlived)
    if (!Current.Outlived.contains(Slot))
      return onDisk(What, Into.edited());
  return std::nullopt;
}

SourcePlace Repairer::onDisk(SourcePlace P,
                             const Sources::Files &Edited) const {
  if (Edited.empty() || P.Line == 0)
    return P;
  auto It = Edited.find(absolute(P.File, Options.Extract.ProjectRoot));
  if (It == Edited.end())
    return P;
  std::vector<StringRef> Old = linesOf(It->second.Old),
                         New = linesOf(It->second.New);
  size_t Line = oldLine(P.Line - 1, changedLines(Old, New));
  bool IsSame =
      Line < Old.size() && P.Line <= New.size() && Old[Line] == New[P.Line - 1];
  P.Line = static_cast<unsigned>(Line) + 1;
  if (!IsSame)
    P.Column = 1;
  return P;
}

Note Repairer::onDisk(Note N, const Sources::Files &Edited) const {
  N.Where = onDisk(std::move(N.Where), Edited);
  return N;
}

Finding Repairer::onDisk(Finding F) const {
  F.Where = onDisk(std::move(F.Where), Kept);
  for (Note &N : F.Notes)
    N = onDisk(std::move(N), Kept);
  return F;
}

void Repairer::takeOver() {
  for (const Finding &F : Current.Findings) {
    if (F.Ring.empty() ||
        countLike(F, Current.Findings) == countLike(F, Changed.Findings))
      continue;
    Seen.erase(F.Identity);
    llvm::erase_if(Result.Rest, [&](const Unfixed &U) {
      return U.Of.Identity == F.Identity;
    });
  }
  Current = std::move(Changed);
}

void Repairer::keep(Finding F, std::string Title, Sources::Files Now) {
  Fix Made{std::move(F), std::move(Title), {}, {}};
  for (const auto &[Path, File] : Now) {
    auto Was = Kept.find(Path);
    if (Was != Kept.end() && Was->second.New == File.New)
      continue;
    if (Was != Kept.end())
      Made.Before.insert(*Was);
    Made.After.emplace(Path, File);
  }
  Kept = std::move(Now);
  Result.Fixes.push_back(std::move(Made));
}

} // namespace weakspot
