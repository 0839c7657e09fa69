//===- HtmlReport.cpp - A run as a page ----------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/HtmlReport.h"
#include "Report/HtmlExplorer.h"
#include "Report/RingPicture.h"
#include "Report/Snippet.h"
#include "Report/SourceText.h"
#include "Report/XmlText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace weakspot {

/// Beyond these a page becomes slow to open; the table has all.
static constexpr size_t MaxProofs = 1000;

static constexpr StringLiteral Style = R"css(
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #f2f2f5; --line: #c9c9d1;
  --error: #b3261e; --warning: #8a5300; --fixed: #1b6e2d; --focus: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --paper: #17171a; --soft: #232328; --line: #45454d;
  --error: #ff8a80; --warning: #ffb95c; --fixed: #7fd68f; --focus: #8ab4f8; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 75rem; padding: 0 1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
code, pre, svg text { font-family: ui-monospace, monospace; font-size: 13px; unicode-bidi: isolate; }
pre { background: var(--soft); margin: .2rem 0 .8rem; padding: .4rem .6rem; overflow-x: auto; }
.error { color: var(--error); } .warning { color: var(--warning); }
section { border-top: 1px solid var(--line); margin-top: 2rem; }
svg { max-width: 100%; height: auto; }
.object { fill: var(--soft); stroke: var(--ink); }
.edge { fill: none; stroke: var(--error); stroke-width: 1.5; }
.head { fill: var(--error); }
svg text { fill: var(--ink); text-anchor: middle; }
.slot { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
a { color: inherit; }
[hidden] { display: none !important; }
.__________cytoscape_container { position: relative; }
del { color: var(--error); text-decoration: none; } ins { color: var(--fixed); text-decoration: none; }
th, td:nth-child(1), td:nth-child(3) { overflow-wrap: normal; }
td:nth-child(2) { min-width: 9rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 13px; } h2 { break-after: avoid; } li, svg, tr { break-inside: avoid; }
  code, pre, svg text { font-size: 11px; } pre { white-space: pre-wrap; }
}
)css";

namespace {
class Page {
public:
  Page(const RunReport &Run, const Paths &Names, raw_ostream &OS)
      : Run(Run), Names(Names), OS(OS) {}

  void write();

private:
  void head();
  void summary();
  void table(ArrayRef<const ReportedFinding *> Findings);
  void finding(const ReportedFinding &R, size_t No);
  void fix(const SuggestedFix &Fix);
  void step(const SourcePlace &Where, StringRef Message);
  std::string placeText(const SourcePlace &P) const;

  const RunReport &Run;
  const Paths &Names;
  raw_ostream &OS;
  SourceText Sources;
};
} // namespace

static StringRef levelOf(const ReportedFinding &R) {
  return severityWord(R.severity());
}

static std::string hashOf(StringRef Text) {
  auto Digest = SHA256::hash(
      ArrayRef(reinterpret_cast<const uint8_t *>(Text.data()), Text.size()));
  return encodeBase64(Digest);
}

std::string Page::placeText(const SourcePlace &P) const {
  if (P.Line == 0)
    return "";
  return xmlText((Names.relative(P.File) + ":" + Twine(P.Line)).str());
}

void Page::head() {
  // The id is that of the style that the explorer's library would add itself.
  std::string Css = Style.str();
  std::string Runs;
  if (hasExplorer(Run)) {
    Css += explorerStyle();
    Runs = "; script-src";
    for (const std::string &Script : explorerScripts())
      Runs += " 'sha256-" + hashOf(Script) + "'";
  }
  OS << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'sha256-"
     << hashOf(Css) << "'" << Runs
     << "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n"
        "<title>Weakspot</title>\n<style id=\"__________cytoscape_stylesheet\">"
     << Css << "</style></head>\n<body>\n<h1>Weakspot</h1>\n";
}

void Page::summary() {
  size_t NumSuppressed = count_if(Run.Findings, [](const ReportedFinding &R) {
    return R.Suppressed.has_value();
  });
  size_t NumOpen = Run.open().size();
  OS << "<p>" << NumOpen << (NumOpen == 1 ? " finding" : " findings") << " in "
     << Run.NumTUs << (Run.NumTUs == 1 ? " TU" : " TUs");
  if (NumSuppressed != 0)
    OS << ", " << NumSuppressed << " suppressed";
  OS << ".</p>\n";
  if (Run.Unanalysed.empty())
    return;
  OS << "<h2>Not analysed</h2>\n<ul>\n";
  for (const UnanalysedFile &U : Run.Unanalysed)
    OS << "<li><code>" << xmlText(U.File) << "</code>: " << xmlText(U.Reason)
       << (U.IsPartial ? " (analysed in part)" : "") << "</li>\n";
  OS << "</ul>\n";
}

void Page::table(ArrayRef<const ReportedFinding *> Findings) {
  OS << "<table><thead><tr><th>Level</th><th>Place</th><th>Check</th>"
        "<th>Finding</th></tr></thead>\n<tbody>\n";
  for (const auto &[No, R] : enumerate(Findings)) {
    OS << "<tr><td class=\"" << levelOf(*R) << "\">" << levelOf(*R)
       << "</td><td><code>" << placeText(R->F.Where) << "</code></td><td>"
       << xmlText(R->F.Check) << "</td><td>";
    if (No < MaxProofs)
      OS << "<a href=\"#f" << No + 1 << "\">" << xmlText(R->F.Message)
         << "</a>";
    else
      OS << xmlText(R->F.Message);
    OS << "</td></tr>\n";
  }
  OS << "</tbody></table>\n";
}

void Page::step(const SourcePlace &Where, StringRef Message) {
  OS << "<li>";
  if (Where.Line != 0)
    OS << "<code>" << placeText(Where) << "</code> ";
  OS << xmlText(Message);
  if (std::optional<StringRef> Line =
          Sources.line(Names.absolute(Where.File), Where.Line)) {
    Snippet S = renderSnippet(*Line, Where.Column);
    OS << "<pre>" << xmlText(S.Text);
    if (Where.Column != 0)
      OS << '\n' << std::string(S.CaretColumn, ' ') << '^';
    OS << "</pre>";
  }
  OS << "</li>\n";
}

void Page::fix(const SuggestedFix &Fix) {
  OS << "<h3>A fix that was checked</h3>\n<p>" << xmlText(Fix.Title)
     << "</p>\n";
  for (const LineEdit &E : Fix.Edits) {
    OS << "<pre>" << xmlText((E.File + ":" + Twine(E.Line)).str()) << '\n';
    for (unsigned No = E.Line; No < E.EndLine; ++No) {
      std::optional<StringRef> Line = Sources.line(Names.absolute(E.File), No);
      if (!Line)
        break;
      OS << "<del>- " << xmlText(*Line) << "</del>\n";
    }
    SmallVector<StringRef> Lines;
    StringRef(E.Text).rtrim('\n').split(Lines, '\n');
    if (!E.Text.empty())
      for (StringRef Line : Lines)
        OS << "<ins>+ " << xmlText(Line) << "</ins>\n";
    OS << "</pre>\n";
  }
}

void Page::finding(const ReportedFinding &R, size_t No) {
  const Finding &F = R.F;
  OS << "<section id=\"f" << No << "\">\n<h2 class=\"" << levelOf(R) << "\">"
     << xmlText(F.Message) << "</h2>\n<p>weakspot-" << xmlText(F.Check)
     << ", <code>" << fingerprint(F) << "</code></p>\n";
  if (!F.Ring.empty())
    writeRingPicture(F.Ring, OS);
  OS << "<ol>\n";
  step(F.Where, "reported here");
  for (const Note &N : F.Notes)
    step(N.Where, N.Message);
  OS << "</ol>\n";
  if (R.Fix)
    fix(*R.Fix);
  OS << "</section>\n";
}

void Page::write() {
  head();
  summary();
  std::vector<const ReportedFinding *> Open = Run.open();
  if (hasExplorer(Run))
    writeExplorer(Run, Open, Names, OS);
  if (!Open.empty()) {
    table(Open);
    writeArrowHead(OS);
  }
  for (const auto &[No, R] : enumerate(ArrayRef(Open).take_front(MaxProofs)))
    finding(*R, No + 1);
  if (Open.size() > MaxProofs)
    OS << "<p>The proofs of the first " << MaxProofs
       << " findings are shown; `--output json:FILE` has all.</p>\n";
  if (hasExplorer(Run))
    writeExplorerScripts(OS);
  OS << "</body></html>\n";
}

void writeHtml(const RunReport &Run, const Paths &Names, raw_ostream &OS) {
  Page(Run, Names, OS).write();
}

} // namespace weakspot
