//===- ProjectState.cpp - What is known of a project now ------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/ProjectState.h"

using namespace llvm;

namespace weakspot::server {

StringSet<> idsOf(const RunReport &Report) {
  StringSet<> Ids;
  for (const ReportedFinding *R : Report.open())
    Ids.insert(fingerprint(R->F));
  return Ids;
}

/// Both results are of the same state.
void ProjectState::compare(EditedFile &File) const {
  File.Base = File.LatestIds;
  File.Refuted.clear();
  // The program says nothing of a file that it does not have.
  if (!File.IsInProgram)
    return;
  for (const auto &Id : File.LatestIds)
    if (!WholeIds.contains(Id.getKey()))
      File.Refuted.insert(Id.getKey());
}

void ProjectState::setWhole(Results R, bool IsCurrent) {
  Whole = std::move(R);
  WholeIds = idsOf(Whole->Report);
  IsWholeCurrent = IsCurrent;
  if (!IsCurrent)
    return;
  for (auto &[Main, File] : Edited)
    if (File->Latest && File->IsLatestSaved)
      compare(*File);
}

void ProjectState::setLatest(EditedFile &File, Results R, bool IsSaved) {
  File.Latest = std::move(R);
  File.LatestIds = idsOf(File.Latest->Report);
  File.IsLatestSaved = IsSaved;
  if (Whole && IsWholeCurrent && IsSaved)
    compare(File);
}

std::vector<Shown> ProjectState::shown() const {
  std::vector<Shown> All;
  StringSet<> Seen;
  auto Show = [&](const ReportedFinding &R, const Results &Of, std::string Id) {
    All.push_back({&R, &Of, &P->names(), std::move(Id)});
  };
  // Of what is typed the places are newer.
  for (const auto &[Main, File] : Edited) {
    if (!File->Latest ||
        (Whole && IsWholeCurrent && File->IsLatestSaved && File->IsInProgram))
      continue;
    for (const ReportedFinding *R : File->Latest->Report.open()) {
      std::string Id = fingerprint(R->F);
      bool IsRefuted = Whole && File->Refuted.contains(Id);
      if (!IsRefuted && Seen.insert(Id).second)
        Show(*R, *File->Latest, std::move(Id));
    }
  }
  if (!Whole)
    return All;
  for (const ReportedFinding *R : Whole->Report.open()) {
    std::string Id = fingerprint(R->F);
    bool IsGone = any_of(Edited, [&](const auto &Entry) {
      const EditedFile &File = *Entry.second;
      return File.Base.contains(Id) && !File.LatestIds.contains(Id);
    });
    if (!IsGone && Seen.insert(Id).second)
      Show(*R, *Whole, std::move(Id));
  }
  return All;
}

} // namespace weakspot::server
