//===- ChangedLines.cpp - What a range of commits changed ----- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/ChangedLines.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace weakspot {

namespace {
struct GitOutput {
  int Code = 0;
  std::string Out;
  std::string Err;
};
} // namespace

static std::string contentOf(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  return Buffer ? (*Buffer)->getBuffer().str() : "";
}

static Expected<GitOutput> runGit(StringRef Root, ArrayRef<StringRef> Words) {
  ErrorOr<std::string> Git = sys::findProgramByName("git");
  if (!Git)
    return createStringError("git is not installed");
  SmallString<128> Out;
  SmallString<128> Err;
  if (std::error_code EC =
          sys::fs::createTemporaryFile("weakspot-git", "out", Out))
    return createStringError(EC, "git's output: " + EC.message());
  FileRemover RemoveOut(Out);
  if (std::error_code EC =
          sys::fs::createTemporaryFile("weakspot-git", "err", Err))
    return createStringError(EC, "git's output: " + EC.message());
  FileRemover RemoveErr(Err);
  SmallVector<StringRef> Args = {"git", "-C", Root};
  append_range(Args, Words);
  std::optional<StringRef> Redirects[] = {StringRef(), StringRef(Out),
                                          StringRef(Err)};
  GitOutput Result;
  Result.Code = sys::ExecuteAndWait(*Git, Args, std::nullopt, Redirects);
  Result.Out = contentOf(Out);
  Result.Err = contentOf(Err);
  return Result;
}

Expected<ChangedLines> ChangedLines::ofRange(StringRef Root, StringRef Range) {
  Expected<GitOutput> Diff =
      runGit(Root, {"-c", "core.quotePath=false", "diff", "--no-color",
                    "--no-ext-diff", "--no-prefix", "--relative", "-U0",
                    "--end-of-options", Range, "--"});
  if (!Diff)
    return Diff.takeError();
  if (Diff->Code == 0)
    return ofDiff(Diff->Out);
  std::string Why = StringRef(Diff->Err).trim().split('\n').first.str();
  std::string Message = ("--diff " + Range + ": " + Why).str();
  Expected<GitOutput> Shallow =
      runGit(Root, {"rev-parse", "--is-shallow-repository"});
  if (!Shallow)
    consumeError(Shallow.takeError());
  else if (Shallow->Code != 0)
    // Outside of any checkout `git diff` takes the range for a file.
    return createStringError("--diff " + Range + ": " + Root + ": " +
                             StringRef(Shallow->Err).trim().split('\n').first);
  else if (StringRef(Shallow->Out).trim() == "true")
    Message += "\nthis is a shallow clone, which may not have these commits: "
               "`git fetch --unshallow`, or in GitHub's checkout action "
               "`fetch-depth: 0`";
  return createStringError(Message);
}

/// `@@ -3 +3,2 @@`: what the new file has from line 3.
static std::pair<unsigned, unsigned> addedLines(StringRef Hunk) {
  StringRef Rest = Hunk.split('+').second;
  unsigned First = 0;
  unsigned Count = 1;
  if (Rest.consumeInteger(10, First))
    return {0, 0};
  if (Rest.consume_front(",") && Rest.consumeInteger(10, Count))
    return {0, 0};
  return {First, Count};
}

ChangedLines ChangedLines::ofDiff(StringRef Diff) {
  ChangedLines Result;
  std::string File;
  while (!Diff.empty()) {
    StringRef Line;
    std::tie(Line, Diff) = Diff.split('\n');
    if (Line.consume_front("+++ ")) {
      // git ends a name that has a blank in it with a tab.
      File = Line.rtrim("\t\r").str();
    } else if (Line.starts_with("@@ ")) {
      auto [First, Count] = addedLines(Line);
      // What was taken out changed the lines around it.
      if (Count == 0)
        Result.Ranges[File].push_back({First, First + 1});
      else
        Result.Ranges[File].push_back({First, First + Count - 1});
    }
  }
  return Result;
}

bool ChangedLines::contains(const SourcePlace &P) const {
  auto It = Ranges.find(P.File);
  return P.Line != 0 && It != Ranges.end() &&
         any_of(It->second, [&](const auto &Range) {
           return P.Line >= Range.first && P.Line <= Range.second;
         });
}

bool ChangedLines::touches(const Finding &F) const {
  auto Has = [&](const Note &N) { return contains(N.Where); };
  return contains(F.Where) || any_of(F.Notes, Has) ||
         any_of(F.Ring, [&](const RingEdge &E) {
           return contains(E.SlotDecl) || any_of(E.Steps, Has);
         });
}

} // namespace weakspot
