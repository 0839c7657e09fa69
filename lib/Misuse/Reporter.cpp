//===- Reporter.cpp - Findings of the misuse checks -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Misuse/Reporter.h"
#include "Analysis/Archive.h"
#include "Misuse/Misuse.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;
using namespace weakspot::analysis;

namespace weakspot::misuse {

bool Reporter::isIgnored(const Misuse &M) const {
  return Options.IsIgnored && M.Of != RecordNo::None &&
         Options.IsIgnored(M.Check, P->record(M.Of).Name);
}

void Reporter::report(Misuse M) {
  if (!M.Where.isValid() || !isOn(M.Check) || isIgnored(M))
    return;
  if (HasJournal)
    Journal.push_back(M);
  auto [It, IsNew] = Found.try_emplace({M.Where, M.Check}, M);
  // Of what several paths and instantiations say, the shortest proof stays,
  // whichever was met first.
  auto Weight = [](const Misuse &X) {
    return std::make_tuple(X.Notes.size(), StringRef(X.Context),
                           StringRef(X.Message));
  };
  if (!IsNew && Weight(M) < Weight(It->second))
    It->second = std::move(M);
}

void Reporter::note(std::vector<Note> &Notes, Place Where,
                    std::string Message) const {
  if (Where.isValid())
    Notes.push_back({P->source(Where), std::move(Message)});
}

void Reporter::notes(std::vector<Note> &Notes, const Traces &T, TraceNo How,
                     const std::string &Message) const {
  for (TraceNo Step = How; Step != TraceNo::None; Step = T[Step].Inner) {
    TraceNo Inner = T[Step].Inner;
    note(Notes, T[Step].Where,
         Inner == TraceNo::None
             ? Message
             : "calling '" + P->function(T[Inner].In).Name.str() + "'");
  }
}

void Reporter::defer(Deferred D) { Later.push_back(std::move(D)); }

void Reporter::startJournal() {
  HasJournal = true;
  Journal.clear();
  LaterBefore = Later.size();
}

template <typename Ar> static void transfer(Ar &A, Misuse &M) {
  std::string Check = M.Check.str();
  transferAll(A, Check, M.Where, M.Context, M.Subject, M.Message, M.Notes,
              M.Of);
  if (!Ar::IsReading)
    return;
  ArrayRef<StringRef> All = misuseChecks();
  const auto *Known = llvm::find(All, Check);
  if (Known == All.end())
    return A.fail();
  M.Check = *Known;
}

template <typename Ar> static void transfer(Ar &A, Deferred &D) {
  transferAll(A, D.What, D.A, D.B, D.M);
}

void Reporter::writeJournal(Encoder &A) {
  transfer(A, Journal);
  std::vector<Deferred> New = ArrayRef(Later).drop_front(LaterBefore).vec();
  transfer(A, New);
  HasJournal = false;
}

bool Reporter::replayJournal(Decoder &A) {
  std::vector<Misuse> Reports;
  std::vector<Deferred> New;
  transferAll(A, Reports, New);
  if (A.isBad())
    return false;
  for (Misuse &M : Reports)
    report(std::move(M));
  llvm::move(New, std::back_inserter(Later));
  return true;
}

std::vector<Finding> Reporter::take() {
  std::vector<Finding> Findings;
  std::map<std::string, unsigned> Count;
  for (auto &[Key, M] : Found) {
    Finding F;
    F.Check = M.Check.str();
    F.Kind = Verdict::Misuse;
    F.Where = P->source(M.Where);
    F.Message = std::move(M.Message);
    F.Notes = std::move(M.Notes);
    F.Identity = F.Check + ": " + M.Context + ": " + M.Subject;
    if (unsigned No = Count[F.Identity]++)
      F.Identity += " #" + std::to_string(No + 1);
    Findings.push_back(std::move(F));
  }
  Found.clear();
  return Findings;
}

} // namespace weakspot::misuse
