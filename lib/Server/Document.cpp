//===- Document.cpp - A file as the editor has it -------------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Document.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace weakspot::server {

/// Results of older texts are not waited for.
static constexpr size_t MaxSnapshots = 16;

static size_t commonPrefix(StringRef A, StringRef B) {
  return static_cast<size_t>(
      std::mismatch(A.begin(), A.end(), B.begin(), B.end()).first - A.begin());
}

static size_t commonSuffix(StringRef A, StringRef B) {
  return static_cast<size_t>(
      std::mismatch(A.rbegin(), A.rend(), B.rbegin(), B.rend()).first -
      A.rbegin());
}

Document::Document(std::string Path, std::string Uri, int64_t Version,
                   std::string Content)
    : Path(std::move(Path)), Uri(std::move(Uri)), Version(Version),
      Now(std::move(Content)) {
  snapshot();
}

void Document::change(const std::optional<lsp::Range> &Range, StringRef NewText,
                      Encoding E) {
  size_t Begin = 0, End = Now.content().size();
  if (Range) {
    Begin = Now.offset(Now.fromClient(Range->start, E));
    End = Now.offset(Now.fromClient(Range->end, E));
    if (End < Begin)
      std::swap(Begin, End);
  }
  // Clients replace more than they change, up to the whole text.
  StringRef Old = Now.content().slice(Begin, End);
  size_t Front = commonPrefix(Old, NewText);
  size_t Back = commonSuffix(Old.drop_front(Front), NewText.drop_front(Front));
  if (Front + Back < std::max(Old.size(), NewText.size()))
    replace(Begin + Front, End - Back,
            NewText.drop_front(Front).drop_back(Back));
}

/// A place behind one that is at Before, where that is at After.
static TextPlace moved(TextPlace P, TextPlace Before, TextPlace After) {
  if (P.Line == Before.Line)
    return {After.Line, After.Column + (P.Column - Before.Column)};
  return {P.Line - Before.Line + After.Line, P.Column};
}

void Document::replace(size_t Begin, size_t End, StringRef New) {
  for (Snapshot &S : Snapshots)
    replaceIn(S.Hunks, Begin, End, New);
  Now.replace(Begin, End, New);
  for (Snapshot &S : Snapshots) {
    auto Edited =
        find_if(S.Hunks, [&](const Hunk &H) { return H.End >= Begin; });
    settle(S.Hunks, static_cast<size_t>(Edited - S.Hunks.begin()));
  }
}

/// Makes one hunk of the edit and of those that it touches. The present text
/// does not have it yet.
void Document::replaceIn(std::vector<Hunk> &Hunks, size_t Begin, size_t End,
                         StringRef New) const {
  auto First = find_if(Hunks, [&](const Hunk &H) { return H.End >= Begin; });
  auto Last = std::find_if(First, Hunks.end(),
                           [&](const Hunk &H) { return H.Begin > End; });
  auto OldPlace = [&](size_t Offset, auto Behind) {
    TextPlace P = Now.place(Offset);
    return Behind == Hunks.begin() ? P
                                   : moved(P, Now.place(std::prev(Behind)->End),
                                           std::prev(Behind)->OldEnd);
  };
  Hunk All{{}, {}, "", Begin, End};
  All.OldBegin = OldPlace(Begin, First);
  if (First != Last && First->Begin <= Begin) {
    All.Begin = First->Begin;
    All.OldBegin = First->OldBegin;
  }
  // Behind the last of them nothing is known but how far it is.
  All.End = First == Last ? End : std::max(End, std::prev(Last)->End);
  All.OldEnd = OldPlace(All.End, Last);
  size_t Done = All.Begin;
  for (auto It = First; It != Last; ++It) {
    All.Old += Now.content().slice(Done, It->Begin);
    All.Old += It->Old;
    Done = It->End;
  }
  All.Old += Now.content().slice(Done, All.End);
  // Sizes wrap around where the text becomes shorter.
  size_t Longer = New.size() - (End - Begin);
  All.End += Longer;
  for (auto It = Last; It != Hunks.end(); ++It) {
    It->Begin += Longer;
    It->End += Longer;
  }
  Hunks.insert(Hunks.erase(First, Last), std::move(All));
}

/// Lines that are again as they were are no part of a hunk. Less than a line
/// may look so by chance, while it is typed.
void Document::settle(std::vector<Hunk> &Hunks, size_t No) const {
  // A line may have been taken from behind one end of another and be put
  // before the other: together it is the same.
  auto IsUndone = [&](size_t From, size_t To) {
    StringRef Is = Now.content().slice(Hunks[From].Begin, Hunks[To].End);
    if (From == To)
      return Is == Hunks[From].Old;
    StringRef Between = Now.content().slice(Hunks[From].End, Hunks[To].Begin);
    return Is.size() ==
               Hunks[From].Old.size() + Between.size() + Hunks[To].Old.size() &&
           Is == (Hunks[From].Old + Between + Hunks[To].Old).str();
  };
  for (auto [From, To] :
       {std::pair(No, No), std::pair(No - 1, No), std::pair(No, No + 1)})
    if (From < Hunks.size() && To < Hunks.size() && IsUndone(From, To)) {
      Hunks.erase(
          std::next(Hunks.begin(), static_cast<std::ptrdiff_t>(From)),
          std::next(Hunks.begin(), static_cast<std::ptrdiff_t>(To + 1)));
      return;
    }

  Hunk &H = Hunks[No];
  StringRef Old = H.Old, New = Now.content().slice(H.Begin, H.End);
  size_t Front = commonPrefix(Old, New);
  Front = Old.take_front(Front).rfind('\n') + 1;
  StringRef Same =
      Old.take_back(commonSuffix(Old.drop_front(Front), New.drop_front(Front)));
  size_t LineEnd = Same.find('\n');
  Same = LineEnd == StringRef::npos ? "" : Same.drop_front(LineEnd + 1);
  if (Front != 0)
    H.OldBegin = {
        H.OldBegin.Line + Text(Old.take_front(Front).str()).numLines() - 1, 0};
  if (LineEnd != StringRef::npos)
    H.OldEnd = {H.OldEnd.Line - (Text(Same.str()).numLines() - 1), 0};
  H.Begin += Front;
  H.End -= Same.size();
  H.Old = Old.drop_front(Front).drop_back(Same.size()).str();
}

const std::string &Document::snapshot() {
  std::string Name = contentName(Now.content());
  // The same text may come back after an undo: the newest one counts.
  llvm::erase_if(Snapshots, [&](const Snapshot &S) { return S.Name == Name; });
  Snapshots.push_back({std::move(Name), {}});
  // What the program says is of the saved text, however long one types.
  if (Snapshots.size() > MaxSnapshots)
    Snapshots.erase(
        find_if(Snapshots, [&](const Snapshot &S) { return S.Name != Saved; }));
  return Snapshots.back().Name;
}

void Document::setSaved(bool IsPresent) {
  Saved.clear();
  if (IsPresent)
    Saved = snapshot();
}

bool Document::isSaved() const {
  return !Saved.empty() && Saved == contentName(Now.content());
}

std::optional<TextPlace> Document::find(StringRef ContentName,
                                        TextPlace P) const {
  auto It = find_if(Snapshots,
                    [&](const Snapshot &S) { return S.Name == ContentName; });
  if (It == Snapshots.end())
    return std::nullopt;
  const Hunk *Before = nullptr;
  for (const Hunk &H : It->Hunks) {
    if (P < H.OldBegin)
      break;
    if (P < H.OldEnd)
      return std::nullopt;
    Before = &H;
  }
  return Before ? moved(P, Before->OldEnd, Now.place(Before->End)) : P;
}

} // namespace weakspot::server
