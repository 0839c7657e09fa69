//===- Repair.h - Fixes that have been checked ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One finding after the other: an edge is made weak in memory, or an object
// split into an inner one and a handle, or a misuse mended; the TUs that read a
// changed file are parsed again, and the whole program is judged anew. A fix is
// kept only if all of it compiles, the finding is gone, no other came, and on
// no path an object ends while it is still used. Each goes on from what the
// ones before it left, so that all of them together are as good as each.
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
#include "llvm/ADT/StringSet.h"
#include <functional>

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
};

/// A fix that was checked.
struct Fix {
  Finding Of;
  std::string Title;                   ///< What it does and why it is right.
  fixes::Sources::Files Before, After; ///< All edits without and with it.
};

/// A finding for which there is none, and why.
struct Unfixed {
  Finding Of;
  std::vector<Note> Reasons;
  std::string Sketch; ///< A class that could be written by hand.
};

struct RepairStats {
  unsigned Tried = 0;
  unsigned NotCompiling = 0; ///< The edits did not compile.
  unsigned NotClean = 0;     ///< A finding was left, or another came.
  unsigned TooEarly = 0;     ///< An object would have ended early.
  unsigned NotEditable = 0;  ///< Some use could not be rewritten.
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

  /// What is tried, and what came of it.
  struct Trial {
    fixes::WeakenRequest Request;
    std::vector<fixes::WeakenedTU> Each;
    std::vector<Note> Reasons; ///< Why not.
  };

  Judgement judge() const;
  llvm::Error repair(const Finding &F);
  llvm::Expected<bool> weakenEdge(const Finding &F, Unfixed &Left);
  llvm::Expected<bool> makeInner(const Finding &F, Unfixed &Left);
  llvm::Expected<bool> mend(const Finding &F, Unfixed &Left);
  llvm::Expected<Outcome> attempt(const Finding &F, Trial &T, bool MayOutlive);
  llvm::Error askAll(Trial &T) const;
  llvm::Expected<bool> mendNew(fixes::NullPolicy Policy);
  llvm::Expected<std::vector<fixes::WeakenedTU>>
  weakenAll(const fixes::WeakenRequest &Request) const;
  void keep(const Finding &F, std::string Title);
  llvm::Expected<std::string> extractChanged();
  llvm::Expected<std::string> compileWhole() const;
  llvm::Expected<Extraction> extract(llvm::ArrayRef<size_t> TUs,
                                     llvm::vfs::FileSystem *Files,
                                     bool Whole) const;
  std::vector<size_t> readersOfEdits() const;
  Outcome compare(const Finding &F, const Judgement &Now,
                  std::vector<Note> &Reasons);
  void undo(fixes::Sources::Files Files);

  llvm::ArrayRef<frontend::CompileCommand> Commands;
  Extraction &Program;
  const RepairOptions &Options;
  fixes::Sources &Into;
  Judgement Current, Changed;
  /// What the changed TUs were before, by command.
  std::vector<std::pair<size_t, ir::Module>> Before;
  fixes::Sources::Files Kept; ///< The edits of the fixes so far.
  llvm::StringSet<> Seen;     ///< Identities of what was tried.
  Repairs Result;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_REPAIR_H
