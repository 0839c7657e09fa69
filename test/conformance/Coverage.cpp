//===- Coverage.cpp - Which contracts have been held against life ---------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Coverage.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"

using namespace llvm;

namespace weakspot::conformance {

/// A name of the kind that a standard library keeps for itself: its class is
/// reached by other names, if at all, and not with every library.
static bool isReserved(StringRef Name) {
  SmallVector<StringRef> Parts;
  Name.split(Parts, "::");
  return any_of(Parts, [](StringRef Part) {
    return Part.starts_with("__") ||
           (Part.size() > 1 && Part[0] == '_' && isUpper(Part[1]));
  });
}

void Coverage::want(StringRef Origin, const Twine &Name) {
  std::string &Known = Wanted[Origin.str()];
  if (Known.empty())
    Known = Name.str();
}

void Coverage::wantModel(const contracts::Table &Table, StringRef ModelName) {
  auto IsHere = [&](const contracts::Method &M) {
    return StringRef(M.Origin).starts_with((ModelName + ":").str());
  };
  for (const auto &Entry : Table.classes()) {
    const contracts::Class &C = Entry.second;
    // What other libraries took over by `like` is named here.
    if (C.Source != ModelName)
      continue;
    for (const contracts::Method &M : C.Methods)
      if (IsHere(M))
        want(M.Origin, C.Name + "::" + M.Name);
    // A kind is not a class that somebody has.
    if (!StringRef(C.Name).starts_with("weakspot::") && !isReserved(C.Name))
      want(C.Name, "the class");
  }
  for (const auto &Entry : Table.functions())
    for (const contracts::Function &F : Entry.second)
      if (IsHere(F.Body))
        want(F.Body.Origin, F.Name);
}

Error Coverage::wantAnnotations(StringRef Directory) {
  std::error_code Problem;
  for (sys::fs::recursive_directory_iterator It(Directory, Problem), End;
       It != End && !Problem; It.increment(Problem)) {
    StringRef Path = It->path();
    if (sys::path::extension(Path) != ".h" ||
        sys::path::filename(Path) == "annotations.h")
      continue;
    Expected<std::unique_ptr<MemoryBuffer>> Buffer =
        errorOrToExpected(MemoryBuffer::getFile(Path));
    if (!Buffer)
      return Buffer.takeError();
    wantHeader(sys::path::filename(Path), (*Buffer)->getBuffer());
  }
  return errorCodeToError(Problem);
}

/// Effects by where the first of a function stands; classes by name.
void Coverage::wantHeader(StringRef FileName, StringRef Text) {
  SmallVector<StringRef> Lines;
  Text.split(Lines, '\n');
  std::string Origin;
  for (auto [No, Line] : enumerate(Lines)) {
    if (Line.trim().starts_with("WEAKSPOT_EFFECT(")) {
      if (Origin.empty())
        Origin = (FileName + ":" + Twine(No + 1)).str();
    } else if (!Origin.empty() && !Line.trim().starts_with("//") &&
               !Line.trim().starts_with("\"")) {
      want(Origin, Line.trim());
      Origin.clear();
    }
  }
  Regex Annotated("(class|struct)[ \n]+"
                  "((WEAKSPOT_[A-Z_]+([(]\"[^\"]*\"[)])?[ \n]+)+)"
                  "([A-Za-z_]+)");
  SmallVector<StringRef> Found;
  while (Annotated.match(Text, &Found)) {
    if (!Found[2].contains("WEAKSPOT_OPAQUE"))
      want("weakref::" + Found[5].str(), "the class");
    Text = Text.substr(Found[0].end() - Text.begin());
  }
}

void Coverage::use(const frontend::ExtractStats &Stats) {
  for (const auto &Entry : Stats.ByContract)
    Used.insert(Entry.getKey().str());
  for (const auto &Entry : Stats.ByClass) {
    StringRef Name = Entry.getKey();
    Used.insert(Name.str());
    // Where in a library a class is declared does not matter.
    if (Name.consume_front("weakref::detail::"))
      Used.insert(("weakref::" + Name).str());
  }
}

unsigned Coverage::report(StringRef GapsText, raw_ostream &OS) const {
  // `NAME  # why`, where the name is as report() writes it, without lines.
  std::set<std::string> Gaps;
  SmallVector<StringRef> Lines;
  GapsText.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef Line : Lines)
    if (StringRef Name = Line.split('#').first.trim(); !Name.empty())
      Gaps.insert(Name.str());

  unsigned Wrong = 0;
  std::set<std::string> Known;
  for (const auto &[Origin, Name] : Wanted) {
    std::string Key = Name == "the class" ? Origin : Name;
    bool IsUsed = Used.contains(Origin), IsGap = Gaps.contains(Key);
    if (!IsUsed)
      Known.insert(Key);
    if (IsUsed || IsGap)
      continue;
    ++Wrong;
    OS << "no scenario for " << Key;
    if (Key != Origin)
      OS << " (" << Origin << ')';
    OS << '\n';
  }
  for (const std::string &Gap : Gaps)
    if (!Known.contains(Gap)) {
      ++Wrong;
      OS << "listed as a gap, but it is none: " << Gap << '\n';
    }
  return Wrong;
}

} // namespace weakspot::conformance
