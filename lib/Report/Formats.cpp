//===- Formats.cpp - The forms of a report ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Formats.h"
#include "Report/CiReports.h"
#include "Report/HtmlReport.h"
#include "Report/JsonReport.h"
#include "Report/Nearest.h"
#include "Report/OutputFile.h"
#include "Report/OwnershipGraph.h"
#include "Report/SarifReport.h"
#include "Report/TextReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace weakspot {

static void writeText(const RunReport &Run, const Paths &Names,
                      raw_ostream &OS) {
  TextReport Report(OS, Names);
  for (const ReportedFinding *R : Run.open())
    Report.print(R->F, R->severity());
}

static void writeLines(const RunReport &Run, const Paths &Names,
                       raw_ostream &OS) {
  TextReport Report(OS, Names);
  for (const ReportedFinding *R : Run.open())
    Report.printLine(R->F, R->severity());
}

static void writeJson(const RunReport &Run, const Paths & /*Names*/,
                      raw_ostream &OS) {
  writeJson(Run, OS);
}

static void writeDot(const RunReport &Run, const Paths & /*Names*/,
                     raw_ostream &OS) {
  writeDot(graphOf(Run), OS);
}

static void writeGraphML(const RunReport &Run, const Paths & /*Names*/,
                         raw_ostream &OS) {
  writeGraphML(graphOf(Run), OS);
}

static void writeMermaid(const RunReport &Run, const Paths & /*Names*/,
                         raw_ostream &OS) {
  writeMermaid(graphOf(Run), OS);
}

namespace {
struct FormatEntry {
  StringLiteral Name;
  void (*Write)(const RunReport &Run, const Paths &Names, raw_ostream &OS);
};
} // namespace

/// By Format.
static constexpr FormatEntry Entries[] = {
    {"text", writeText},       {"line", writeLines},
    {"json", writeJson},       {"sarif", writeSarif},
    {"github", writeGithub},   {"markdown", writeMarkdown},
    {"gitlab", writeGitlab},   {"junit", writeJunit},
    {"dot", writeDot},         {"graphml", writeGraphML},
    {"mermaid", writeMermaid}, {"html", writeHtml}};

std::string formatNames() {
  std::string Names;
  interleave(
      Entries, [&](const FormatEntry &E) { Names += E.Name; },
      [&] { Names += ", "; });
  return Names;
}

Expected<Format> parseFormat(StringRef Name) {
  std::vector<std::string> Names;
  for (const auto &[No, Entry] : enumerate(Entries)) {
    if (Entry.Name == Name)
      return static_cast<Format>(No);
    Names.push_back(Entry.Name.str());
  }
  std::string Hint = didYouMean(Name, Names);
  return createStringError(
      "no format is called '" + Name + "'" +
      (Hint.empty() ? "; there are " + formatNames() : Hint));
}

Expected<Output> parseOutput(StringRef Text) {
  auto [Name, File] = Text.split(':');
  Expected<Format> As = parseFormat(Name);
  if (!As)
    return As.takeError();
  if (File.empty())
    return createStringError("--output " + Text +
                             ": expected FORMAT:FILE; - is standard output");
  if (StringRef Parent = sys::path::parent_path(File);
      !Parent.empty() && !sys::fs::is_directory(Parent))
    return createStringError("--output " + Text + ": no directory " + Parent);
  if (sys::fs::is_directory(File))
    return createStringError("--output " + Text + ": " + File +
                             " is a directory");
  return Output{*As, File.str()};
}

void write(Format As, const RunReport &Run, const Paths &Names,
           raw_ostream &OS) {
  Entries[static_cast<unsigned>(As)].Write(Run, Names, OS);
}

Error write(const Output &To, const RunReport &Run, const Paths &Names) {
  if (To.File == "-") {
    write(To.As, Run, Names, outs());
    return Error::success();
  }
  return writeFile(To.File, [&](raw_ostream &OS) {
    OS.enable_colors(false);
    write(To.As, Run, Names, OS);
  });
}

} // namespace weakspot
