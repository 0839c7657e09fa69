//===- Diff.cpp - Two texts as a unified diff -----------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Diff.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::fixes {

static constexpr size_t ContextLines = 3;

std::vector<StringRef> linesOf(StringRef Text) {
  std::vector<StringRef> Lines;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    size_t Size = End == StringRef::npos ? Text.size() : End + 1;
    Lines.push_back(Text.take_front(Size));
    Text = Text.drop_front(Size);
  }
  return Lines;
}

/// Myers' greedy algorithm on what is left when equal ends are taken off. Trace
/// holds, for each number of edits, how far each diagonal came.
static std::vector<LineChange> differences(ArrayRef<StringRef> Old,
                                           ArrayRef<StringRef> New) {
  auto N = static_cast<ssize_t>(Old.size()),
       M = static_cast<ssize_t>(New.size());
  ssize_t Max = N + M;
  std::vector<ssize_t> Furthest(2 * Max + 2, 0);
  std::vector<std::vector<ssize_t>> Trace;
  ssize_t Edits = 0;
  for (bool Done = false; !Done; ++Edits) {
    Trace.push_back(Furthest);
    for (ssize_t K = -Edits; K <= Edits && !Done; K += 2) {
      bool Down = K == -Edits ||
                  (K != Edits && Furthest[Max + K - 1] < Furthest[Max + K + 1]);
      ssize_t X = Down ? Furthest[Max + K + 1] : Furthest[Max + K - 1] + 1;
      ssize_t Y = X - K;
      while (X < N && Y < M && Old[X] == New[Y])
        ++X, ++Y;
      Furthest[Max + K] = X;
      Done = X >= N && Y >= M;
    }
  }
  std::vector<LineChange> Result;
  ssize_t X = N, Y = M;
  for (ssize_t D = Edits - 1; D > 0; --D) {
    const std::vector<ssize_t> &V = Trace[D];
    ssize_t K = X - Y;
    bool Down = K == -D || (K != D && V[Max + K - 1] < V[Max + K + 1]);
    ssize_t PrevK = Down ? K + 1 : K - 1;
    ssize_t FromX = V[Max + PrevK], FromY = FromX - PrevK;
    LineChange C;
    C.OldBegin = FromX;
    C.NewBegin = FromY;
    C.OldEnd = FromX + (Down ? 0 : 1);
    C.NewEnd = FromY + (Down ? 1 : 0);
    if (!Result.empty() && Result.back().OldBegin == C.OldEnd &&
        Result.back().NewBegin == C.NewEnd) {
      Result.back().OldBegin = C.OldBegin;
      Result.back().NewBegin = C.NewBegin;
    } else {
      Result.push_back(C);
    }
    X = FromX;
    Y = FromY;
  }
  std::reverse(Result.begin(), Result.end());
  return Result;
}

std::vector<LineChange> changedLines(ArrayRef<StringRef> Old,
                                     ArrayRef<StringRef> New) {
  size_t Front = 0;
  while (Front < Old.size() && Front < New.size() && Old[Front] == New[Front])
    ++Front;
  Old = Old.drop_front(Front);
  New = New.drop_front(Front);
  while (!Old.empty() && !New.empty() && Old.back() == New.back()) {
    Old = Old.drop_back();
    New = New.drop_back();
  }
  std::vector<LineChange> Result = differences(Old, New);
  for (LineChange &C : Result)
    C = {C.OldBegin + Front, C.OldEnd + Front, C.NewBegin + Front,
         C.NewEnd + Front};
  return Result;
}

static void printLine(raw_ostream &OS, char Mark, StringRef Line) {
  OS << Mark << Line;
  if (!Line.ends_with("\n"))
    OS << "\n\\ No newline at end of file\n";
}

static void printRange(raw_ostream &OS, char Mark, size_t Begin, size_t Size) {
  OS << Mark << (Size == 0 ? Begin : Begin + 1);
  if (Size != 1)
    OS << ',' << Size;
}

static void printHunk(raw_ostream &OS, ArrayRef<LineChange> Changes,
                      ArrayRef<StringRef> Old, ArrayRef<StringRef> New) {
  size_t Before = std::min(ContextLines, Changes.front().OldBegin);
  size_t After = std::min(ContextLines, Old.size() - Changes.back().OldEnd);
  size_t OldBegin = Changes.front().OldBegin - Before,
         NewBegin = Changes.front().NewBegin - Before,
         OldEnd = Changes.back().OldEnd + After,
         NewEnd = Changes.back().NewEnd + After;
  OS << "@@ ";
  printRange(OS, '-', OldBegin, OldEnd - OldBegin);
  OS << ' ';
  printRange(OS, '+', NewBegin, NewEnd - NewBegin);
  OS << " @@\n";
  size_t At = OldBegin;
  for (const LineChange &C : Changes) {
    for (; At < C.OldBegin; ++At)
      printLine(OS, ' ', Old[At]);
    for (; At < C.OldEnd; ++At)
      printLine(OS, '-', Old[At]);
    for (size_t I = C.NewBegin; I < C.NewEnd; ++I)
      printLine(OS, '+', New[I]);
  }
  for (; At < OldEnd; ++At)
    printLine(OS, ' ', Old[At]);
}

size_t oldLine(size_t NewLine, ArrayRef<LineChange> Changes) {
  size_t OldEnd = 0, NewEnd = 0;
  for (const LineChange &C : Changes) {
    if (NewLine < C.NewBegin)
      break;
    if (NewLine < C.NewEnd)
      return C.OldBegin;
    OldEnd = C.OldEnd;
    NewEnd = C.NewEnd;
  }
  return NewLine - NewEnd + OldEnd;
}

void printDiff(raw_ostream &OS, StringRef Name, StringRef Old, StringRef New) {
  if (Old == New)
    return;
  std::vector<StringRef> OldLines = linesOf(Old), NewLines = linesOf(New);
  std::vector<LineChange> All = changedLines(OldLines, NewLines);
  OS << "--- a/" << Name << "\n+++ b/" << Name << '\n';
  ArrayRef<LineChange> Rest = All;
  while (!Rest.empty()) {
    size_t Size = 1;
    while (Size < Rest.size() &&
           Rest[Size].OldBegin - Rest[Size - 1].OldEnd <= 2 * ContextLines)
      ++Size;
    printHunk(OS, Rest.take_front(Size), OldLines, NewLines);
    Rest = Rest.drop_front(Size);
  }
}

} // namespace weakspot::fixes
