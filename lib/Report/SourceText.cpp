//===- SourceText.cpp - Lines of the analysed files -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/SourceText.h"

using namespace llvm;

namespace weakspot {

std::optional<StringRef> SourceText::line(StringRef Path, unsigned Number) {
  const File &F = open(Path);
  if (!F.Buffer || Number == 0 || Number > F.LineStarts.size())
    return std::nullopt;
  StringRef FromHere = F.Buffer->getBuffer().substr(F.LineStarts[Number - 1]);
  return FromHere.take_until([](char C) { return C == '\n'; }).rtrim('\r');
}

std::optional<StringRef> SourceText::text(StringRef Path) {
  const File &F = open(Path);
  if (!F.Buffer)
    return std::nullopt;
  return F.Buffer->getBuffer();
}

const SourceText::File &SourceText::open(StringRef Path) {
  auto [It, IsNew] = Files.try_emplace(Path);
  File &F = It->second;
  if (!IsNew)
    return F;
  if (auto Held =
          Unsaved ? Unsaved->find(Path) : UnsavedTexts::const_iterator();
      Unsaved && Held != Unsaved->end()) {
    F.Buffer = MemoryBuffer::getMemBuffer(Held->second, Path);
  } else {
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
    if (!Buffer)
      return F;
    F.Buffer = std::move(*Buffer);
  }
  StringRef Text = F.Buffer->getBuffer();
  for (size_t Start = 0; Start < Text.size();) {
    F.LineStarts.push_back(Start);
    size_t End = Text.find('\n', Start);
    Start = End == StringRef::npos ? Text.size() : End + 1;
  }
  return F;
}

} // namespace weakspot
