//===- Repair.h - Fixes that have been checked ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An edge is made weak in memory, or an object split into an inner one and a
// handle, or a misuse mended; the TUs that read a changed file are parsed
// again, and the whole program is judged anew. A fix is kept only if all of it
// compiles, the finding is gone, no other came, and on no path an object ends
// while it is still used. Each goes on from what the ones before it left, so
// that all of them together are as good as each.
//
// Rings are cut one after the other. Misuses are mended together: each change
// stays within a function, so most of them hold, and where they do not, halves
// of them are tried. That costs as many trials as there are misuses in the
// function that has most, and some for each that does not hold.
//
// Nothing depends on how many jobs run at a time.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_REPAIR_H
#define WEAKSPOT_DRIVER_REPAIR_H

#include "Analysis/Analysis.h"
#include "Driver/Extraction.h"
#include "Fixes/EarlyEnds.h"
#include "Fixes/Plan.h"
#include "Fixes/Sources.h"
#include "Fixes/WeakenTU.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <functional>
#include <optional>

namespace weakspot {

struct RepairOptions {
  frontend::ExtractOptions Extract;
  /// No file outside is edited; empty: the project's root.
  std::string EditRoot;
  WorkerPool::Limits Limit;
  AnalysisOptions Analysis;
  fixes::NullPolicy Policy = fixes::NullPolicy::Return;
  fixes::InnerKeeper Keeper = fixes::InnerKeeper::Member;
  /// Which findings are asked for.
  std::function<bool(const Finding &)> IsWanted;
  /// The observer of the misuse checks, for each analysis anew; may be null.
  std::function<std::unique_ptr<analysis::PathObserver>()> Observe;
  /// How often TUs are parsed before nothing new is begun; zero: no limit.
  unsigned MaxParses = 0;
  /// Told what is tried next, and how many together; may be null.
  std::function<void(const Finding &, size_t Together)> Next;
};

/// A fix that was checked.
struct Fix {
  Finding Of;        ///< Its places are on the disk.
  std::string Title; ///< What it does and why it is right.
  /// The files that it edits, without and with it; those that no earlier one
  /// edited are not in Before.
  fixes::Sources::Files Before, After;
};

/// A finding for which there is none, and why.
struct Unfixed {
  Finding Of;
  std::vector<Note> Reasons;
  std::string Sketch; ///< What could be written by hand.
};

struct RepairStats {
  unsigned Tried = 0;
  unsigned NotCompiling = 0; ///< The edits did not compile.
  unsigned NotClean = 0;     ///< A finding was left, or another came.
  unsigned TooEarly = 0;     ///< An object would have ended early.
  unsigned NotEditable = 0;  ///< Some use could not be rewritten.
  unsigned NotTried = 0;     ///< Findings that the limit left no parse for.
  unsigned Parses = 0;       ///< Of TUs, for all of it.
};

struct Repairs {
  std::vector<Fix> Fixes;
  std::vector<Unfixed> Rest;
  RepairStats Stats;
};

class Repairer {
public:
  /// Program is what the commands' TUs were extracted to, each of them; its
  /// modules are replaced as fixes are made. Edits go to Into.
  Repairer(llvm::ArrayRef<frontend::CompileCommand> Commands,
           Extraction &Program, const RepairOptions &Options,
           fixes::Sources &Into)
      : Commands(Commands), Program(Program), Options(Options), Into(Into) {}

  llvm::Expected<Repairs> run();

private:
  struct Judgement {
    std::vector<Finding> Findings;
    fixes::EarlyEnds::Ends Used, Outlived;
  };
  enum class Outcome : uint8_t { Clean, Outlives, Refused };
  using Replies = std::vector<fixes::WeakenedTU>;

  /// What is tried, and what came of it.
  struct Trial {
    fixes::WeakenRequest Request;
    Replies Each;
    std::vector<Note> Reasons; ///< Why not.
  };
  /// A misuse and what mends it.
  struct Mending {
    Finding Of;
    std::string Done; ///< In words.
    std::vector<fixes::Edit> Edits;
  };
  /// Why something does not hold, and what that counts as.
  struct Trouble {
    Note Why;
    unsigned RepairStats::*Kind;
  };

  // RepairTrial.cpp: asks for edits, makes them, and looks at what they do.
  llvm::Expected<std::vector<Replies>>
  weakenAll(llvm::ArrayRef<fixes::WeakenRequest> Requests);
  llvm::Expected<Replies> weakenUntilRefused(const fixes::WeakenRequest &R);
  llvm::Error runJobs(
      llvm::ArrayRef<std::pair<size_t, std::vector<fixes::WeakenRequest>>> Jobs,
      llvm::function_ref<void(size_t Job, Replies)> Take);
  llvm::Error askAll(Trial &T);
  std::vector<size_t> readersOfEdits() const;
  llvm::Expected<Extraction> extract(llvm::ArrayRef<size_t> TUs,
                                     llvm::vfs::FileSystem *Files, bool Whole);
  llvm::Expected<std::string> extractChanged();
  llvm::Expected<std::string> compileWhole();
  void undo(fixes::Sources::Files Files);
  Judgement judge() const;
  bool isLeft(const Finding &F, const Judgement &Now) const;
  std::optional<Trouble> newTrouble(const Judgement &Now) const;
  std::optional<Note> outlived(const Judgement &Now) const;
  /// A place in edited files, where it is in the files on the disk.
  SourcePlace onDisk(SourcePlace P, const fixes::Sources::Files &Edited) const;
  Note onDisk(Note N, const fixes::Sources::Files &Edited) const;
  Finding onDisk(Finding F) const; ///< Of the fixes so far.
  void keep(Finding F, std::string Title, fixes::Sources::Files Now);
  /// Goes on from what a fix has left. Of rings that are alike, the others may
  /// have another number now: all that are left are looked at again.
  void takeOver();

  // Repair.cpp: one ring after the other.
  llvm::Error repair(const Finding &F);
  llvm::Expected<bool> weakenEdge(const Finding &F, Unfixed &Left);
  llvm::Expected<bool> makeInner(const Finding &F, Unfixed &Left);
  llvm::Expected<Outcome> attempt(const Finding &F, Trial &T, bool MayOutlive);
  Outcome compare(const Finding &F, std::vector<Note> &Reasons);
  bool lookAgain();
  bool isSpent() const;
  Note spent(const Finding &F) const;

  // RepairMisuse.cpp: many of them together.
  std::vector<Finding> mendable() const;
  llvm::Error mendTogether(std::vector<Finding> All);
  llvm::Expected<std::vector<Mending>> askToMend(std::vector<Finding> All);
  llvm::Error settle(llvm::ArrayRef<Mending> All);
  llvm::Error settleParts(llvm::ArrayRef<Mending> All);
  llvm::Error keepAll(llvm::ArrayRef<Mending> All,
                      const fixes::Sources::Files &Saved);
  void giveUp(const Finding &F, Note Why, unsigned RepairStats::*Kind);
  llvm::Expected<bool> mendNew(fixes::NullPolicy Policy);

  llvm::ArrayRef<frontend::CompileCommand> Commands;
  Extraction &Program;
  const RepairOptions &Options;
  fixes::Sources &Into;
  Judgement Current, Changed;
  /// What the changed TUs were before, by command.
  std::vector<std::pair<size_t, ir::Module>> Before;
  fixes::Sources::Files Kept; ///< The edits of the fixes so far.
  llvm::StringSet<> Seen;     ///< Identities of what was tried.
  /// Rings whose repair was judged bad, by how many fixes there were then: with
  /// the others gone, it may be right.
  llvm::StringMap<size_t> Judged;
  Repairs Result;
};

/// Those of findings that count; one is the same if its check and ring are, or
/// its check, function and subject.
llvm::StringSet<> identities(llvm::ArrayRef<Finding> Findings);
/// An identity without the number that it has among those that are alike.
llvm::StringRef family(llvm::StringRef Identity);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_REPAIR_H
