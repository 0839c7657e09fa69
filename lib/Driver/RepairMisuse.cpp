//===- RepairMisuse.cpp - Misuses are mended together --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Repair.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::fixes;

namespace weakspot {

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

/// What is misused, and in which function.
static StringRef subject(const Finding &F) {
  return family(F.Identity).drop_front(F.Check.size());
}

/// Those that are tried next: of each subject in a function one, since what
/// mends it may mend the others as well.
std::vector<Finding> Repairer::mendable() const {
  std::vector<Finding> Found;
  StringSet<> Subjects;
  for (const Finding &F : Current.Findings)
    if (F.Ring.empty() && Options.IsWanted(F) && !Seen.contains(F.Identity) &&
        Subjects.insert(subject(F)).second)
      Found.push_back(F);
  return Found;
}

void Repairer::giveUp(const Finding &F, Note Why, unsigned RepairStats::*Kind) {
  ++(Result.Stats.*Kind);
  Result.Rest.push_back({onDisk(F), {std::move(Why)}, ""});
}

/// Whether they cannot both be made.
static bool touch(ArrayRef<Edit> A, ArrayRef<Edit> B) {
  return any_of(A, [&](const Edit &X) {
    return any_of(B, [&](const Edit &Y) {
      return X.File == Y.File && X.Offset <= Y.Offset + Y.Length &&
             Y.Offset <= X.Offset + X.Length;
    });
  });
}

/// What mends each, of those that can be mended, and where no two are in each
/// other's way. The others are left for another time.
Expected<std::vector<Repairer::Mending>>
Repairer::askToMend(std::vector<Finding> All) {
  std::vector<WeakenRequest> Requests;
  for (const Finding &F : All) {
    Requests.push_back(misuseRequest(F, Options.Policy));
    Requests.back().EditRoot = Options.EditRoot;
  }
  Expected<std::vector<Replies>> Each = weakenAll(Requests);
  if (!Each)
    return Each.takeError();
  std::vector<Mending> Ready;
  for (auto [F, TUs] : zip_equal(All, *Each)) {
    Mending M;
    const Note *Refusal = nullptr;
    std::string Sketch;
    for (const WeakenedTU &TU : TUs) {
      if (!TU.Refusals.empty() && !Refusal)
        Refusal = &TU.Refusals.front();
      append_range(M.Edits, TU.Edits);
      if (M.Done.empty())
        M.Done = TU.Done;
      if (Sketch.empty())
        Sketch = TU.Sketch;
    }
    auto NotEditable = [&](Note Why) {
      giveUp(F, onDisk(std::move(Why), Kept), &RepairStats::NotEditable);
      Result.Rest.back().Sketch = Sketch;
    };
    if (Refusal) {
      NotEditable(*Refusal);
      continue;
    }
    if (M.Edits.empty()) {
      NotEditable({F.Where, "its declaration was not found"});
      continue;
    }
    Expected<std::vector<Edit>> Joined = joinEdits(std::move(M.Edits));
    if (!Joined) {
      NotEditable({F.Where, toString(Joined.takeError())});
      continue;
    }
    M.Edits = std::move(*Joined);
    M.Of = std::move(F);
    if (any_of(Ready, [&](const Mending &Other) {
          return touch(Other.Edits, M.Edits);
        })) {
      Seen.erase(M.Of.Identity);
      --Result.Stats.Tried;
    } else {
      Ready.push_back(std::move(M));
    }
  }
  return Ready;
}

Error Repairer::mendTogether(std::vector<Finding> All) {
  for (const Finding &F : All)
    Seen.insert(F.Identity);
  llvm::erase_if(All, [&](const Finding &F) {
    if (hasQuickFix(F.Check))
      return false;
    Result.Rest.push_back(
        {onDisk(F),
         {onDisk({F.Where, "no change is right in all such places"}, Kept)},
         ""});
    return true;
  });
  if (All.empty())
    return Error::success();
  Result.Stats.Tried += All.size();
  Expected<std::vector<Mending>> Ready = askToMend(std::move(All));
  if (!Ready)
    return Ready.takeError();
  return settle(*Ready);
}

static std::vector<Edit> joined(ArrayRef<const Edit *> Some) {
  std::vector<Edit> All;
  for (const Edit *E : Some)
    All.push_back(*E);
  llvm::sort(All);
  return All;
}

/// Makes all changes. What is left then did not help; any other trouble may be
/// of one of them alone.
Error Repairer::settle(ArrayRef<Mending> All) {
  if (All.empty())
    return Error::success();
  Sources::Files Saved = Into.edited();
  Before.clear();
  std::vector<const Edit *> Every;
  for (const Mending &M : All)
    for (const Edit &E : M.Edits)
      Every.push_back(&E);
  auto Fails = [&](Note Why, unsigned RepairStats::*Kind) -> Error {
    undo(Saved);
    if (All.size() > 1)
      return settleParts(All);
    giveUp(All.front().Of, std::move(Why), Kind);
    return Error::success();
  };
  const SourcePlace &Where = All.front().Of.Where;
  auto FailsToCompile = [&](const std::string &Why) {
    return Fails(onDisk({Where, "it would not compile: " + Why}, Kept),
                 &RepairStats::NotCompiling);
  };
  if (Error E = Into.edit(joined(Every)))
    return Fails(onDisk({Where, toString(std::move(E))}, Kept),
                 &RepairStats::NotEditable);
  Expected<std::string> Broken = extractChanged();
  if (!Broken)
    return Broken.takeError();
  if (!Broken->empty())
    return FailsToCompile(*Broken);
  Changed = judge();
  std::vector<Mending> Helped;
  for (const Mending &M : All)
    if (isLeft(M.Of, Changed))
      giveUp(M.Of,
             onDisk({M.Of.Where, "the finding would still be there"}, Kept),
             &RepairStats::NotClean);
    else
      Helped.push_back(M);
  if (Helped.size() < All.size()) {
    undo(std::move(Saved));
    return settle(Helped);
  }
  if (std::optional<Trouble> T = newTrouble(Changed))
    return Fails(std::move(T->Why), T->Kind);
  Broken = compileWhole();
  if (!Broken)
    return Broken.takeError();
  if (!Broken->empty())
    return FailsToCompile(*Broken);
  return keepAll(All, Saved);
}

/// One half, then the other, as the first has left it.
Error Repairer::settleParts(ArrayRef<Mending> All) {
  size_t NumFixes = Result.Fixes.size();
  size_t Half = All.size() / 2;
  if (Error E = settle(All.take_front(Half)))
    return E;
  ArrayRef<Mending> Rest = All.drop_front(Half);
  if (isSpent()) {
    for (const Mending &M : Rest)
      giveUp(M.Of, spent(M.Of), &RepairStats::NotTried);
    return Error::success();
  }
  if (Result.Fixes.size() == NumFixes)
    return settle(Rest);
  // Places have moved, and some may be gone.
  std::vector<Finding> Again;
  for (const Mending &M : Rest)
    for (const Finding &F : Current.Findings)
      if (F.Identity == M.Of.Identity)
        Again.push_back(F);
  Result.Stats.Tried -= Again.size();
  return mendTogether(std::move(Again));
}

/// Each as a fix of its own, upon those in front of it.
Error Repairer::keepAll(ArrayRef<Mending> All, const Sources::Files &Saved) {
  Sources::Files Final = Into.edited();
  std::vector<Finding> Found;
  for (const Mending &M : All)
    Found.push_back(onDisk(M.Of));
  for (size_t No = 0; No < All.size(); ++No) {
    StringSet<> Edited;
    for (const Edit &E : All[No].Edits)
      Edited.insert(E.File);
    std::vector<const Edit *> SoFar;
    for (const Mending &M : All.take_front(No + 1))
      for (const Edit &E : M.Edits)
        if (Edited.contains(E.File))
          SoFar.push_back(&E);
    Sources::Files Start = Kept;
    for (const auto &Entry : Edited) {
      std::string Path = Entry.first().str();
      Start.erase(Path);
      if (auto Was = Saved.find(Path); Was != Saved.end())
        Start.insert(*Was);
    }
    Into.restore(std::move(Start));
    if (Error E = Into.edit(joined(SoFar)))
      return E;
    // The next one of its kind in the function has its number now.
    Seen.erase(All[No].Of.Identity);
    keep(std::move(Found[No]), All[No].Done, Into.edited());
  }
  Into.restore(std::move(Final));
  Kept = Into.edited();
  takeOver();
  return Error::success();
}

/// What reads a member may have relied on finding the object: the locks that
/// take the place of such reads are tested as any other. False where that
/// leads nowhere.
Expected<bool> Repairer::mendNew(NullPolicy Policy) {
  constexpr unsigned MaxRounds = 8;
  StringSet<> Old = identities(Current.Findings);
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    std::vector<WeakenRequest> Requests;
    StringSet<> Subjects;
    for (const Finding &New : Changed.Findings) {
      if (Old.contains(New.Identity) || New.Kind != Verdict::Misuse)
        continue;
      if (New.Check != "unchecked-lock" && New.Check != "expired-then-use")
        return false;
      if (!Subjects.insert(subject(New)).second)
        continue;
      Requests.push_back(misuseRequest(New, Policy));
      Requests.back().EditRoot = Options.EditRoot;
    }
    if (Requests.empty())
      return Round != 0;
    Expected<std::vector<Replies>> Each = weakenAll(Requests);
    if (!Each)
      return Each.takeError();
    std::vector<Edit> All;
    for (const Replies &TUs : *Each) {
      std::vector<Edit> Mine;
      for (const WeakenedTU &TU : TUs) {
        if (!TU.Refusals.empty())
          return false;
        append_range(Mine, TU.Edits);
      }
      // What is in the way of another waits for the next round.
      if (!touch(Mine, All))
        append_range(All, Mine);
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
  }
  return false;
}

} // namespace weakspot
