//===- Results.cpp - Findings that say of which texts they are - -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Server/Results.h"
#include "Driver/SolvedProgram.h"
#include "Report/JsonReport.h"
#include "Server/Text.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include <optional>

using namespace llvm;

namespace weakspot::server {

/// The definitions of the classes that own or are owned in some ring.
static std::vector<ClassPlace> classesOf(const RunReport &Report,
                                         ArrayRef<ir::Module> Modules) {
  StringSet<> Wanted;
  for (const ReportedFinding &R : Report.Findings)
    for (const RingEdge &E : R.F.Ring) {
      Wanted.insert(E.From);
      Wanted.insert(E.To);
    }
  std::vector<ClassPlace> Result;
  for (const ir::Module &M : Modules)
    for (const ir::Record &R : M.Records) {
      constexpr uint16_t Unwanted =
          ir::RF_Closure | ir::RF_System | ir::RF_Incomplete;
      if ((R.Flags & Unwanted) != 0 || !R.Where.isValid() ||
          R.Where.File >= M.Files.size() || !Wanted.erase(R.Name))
        continue;
      Result.push_back(
          {R.Name.str(),
           {M.Files[R.Where.File].str(), R.Where.Line, R.Where.Col}});
    }
  return Result;
}

/// A time to come says nothing: some copy it from elsewhere.
static bool isWrittenSince(const std::string &Path, sys::TimePoint<> Began) {
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status))
    return false;
  sys::TimePoint<> Written = Status.getLastModificationTime();
  return Written >= Began && Written <= std::chrono::system_clock::now();
}

static void nameContents(Results &R, const Paths &Names,
                         const UnsavedTexts *Unsaved, sys::TimePoint<> Began) {
  SourceText Sources(Unsaved);
  auto Add = [&](const SourcePlace &P) {
    if (P.Line == 0)
      return;
    auto [It, IsNew] = R.Contents.try_emplace(P.File);
    if (!IsNew)
      return;
    std::string Path = Names.absolute(P.File);
    auto Text = Sources.text(Path);
    if (!(Unsaved && Unsaved->contains(Path)) && isWrittenSince(Path, Began))
      R.IsDisturbed = true;
    else if (Text)
      It->second = contentName(*Text);
  };
  for (const ReportedFinding &Reported : R.Report.Findings) {
    const Finding &F = Reported.F;
    Add(F.Where);
    for (const Note &N : F.Notes)
      Add(N.Where);
    for (const RingEdge &E : F.Ring) {
      Add(E.SlotDecl);
      for (const Note &Step : E.Steps)
        Add(Step.Where);
    }
  }
  for (const ClassPlace &C : R.Classes)
    Add(C.Where);
}

Results judge(const Extraction &Program, bool IsWhole, const Project &P,
              const IRCache *Cache, const UnsavedTexts *Unsaved,
              sys::TimePoint<> Began) {
  const FindingPolicy &Policy = P.policy();
  AnalysisOptions Options;
  Options.WholeProgram = IsWhole && Program.numLost() == 0;
  SolvedProgram Solved = solveProgram(Program, Options, Policy.checks(), Cache);
  Results R;
  R.Report = Policy.report(Solved.Found.Findings, Program, Options.WholeProgram,
                           P.names(), Unsaved);
  R.WasSolvedBefore = Solved.WasSolvedBefore;
  R.Classes = classesOf(R.Report, Program.Modules);
  nameContents(R, P.names(), Unsaved, Began);
  return R;
}

json::Object Results::toJSON() const {
  std::string Text;
  raw_string_ostream OS(Text);
  writeJson(Report, OS);
  json::Array Places;
  for (const ClassPlace &C : Classes)
    Places.push_back(json::Object{{"name", json::fixUTF8(C.Name)},
                                  {"file", json::fixUTF8(C.Where.File)},
                                  {"line", C.Where.Line},
                                  {"column", C.Where.Column}});
  json::Object Names;
  for (const auto &Entry : Contents)
    Names[json::fixUTF8(Entry.getKey())] = Entry.getValue();
  return json::Object{{"report", std::move(Text)},
                      {"classes", std::move(Places)},
                      {"contents", std::move(Names)},
                      {"solvedBefore", WasSolvedBefore},
                      {"disturbed", IsDisturbed}};
}

Expected<Results> Results::fromJSON(const json::Object &Message) {
  Results R;
  Expected<RunReport> Report =
      parseJson(Message.getString("report").value_or(""), "a child's report");
  if (!Report)
    return Report.takeError();
  R.Report = std::move(*Report);
  R.WasSolvedBefore = Message.getBoolean("solvedBefore").value_or(false);
  R.IsDisturbed = Message.getBoolean("disturbed").value_or(false);
  if (const json::Array *Places = Message.getArray("classes"))
    for (const json::Value &V : *Places)
      if (const json::Object *O = V.getAsObject())
        R.Classes.push_back(
            {O->getString("name").value_or("").str(),
             {O->getString("file").value_or("").str(),
              static_cast<unsigned>(O->getInteger("line").value_or(0)),
              static_cast<unsigned>(O->getInteger("column").value_or(0))}});
  if (const json::Object *Names = Message.getObject("contents"))
    for (const auto &[File, Name] : *Names)
      R.Contents[File] = Name.getAsString().value_or("").str();
  return R;
}

} // namespace weakspot::server
