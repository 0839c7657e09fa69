//===- ProjectState.h - What is known of a project now --------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two kinds of results meet here. Those of the whole program are of what is on
// the disk and know everything; those of a TU are of what is being typed, and
// know only the TU. Where both were made of the same state their difference is
// what one TU cannot know; whatever the TU's results then gain or lose is due
// to what was typed since.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_PROJECTSTATE_H
#define WEAKSPOT_SERVER_PROJECTSTATE_H

#include "Server/Child.h"
#include "Server/Places.h"
#include "Server/Project.h"
#include "Server/Results.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace weakspot::server {

/// A finding that is to be seen. Points into the state.
struct Shown {
  const ReportedFinding *R;
  const Results *Of;
  const Paths *Names;
  std::string Id; ///< Its fingerprint.
};

/// The fingerprints of the open findings.
llvm::StringSet<> idsOf(const RunReport &Report);

/// A TU with a file that is open.
struct EditedFile {
  frontend::CompileCommand Command;
  /// Whether the whole program has it.
  bool IsInProgram = true;
  std::unique_ptr<Child> Worker;
  bool IsBusy = false;
  bool IsAskedAgain = false; ///< While busy.
  /// What was open and not saved then, whether the TU reads it or not.
  std::set<std::string> UnsavedWhenAsked;
  unsigned Deaths = 0;                     ///< Of workers, one after the other.
  std::optional<EventLoop::TimerId> Timer; ///< To the next request.
  std::optional<EventLoop::TimerId> Deadline; ///< Of the one under way.

  std::optional<Results> Latest;
  bool IsLatestSaved = false; ///< It is of what is on the disk.
  llvm::StringSet<> LatestIds;
  /// What it had, and what of that the program had not, when both were of the
  /// same state.
  llvm::StringSet<> Base, Refuted;
  /// By real path: the names by which the TU reads the file.
  std::map<std::string, std::set<std::string>> FilesRead;
};

class ProjectState {
public:
  explicit ProjectState(std::unique_ptr<Project> P) : P(std::move(P)) {}

  const Project &project() const { return *P; }
  const std::optional<Results> &whole() const { return Whole; }

  /// The results of a run that began when the disk was as it is, or not.
  void setWhole(Results R, bool IsCurrent);
  /// Files on the disk have changed.
  void setOutdated() { IsWholeCurrent = false; }
  void setLatest(EditedFile &File, Results R, bool IsSaved);

  /// By main file.
  std::map<std::string, std::unique_ptr<EditedFile>> Edited;
  /// Main files of TUs that read a header, by the header's path.
  std::map<std::string, std::string> Includers;

  std::vector<Shown> shown() const;

private:
  void compare(EditedFile &File) const;

  std::unique_ptr<Project> P;
  std::optional<Results> Whole;
  llvm::StringSet<> WholeIds;
  bool IsWholeCurrent = false;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_PROJECTSTATE_H
