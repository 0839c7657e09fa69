//===- Walk.cpp - A finding, edge by edge --------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Walk.h"
#include "Report/TextReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot {

static bool isCalled(const ReportedFinding &R, StringRef Which,
                     const Paths &Names) {
  if (Which.size() >= 4 && StringRef(fingerprint(R.F)).starts_with(Which))
    return true;
  auto [File, Line] = Which.rsplit(':');
  unsigned Number = 0;
  return !Line.getAsInteger(10, Number) && R.F.Where.Line == Number &&
         (R.F.Where.File == File || Names.display(R.F.Where.File) == File);
}

static std::string listed(ArrayRef<const ReportedFinding *> Findings,
                          const Paths &Names) {
  std::string Text;
  for (const ReportedFinding *R : Findings)
    Text +=
        ("\n  " + fingerprint(R->F) + "  " + Names.display(R->F.Where.File) +
         ":" + Twine(R->F.Where.Line) + "  " + R->F.Check)
            .str();
  return Text;
}

Expected<const ReportedFinding *>
findingCalled(const RunReport &Run, StringRef Which, const Paths &Names) {
  std::vector<const ReportedFinding *> All;
  std::vector<const ReportedFinding *> Called;
  for (const ReportedFinding &R : Run.Findings) {
    All.push_back(&R);
    if (isCalled(R, Which, Names))
      Called.push_back(&R);
  }
  if (Called.size() == 1)
    return Called.front();
  if (!Called.empty())
    return createStringError("'" + Which + "' could be any of" +
                             listed(Called, Names));
  if (All.empty())
    return createStringError("the run has no findings");
  return createStringError("no finding is called '" + Which + "'; there are" +
                           listed(All, Names));
}

void walk(const ReportedFinding &R, const Paths &Names, raw_ostream &OS) {
  const Finding &F = R.F;
  TextReport Text(OS, Names);
  Finding Headline;
  Headline.Check = F.Check;
  Headline.Where = F.Where;
  Headline.Message = F.Message;
  Text.print(Headline, R.severity());
  OS << "id: " << fingerprint(F) << '\n';
  if (R.Suppressed)
    OS << "accepted by " << R.Suppressed->Marker
       << (R.Suppressed->Reason.empty() ? "" : ": " + R.Suppressed->Reason)
       << '\n';

  std::vector<Note> Told;
  for (const auto &[No, E] : enumerate(F.Ring)) {
    OS << "\nedge " << No + 1 << " of " << F.Ring.size() << ": " << E.From;
    if (!E.Slot.empty())
      OS << "::" << E.Slot;
    OS << " owns " << E.To << " (" << E.Holder << ")\n";
    if (E.SlotDecl.Line != 0)
      Text.printNote({E.SlotDecl, "'" + E.Slot + "' is declared here"});
    for (const Note &Step : E.Steps) {
      Text.printNote(Step);
      Told.push_back(Step);
    }
  }
  bool IsFirst = true;
  for (const Note &N : F.Notes) {
    if (is_contained(Told, N))
      continue;
    if (IsFirst)
      OS << (F.Ring.empty() ? "" : "\nthe rest of the proof:\n");
    IsFirst = false;
    Text.printNote(N);
  }
}

} // namespace weakspot
