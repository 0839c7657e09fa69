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
  size_t Shorter = std::min(Old.size(), NewText.size());
  size_t Front = 0;
  while (Front < Shorter && Old[Front] == NewText[Front])
    ++Front;
  size_t Back = 0;
  while (Back < Shorter - Front &&
         Old[Old.size() - 1 - Back] == NewText[NewText.size() - 1 - Back])
    ++Back;
  if (Front + Back < std::max(Old.size(), NewText.size()))
    replace(Begin + Front, End - Back,
            NewText.drop_front(Front).drop_back(Back));
}

void Document::replace(size_t Begin, size_t End, StringRef New) {
  Edit E;
  E.Begin = Now.place(Begin);
  E.OldEnd = Now.place(End);
  Now.replace(Begin, End, New);
  E.NewEnd = Now.place(Begin + New.size());
  Edits.push_back(E);
}

const std::string &Document::snapshot() {
  std::string Name = contentName(Now.content());
  // The same text may come back after an undo: the newest one counts.
  llvm::erase_if(Snapshots, [&](const Snapshot &S) { return S.Name == Name; });
  Snapshots.push_back({std::move(Name), Edits.size() + Dropped});
  forgetOld();
  return Snapshots.back().Name;
}

void Document::forgetOld() {
  // What the program says is of the saved text, however long one types.
  if (Snapshots.size() > MaxSnapshots)
    Snapshots.erase(
        find_if(Snapshots, [&](const Snapshot &S) { return S.Name != Saved; }));
  size_t Oldest = Snapshots.front().Revision;
  Edits.erase(Edits.begin(),
              Edits.begin() + static_cast<std::ptrdiff_t>(Oldest - Dropped));
  Dropped = Oldest;
}

void Document::setSaved(bool IsPresent) {
  Saved.clear();
  if (IsPresent)
    Saved = snapshot();
}

bool Document::isSaved() const {
  return !Saved.empty() && Saved == contentName(Now.content());
}

static std::optional<TextPlace> moved(TextPlace P, TextPlace Begin,
                                      TextPlace OldEnd, TextPlace NewEnd) {
  if (P < Begin)
    return P;
  if (P < OldEnd)
    return std::nullopt;
  if (P.Line == OldEnd.Line)
    return TextPlace{NewEnd.Line, NewEnd.Column + (P.Column - OldEnd.Column)};
  return TextPlace{P.Line - OldEnd.Line + NewEnd.Line, P.Column};
}

std::optional<TextPlace> Document::find(StringRef ContentName,
                                        TextPlace P) const {
  auto It = find_if(Snapshots,
                    [&](const Snapshot &S) { return S.Name == ContentName; });
  if (It == Snapshots.end())
    return std::nullopt;
  std::optional<TextPlace> Found = P;
  for (size_t I = It->Revision - Dropped; I < Edits.size() && Found; ++I)
    Found = moved(*Found, Edits[I].Begin, Edits[I].OldEnd, Edits[I].NewEnd);
  return Found;
}

} // namespace weakspot::server
