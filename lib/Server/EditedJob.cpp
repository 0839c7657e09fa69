//===- EditedJob.cpp - A child checks a TU that is edited ------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Preamble.h"
#include "Server/Jobs.h"
#include "Server/Results.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/xxhash.h"
#include <chrono>
#include <malloc.h>
#include <sys/resource.h>

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::server {

namespace {
/// The TU, from one request to the next.
class EditedTU {
public:
  EditedTU(const Project &P, const CompileCommand &Command, bool MayPrecompile,
           const std::string &Scratch)
      : P(P), Command(Command), MayPrecompile(MayPrecompile), Scratch(Scratch) {
  }

  json::Value answer(const json::Object &Request);

private:
  /// The disk, with what the editor holds in its stead.
  IntrusiveRefCntPtr<vfs::FileSystem> files() const;
  void precompile();
  json::Object check() const;

  const Project &P;
  const CompileCommand &Command;
  bool MayPrecompile;
  const std::string &Scratch;
  UnsavedTexts Unsaved;
  std::unique_ptr<Preamble> Top;
};
} // namespace

IntrusiveRefCntPtr<vfs::FileSystem> EditedTU::files() const {
  auto Held = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  for (const auto &Entry : Unsaved) {
    // Whoever keeps what was read compares no more than time and size.
    auto Time = static_cast<time_t>(
        xxh3_64bits(arrayRefFromStringRef(Entry.getValue())) & INT32_MAX);
    Held->addFile(Entry.getKey(), Time,
                  MemoryBuffer::getMemBuffer(Entry.getValue(), Entry.getKey()));
  }
  auto Files = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(
      vfs::createPhysicalFileSystem());
  Files->pushOverlay(Held);
  return Files;
}

void EditedTU::precompile() {
  IntrusiveRefCntPtr<vfs::FileSystem> Files = files();
  ExtractOptions Options = P.extractOptions();
  Options.Files = Files.get();
  if (Top && Top->isCurrent(Command, Options))
    return;
  Top.reset();
  if (MayPrecompile)
    Top = Preamble::build(Command, Options, Scratch);
  // What the parse took is not needed until the next one.
  ::malloc_trim(0);
}

static double cpuSeconds() {
  rusage Usage{};
  ::getrusage(RUSAGE_SELF, &Usage);
  auto Seconds = [](const timeval &T) {
    return static_cast<double>(T.tv_sec) +
           static_cast<double>(T.tv_usec) * 1e-6;
  };
  return Seconds(Usage.ru_utime) + Seconds(Usage.ru_stime);
}

/// In a child of its own.
json::Object EditedTU::check() const {
  IntrusiveRefCntPtr<vfs::FileSystem> Files = files();
  ExtractOptions Options = P.extractOptions();
  Options.Files = Files.get();
  Options.Parsed = Top.get();
  Options.LeaveMemory = true;
  ExtractResult TU = extract(Command, Options);
  json::Object Answer;
  json::Array Read;
  std::vector<std::string> All = TU.FilesRead;
  if (Top)
    append_range(All, Top->filesRead());
  for (const std::string &File : All)
    if (json::isUTF8(File) && StringRef(File).starts_with(P.names().root()))
      Read.push_back(File);
  Answer["files"] = std::move(Read);
  Answer["precompiled"] = Top != nullptr;
  if (!TU.Ok || TU.Errors != 0) {
    Answer["errors"] = std::max(TU.Errors, 1U);
    Answer["diagnostics"] = json::fixUTF8(TU.Diagnostics);
  } else {
    Extraction Program;
    Program.Modules.push_back(std::move(TU.Module));
    Answer["results"] = judge(Program, /*IsWhole=*/false, P, &Unsaved).toJSON();
  }
  Answer["seconds"] = cpuSeconds();
  return Answer;
}

json::Value EditedTU::answer(const json::Object &Request) {
  Unsaved.clear();
  if (const json::Object *Texts = Request.getObject("texts"))
    for (const auto &[Path, Text] : *Texts)
      Unsaved[Path] = Text.getAsString().value_or("").str();
  precompile();
  json::Value Answer = json::Object{};
  WorkerPool::Limits Limit = P.limit();
  Limit.Workers = 1;
  Error E = WorkerPool::run(
      1, Limit, [&](size_t, raw_ostream &OS) { OS << json::Value(check()); },
      [&](size_t, const JobOutcome &Done) {
        if (!Done.Death.empty()) {
          Answer = json::Object{{"errors", 1}, {"diagnostics", Done.Death}};
          return;
        }
        if (Expected<json::Value> V = json::parse(Done.Reply))
          Answer = std::move(*V);
        else
          Answer = json::Object{
              {"errors", 1},
              {"diagnostics", json::fixUTF8(toString(V.takeError()))}};
      });
  if (E)
    Answer = json::Object{
        {"errors", 1}, {"diagnostics", json::fixUTF8(toString(std::move(E)))}};
  return Answer;
}

void checkEdited(const Project &P, const CompileCommand &Command,
                 bool MayPrecompile, const std::string &Scratch, Line &Server) {
  EditedTU TU(P, Command, MayPrecompile, Scratch);
  while (std::optional<json::Value> Request = Server.receive())
    if (const json::Object *O = Request->getAsObject())
      Server.send(TU.answer(*O));
}

} // namespace weakspot::server
