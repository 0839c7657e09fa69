//===- EditedJob.cpp - A child checks a TU that is edited ------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/CompileDatabase.h"
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

using namespace llvm;
using namespace weakspot::frontend;

namespace weakspot::server {

namespace {
/// The TU, from one request to the next.
class EditedTU {
public:
  EditedTU(const Project &P, const CompileCommand &Command, bool MayPrecompile,
           const std::string &Scratch)
      : P(P), Command(Command), Main(mainFile(Command)),
        MayPrecompile(MayPrecompile), Scratch(Scratch) {}

  json::Value answer(const json::Object &Request);

private:
  /// The disk, with what the editor holds in its stead.
  IntrusiveRefCntPtr<vfs::FileSystem> files() const;
  bool isHeaderTyped() const;
  void precompile(bool IsMainTyped);
  json::Object check(sys::TimePoint<> Began) const;

  const Project &P;
  const CompileCommand &Command;
  std::string Main;
  bool MayPrecompile;
  const std::string &Scratch;
  UnsavedTexts Unsaved;
  /// Of all that the main file includes, and of the libraries' headers alone.
  std::unique_ptr<Preamble> Whole, Libraries;
  const Preamble *Top = nullptr; ///< That of both which is current.
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

/// Whether the editor holds another text of one than the disk.
bool EditedTU::isHeaderTyped() const {
  std::string RealMain = realPath(Main);
  return any_of(Whole->filesRead(), [&](const std::string &File) {
    return File != Main && File != RealMain && Unsaved.contains(File);
  });
}

void EditedTU::precompile(bool IsMainTyped) {
  IntrusiveRefCntPtr<vfs::FileSystem> Files = files();
  ExtractOptions Options = P.extractOptions();
  Options.Files = Files.get();
  auto Use = [&](const std::unique_ptr<Preamble> &Which) {
    Top = Which && Which->isCurrent(Command, Options) ? Which.get() : nullptr;
    return Top != nullptr;
  };
  if (!MayPrecompile || Use(Whole))
    return;
  // Who types in a header does so again.
  if (Whole && isHeaderTyped()) {
    if (!Use(Libraries)) {
      Libraries = Whole->buildOfLibraries(Command, Options, Scratch);
      Top = Libraries.get();
    }
  } else if (IsMainTyped || !Use(Libraries)) {
    Whole = Preamble::build(Command, Options, Scratch);
    Top = Whole.get();
  }
  // What the parse took is not needed until the next one.
  ::malloc_trim(0);
}

/// In a child of its own.
json::Object EditedTU::check(sys::TimePoint<> Began) const {
  IntrusiveRefCntPtr<vfs::FileSystem> Files = files();
  ExtractOptions Options = P.extractOptions();
  Options.Files = Files.get();
  Options.Parsed = Top;
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
    Answer["results"] = judge(Program, /*IsWhole=*/false, P,
                              /*Cache=*/nullptr, &Unsaved, Began)
                            .toJSON();
  }
  Answer["seconds"] = cpuSeconds();
  return Answer;
}

json::Value EditedTU::answer(const json::Object &Request) {
  sys::TimePoint<> Began = std::chrono::system_clock::now();
  std::string Before = Unsaved.lookup(Main);
  Unsaved.clear();
  if (const json::Object *Texts = Request.getObject("texts"))
    for (const auto &[Path, Text] : *Texts)
      Unsaved[Path] = Text.getAsString().value_or("").str();
  precompile(/*IsMainTyped=*/Unsaved.lookup(Main) != Before);
  json::Value Answer = json::Object{};
  WorkerPool::Limits Limit = P.limit();
  Limit.Workers = 1;
  Error E = WorkerPool::run(
      1, Limit,
      [&](size_t, raw_ostream &OS) { OS << json::Value(check(Began)); },
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
