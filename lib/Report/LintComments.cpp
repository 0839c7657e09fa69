//===- LintComments.cpp - NOLINT in all its forms ------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LintComments.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"
#include <array>
#include <optional>

using namespace llvm;

namespace weakspot {

static constexpr std::array<StringLiteral, 4> Markers = {
    "NOLINT", "NOLINTNEXTLINE", "NOLINTBEGIN", "NOLINTEND"};

StringRef LintComment::marker() const { return Markers[Kind]; }

/// The last glob that matches decides.
static bool matches(StringRef Globs, StringRef Check) {
  bool Result = false;
  SmallVector<StringRef> Parts;
  Globs.split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Part : Parts) {
    Part = Part.trim();
    bool TakesOut = Part.consume_front("-");
    Expected<GlobPattern> Glob = GlobPattern::create(Part);
    if (!Glob)
      consumeError(Glob.takeError());
    else if (Glob->match(Check))
      Result = !TakesOut;
  }
  return Result;
}

bool LintComment::covers(StringRef Check, unsigned AtLine) const {
  switch (Kind) {
  case ThisLine:
    if (AtLine != Line)
      return false;
    break;
  case NextLine:
    if (AtLine != Line + 1)
      return false;
    break;
  case Begin:
    if (AtLine < Line || AtLine > EndLine)
      return false;
    break;
  case End:
    return false;
  }
  return matches(Checks, Check);
}

static bool isWordChar(char C) { return isAlnum(C) || C == '_'; }

/// Reads what begins with NOLINT at Column of the line, and takes it off Rest.
static std::optional<LintComment> takeComment(StringRef &Rest) {
  StringRef Word = Rest.take_while(isWordChar);
  Rest = Rest.drop_front(Word.size());
  const auto *It = find(Markers, Word);
  if (It == Markers.end())
    return std::nullopt;
  LintComment Comment;
  Comment.Kind = static_cast<LintComment::Form>(It - Markers.begin());
  Comment.Checks = "*";
  size_t Close = Rest.find(')');
  if (Rest.starts_with("(") && Close != StringRef::npos) {
    Comment.NamesChecks = true;
    Comment.Checks = Rest.slice(1, Close).str();
    Rest = Rest.drop_front(Close + 1);
  }
  StringRef After = Rest.ltrim();
  if (After.consume_front(":")) {
    After = After.take_front(After.find("*/")).trim();
    Comment.Reason = After.str();
  }
  return Comment;
}

/// Gives each Begin the End that belongs to it.
static void pairBlocks(std::vector<LintComment> &Comments) {
  SmallVector<LintComment *> Begun;
  for (LintComment &C : Comments) {
    if (C.Kind == LintComment::Begin)
      Begun.push_back(&C);
    if (C.Kind != LintComment::End || Begun.empty() ||
        Begun.back()->Checks != C.Checks)
      continue;
    Begun.back()->EndLine = C.EndLine = C.Line;
    Begun.pop_back();
  }
}

std::vector<LintComment> lintComments(StringRef Text) {
  std::vector<LintComment> Result;
  if (!Text.contains("NOLINT"))
    return Result;
  for (unsigned No = 1; !Text.empty(); ++No) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    StringRef Rest = Line.rtrim('\r');
    for (size_t At; (At = Rest.find("NOLINT")) != StringRef::npos;) {
      bool IsInWord = At != 0 && isWordChar(Rest[At - 1]);
      Rest = Rest.drop_front(At);
      auto Column = static_cast<unsigned>(Rest.data() - Line.data()) + 1;
      std::optional<LintComment> Comment = takeComment(Rest);
      if (!Comment || IsInWord)
        continue;
      Comment->Line = No;
      Comment->Column = Column;
      Result.push_back(std::move(*Comment));
    }
  }
  pairBlocks(Result);
  return Result;
}

} // namespace weakspot
