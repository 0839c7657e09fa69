//===- GraphCommand.cpp - weakspot graph ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramRun.h"
#include "Report/OutputFile.h"
#include "RunOptions.h"
#include "SavedRun.h"

using namespace llvm;

namespace weakspot::tool {

static constexpr StringLiteral GraphHelp =
    R"(Draws who owns whom: the classes in the rings of a program or of a saved run, or
the objects of a census that a running program wrote. With --all also the classes
that are in no ring, as the types of their members say it.

  weakspot graph -p build | dot -Tsvg -o rings.svg
  weakspot graph a.cpp b.cpp --all --to mermaid -- -std=c++20
  weakspot graph run.json
  weakspot graph census.json --to graphml -o census.graphml

Exit codes: 0 drawn, 2 wrong usage or configuration, 3 something asked for was not
analysed or written.
)";

enum class Drawing : uint8_t { Dot, GraphML, Mermaid };

static cl::opt<Drawing> DrawAs(
    "to", cl::desc("The form of the graph"), cl::init(Drawing::Dot),
    cl::values(clEnumValN(Drawing::Dot, "dot", "Graphviz"),
               clEnumValN(Drawing::GraphML, "graphml", "yEd, Gephi, NetworkX"),
               clEnumValN(Drawing::Mermaid, "mermaid", "Markdown")),
    cl::sub(graphSub()), cl::cat(optionCategory()));

static cl::opt<std::string> GraphOutput("o", cl::Prefix, cl::value_desc("FILE"),
                                        cl::desc("Where to write it (stdout)"),
                                        cl::init("-"), cl::sub(graphSub()),
                                        cl::cat(optionCategory()));

static cl::opt<bool> All("all",
                         cl::desc("Draw all classes that own or are owned"),
                         cl::sub(graphSub()), cl::cat(optionCategory()));

static void draw(const OwnershipGraph &Graph, raw_ostream &OS) {
  switch (DrawAs.getValue()) {
  case Drawing::Dot:
    return writeDot(Graph, OS);
  case Drawing::GraphML:
    return writeGraphML(Graph, OS);
  case Drawing::Mermaid:
    return writeMermaid(Graph, OS);
  }
}

static int store(const OwnershipGraph &Graph) {
  if (Error E =
          writeFile(GraphOutput, [&](raw_ostream &OS) { draw(Graph, OS); }))
    return reportIncomplete(std::move(E));
  return EC_Clean;
}

static OwnershipGraph graphAsked(const RunReport &Run) {
  if (!All)
    return graphOf(Run);
  OwnershipGraph Graph = Run.Classes;
  addRings(Run, Graph);
  return Graph;
}

/// The one file that is not a source; empty: there is none.
static StringRef savedRun(const CompilerFlags &Flags) {
  if (Flags || sourceFiles().size() != 1)
    return "";
  StringRef File = sourceFiles().front();
  return File == "-" || File.ends_with(".json") ? File : "";
}

static int runGraph(const CompilerFlags &Flags) {
  if (StringRef File = savedRun(Flags); !File.empty()) {
    Expected<SavedRun> Saved = readSavedRun(File);
    if (!Saved)
      return reportUsageError(Saved.takeError());
    return store(Saved->IsCensus ? Saved->Graph : graphAsked(Saved->Run));
  }
  Expected<ProgramRequest> Request = programRequest(Flags);
  if (!Request)
    return reportUsageError(Request.takeError());
  Expected<ProgramRun> Run = runProgram(*Request);
  if (!Run)
    return reportIncomplete(Run.takeError());
  int Code = store(graphAsked(Run->Report));
  return Code == EC_Clean && Run->Program.numLost() != 0 ? EC_Incomplete : Code;
}

Command graphCommand() { return {&graphSub(), GraphHelp, runGraph}; }

} // namespace weakspot::tool
