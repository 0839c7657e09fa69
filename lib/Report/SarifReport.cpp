//===- SarifReport.cpp - A run as SARIF ----------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/SarifReport.h"
#include "Report/CheckPages.h"
#include "Report/LineHash.h"
#include "Report/SourceText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace weakspot {

static constexpr size_t MaxResults = 25000;
static constexpr size_t MaxRelated = 100;
static constexpr size_t MaxFlow = 1000;

namespace {
class SarifWriter {
public:
  SarifWriter(const Paths &Names, raw_ostream &OS)
      : Names(Names), J(OS, /*IndentSize=*/1) {}

  void log(const RunReport &Run);

private:
  void text(StringRef Key, StringRef S) { J.attribute(Key, json::fixUTF8(S)); }
  /// `"message": {"text": ...}` and its like.
  void message(StringRef Key, StringRef S) {
    J.attributeObject(Key, [&] { text("text", S); });
  }
  void collectRules(const RunReport &Run);
  void driver(const RunReport &Run);
  void rule(StringRef Check);
  void invocation(const RunReport &Run, size_t NumLeftOut);
  void notification(StringRef Level, StringRef Text, StringRef File);
  void artifact(StringRef File);
  void physical(const SourcePlace &P);
  void result(const ReportedFinding &R);
  void flow(const Finding &F);
  void related(const Finding &F);
  void fingerprints(const Finding &F);
  void suppression(const Suppression &S);
  void fix(const SuggestedFix &Fix);
  unsigned columnOf(const SourcePlace &P);

  const Paths &Names;
  json::OStream J;
  SourceText Sources;
  StringMap<unsigned> RuleNo;
  std::vector<StringRef> Rules;
  StringMap<std::vector<std::string>> Hashes; ///< By file.
};
} // namespace

static std::string percentEncoded(StringRef Path) {
  std::string Result;
  for (unsigned char C : Path) {
    if (isAlnum(static_cast<char>(C)) ||
        StringRef("/-._~+@").contains(static_cast<char>(C)))
      Result += static_cast<char>(C);
    else
      Result += "%" + utohexstr(C, /*LowerCase=*/false, /*Width=*/2);
  }
  return Result;
}

/// Square brackets make links.
static std::string escapedForLinks(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '[' || C == ']' || C == '\\')
      Result += '\\';
    Result += C;
  }
  return Result;
}

/// `shared-ptr-cycle`: SharedPtrCycle.
static std::string ruleName(StringRef Check) {
  std::string Name;
  SmallVector<StringRef> Words;
  Check.split(Words, '-', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Word : Words)
    Name += toUpper(Word.front()) + Word.drop_front().str();
  return Name;
}

/// SARIF counts UTF-16 units, we count bytes.
unsigned SarifWriter::columnOf(const SourcePlace &P) {
  std::optional<StringRef> Line = Sources.line(Names.absolute(P.File), P.Line);
  if (!Line || P.Column == 0 || P.Column > Line->size() + 1)
    return P.Column;
  SmallVector<UTF16, 128> Units;
  std::string Before = json::fixUTF8(Line->take_front(P.Column - 1));
  if (!convertUTF8ToUTF16String(Before, Units))
    return P.Column;
  return static_cast<unsigned>(Units.size()) + 1;
}

void SarifWriter::artifact(StringRef File) {
  J.attributeObject("artifactLocation", [&] {
    std::string Path = Names.relative(File);
    if (StringRef(Path).starts_with("/")) {
      J.attribute("uri", "file://" + percentEncoded(Path));
      return;
    }
    J.attribute("uri", percentEncoded(Path));
    J.attribute("uriBaseId", "%SRCROOT%");
  });
}

void SarifWriter::physical(const SourcePlace &P) {
  if (P.Line == 0)
    return;
  J.attributeObject("physicalLocation", [&] {
    artifact(P.File);
    J.attributeObject("region", [&] {
      J.attribute("startLine", P.Line);
      if (unsigned Column = columnOf(P))
        J.attribute("startColumn", Column);
    });
  });
}

void SarifWriter::collectRules(const RunReport &Run) {
  auto Add = [&](StringRef Check) {
    if (RuleNo.try_emplace(Check, Rules.size()).second)
      Rules.push_back(Check);
  };
  for (const CheckPage &Page : checkPages())
    Add(Page.Name);
  for (const ReportedFinding &R : Run.Findings)
    Add(R.F.Check);
}

void SarifWriter::rule(StringRef Check) {
  J.object([&] {
    text("id", ("weakspot-" + Check).str());
    text("name", ruleName(Check));
    const CheckPage *Page = findCheckPage(Check);
    if (!Page)
      return;
    message("shortDescription", Page->summary());
    message("fullDescription", Page->summary());
    J.attributeObject("help", [&] {
      text("text", Page->Text);
      text("markdown", Page->Text);
    });
    J.attributeObject("defaultConfiguration", [&] {
      J.attribute("enabled", Page->isOnByDefault());
      J.attribute("level", "warning");
    });
    J.attributeObject("properties", [&] {
      J.attributeArray("tags", [&] {
        J.value("correctness");
        J.value("memory");
      });
      J.attribute("precision", Page->isOnByDefault() ? "high" : "medium");
    });
  });
}

void SarifWriter::driver(const RunReport &Run) {
  J.attributeObject("tool", [&] {
    J.attributeObject("driver", [&] {
      J.attribute("name", "Weakspot");
      text("semanticVersion", Run.ToolVersion);
      J.attributeArray("rules", [&] {
        for (StringRef Check : Rules)
          rule(Check);
      });
    });
  });
}

void SarifWriter::notification(StringRef Level, StringRef Text,
                               StringRef File) {
  J.object([&] {
    J.attribute("level", Level);
    message("message", escapedForLinks(Text));
    if (!File.empty())
      J.attributeArray("locations", [&] {
        J.object([&] {
          J.attributeObject("physicalLocation", [&] { artifact(File); });
        });
      });
  });
}

void SarifWriter::invocation(const RunReport &Run, size_t NumLeftOut) {
  bool Complete = all_of(Run.Unanalysed,
                         [](const UnanalysedFile &U) { return U.IsPartial; });
  J.attributeArray("invocations", [&] {
    J.object([&] {
      J.attribute("executionSuccessful", Complete);
      J.attributeArray("toolExecutionNotifications", [&] {
        for (const UnanalysedFile &U : Run.Unanalysed)
          notification(U.IsPartial ? "warning" : "error",
                       (U.IsPartial ? "analysed in part: " : "not analysed: ") +
                           U.Reason,
                       U.File);
        if (NumLeftOut != 0)
          notification("warning",
                       utostr(NumLeftOut) +
                           " findings were left out: a report "
                           "may hold no more than " +
                           utostr(MaxResults),
                       "");
      });
    });
  });
}

/// The proof, in reading order.
void SarifWriter::flow(const Finding &F) {
  if (F.Notes.empty())
    return;
  J.attributeArray("codeFlows", [&] {
    J.object([&] {
      J.attributeArray("threadFlows", [&] {
        J.object([&] {
          J.attributeArray("locations", [&] {
            for (const Note &N : ArrayRef(F.Notes).take_front(MaxFlow))
              J.object([&] {
                J.attributeObject("location", [&] {
                  physical(N.Where);
                  message("message", escapedForLinks(N.Message));
                });
              });
          });
        });
      });
    });
  });
}

static std::string edgeText(const RingEdge &E) {
  return E.From + (E.Slot.empty() ? "" : "::" + E.Slot) + " owns " + E.To +
         " (" + E.Holder + ")";
}

/// Where each edge of the ring is declared, or else made.
static SourcePlace edgePlace(const RingEdge &E) {
  if (E.SlotDecl.Line != 0 || E.Steps.empty())
    return E.SlotDecl;
  return E.Steps.back().Where;
}

void SarifWriter::related(const Finding &F) {
  if (F.Ring.empty())
    return;
  J.attributeArray("relatedLocations", [&] {
    for (auto [No, E] : enumerate(ArrayRef(F.Ring).take_front(MaxRelated)))
      if (SourcePlace P = edgePlace(E); P.Line != 0)
        J.object([&] {
          J.attribute("id", static_cast<int64_t>(No));
          physical(P);
          message("message", escapedForLinks(edgeText(E)));
        });
  });
}

static std::string linkedMessage(const Finding &F) {
  std::string Text = escapedForLinks(F.Message);
  bool First = true;
  for (auto [No, E] : enumerate(ArrayRef(F.Ring).take_front(MaxRelated))) {
    if (edgePlace(E).Line == 0)
      continue;
    Text += First ? "\nEdges: " : ", ";
    First = false;
    Text += "[" +
            escapedForLinks(E.From + (E.Slot.empty() ? "" : "::" + E.Slot)) +
            "](" + utostr(No) + ")";
  }
  return Text;
}

void SarifWriter::fingerprints(const Finding &F) {
  J.attributeObject("partialFingerprints", [&] {
    std::string Path = Names.absolute(F.Where.File);
    auto [It, IsNew] = Hashes.try_emplace(Path);
    if (IsNew)
      if (std::optional<StringRef> Text = Sources.text(Path))
        It->second = lineHashes(*Text);
    if (F.Where.Line != 0 && F.Where.Line <= It->second.size())
      J.attribute("primaryLocationLineHash", It->second[F.Where.Line - 1]);
    J.attribute("weakspotIdentity/v1", fingerprint(F));
  });
}

void SarifWriter::suppression(const Suppression &S) {
  J.attributeArray("suppressions", [&] {
    J.object([&] {
      J.attribute("kind", "inSource");
      J.attribute("status", "accepted");
      if (!S.Reason.empty())
        text("justification", S.Reason);
      if (S.Where.Line != 0)
        J.attributeObject("location", [&] { physical(S.Where); });
    });
  });
}

void SarifWriter::fix(const SuggestedFix &Fix) {
  auto Replacement = [&](const LineEdit &E) {
    J.object([&] {
      J.attributeObject("deletedRegion", [&] {
        J.attribute("startLine", E.Line);
        J.attribute("startColumn", 1);
        J.attribute("endLine", E.EndLine);
        J.attribute("endColumn", 1);
      });
      J.attributeObject("insertedContent", [&] { text("text", E.Text); });
    });
  };
  J.attributeArray("fixes", [&] {
    J.object([&] {
      message("description", escapedForLinks(Fix.Title));
      J.attributeArray("artifactChanges", [&] {
        ArrayRef<LineEdit> Rest = Fix.Edits;
        while (!Rest.empty()) {
          ArrayRef<LineEdit> Here = Rest.take_while(
              [&](const LineEdit &E) { return E.File == Rest[0].File; });
          J.object([&] {
            artifact(Here[0].File);
            J.attributeArray("replacements", [&] {
              for (const LineEdit &E : Here)
                Replacement(E);
            });
          });
          Rest = Rest.drop_front(Here.size());
        }
      });
    });
  });
}

void SarifWriter::result(const ReportedFinding &R) {
  const Finding &F = R.F;
  J.object([&] {
    text("ruleId", "weakspot-" + F.Check);
    J.attribute("ruleIndex", RuleNo.lookup(F.Check));
    J.attribute("level", severityWord(R.severity()));
    message("message", linkedMessage(F));
    if (F.Where.Line != 0)
      J.attributeArray("locations",
                       [&] { J.object([&] { physical(F.Where); }); });
    related(F);
    flow(F);
    fingerprints(F);
    if (R.Suppressed)
      suppression(*R.Suppressed);
    if (R.Fix && !R.Fix->Edits.empty())
      fix(*R.Fix);
    if (R.State != BaselineState::None)
      J.attribute("baselineState",
                  R.State == BaselineState::New ? "new" : "unchanged");
    J.attributeObject("properties",
                      [&] { J.attribute("verdict", verdictWord(F.Kind)); });
  });
}

void SarifWriter::log(const RunReport &Run) {
  collectRules(Run);
  // What is fixed would come up as an alert.
  std::vector<const ReportedFinding *> Told;
  for (const ReportedFinding &R : Run.Findings)
    if (R.State != BaselineState::Absent)
      Told.push_back(&R);
  size_t NumLeftOut = Told.size() > MaxResults ? Told.size() - MaxResults : 0;
  Told.resize(Told.size() - NumLeftOut);
  J.object([&] {
    J.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    J.attribute("version", "2.1.0");
    J.attributeArray("runs", [&] {
      J.object([&] {
        driver(Run);
        invocation(Run, NumLeftOut);
        J.attributeObject("automationDetails",
                          [&] { J.attribute("id", "weakspot/"); });
        J.attribute("columnKind", "utf16CodeUnits");
        J.attributeArray("results", [&] {
          for (const ReportedFinding *R : Told)
            result(*R);
        });
      });
    });
  });
}

void writeSarif(const RunReport &Run, const Paths &Names, raw_ostream &OS) {
  SarifWriter(Names, OS).log(Run);
  OS << '\n';
}

} // namespace weakspot
