//===- Shards.cpp - The IR of a program, in directories ------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/Shards.h"
#include "IR/Binary.h"
#include "IR/RepeatedBodies.h"
#include "Report/JsonDocument.h"
#include "Report/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace weakspot {

static constexpr JsonSchema Schema = {"weakspot-shard", 1};
static constexpr unsigned MaxShards = 100000;

namespace {
/// The file that a shard is complete with.
struct Manifest {
  unsigned Number = 0;
  unsigned Of = 0;
  bool IsWhole = true;
  std::vector<std::string> Files;
  std::vector<FailedTU> Failures;
  std::string Path;
};

bool fromJSON(const json::Value &V, FailedTU &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  return O && O.map("file", Out.File) && O.map("reason", Out.Reason) &&
         O.map("partial", Out.IsPartial);
}

bool fromJSON(const json::Value &V, Manifest &Out, json::Path P) {
  json::ObjectMapper O(V, P);
  int64_t Number = 0;
  int64_t Of = 0;
  if (!O || !O.map("shard", Number) || !O.map("of", Of) ||
      !O.map("whole", Out.IsWhole) || !O.map("files", Out.Files))
    return false;
  const json::Array *Failed = V.getAsObject()->getArray("unanalysed");
  if (!Failed) {
    P.field("unanalysed").report("expected array");
    return false;
  }
  Out.Failures.resize(Failed->size());
  for (size_t I = 0; I < Failed->size(); ++I)
    if (!fromJSON((*Failed)[I], Out.Failures[I],
                  P.field("unanalysed").index(I)))
      return false;
  if (Number < 1 || Of < Number || Of > MaxShards) {
    P.field("shard").report("expected a number from 1 to that of shards");
    return false;
  }
  Out.Number = static_cast<unsigned>(Number);
  Out.Of = static_cast<unsigned>(Of);
  return true;
}
} // namespace

Expected<Shard> Shard::parse(StringRef Text) {
  Shard Result;
  auto [Number, Of] = Text.split('/');
  if (Number.getAsInteger(10, Result.Number) ||
      Of.getAsInteger(10, Result.Of) || Result.Number < 1 ||
      Result.Of < Result.Number || Result.Of > MaxShards)
    return createStringError("--shard " + Text + ": expected I/N, such as 2/4");
  return Result;
}

static std::string inDirectory(StringRef Directory, const Twine &Name) {
  SmallString<256> Path(Directory);
  sys::path::append(Path, Name);
  return std::string(Path);
}

static void writeManifest(const Manifest &M, raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/1);
  J.object([&] {
    J.attribute("schema", Schema.Name);
    J.attribute("version", Schema.Version);
    J.attribute("shard", M.Number);
    J.attribute("of", M.Of);
    J.attribute("whole", M.IsWhole);
    J.attributeArray("files", [&] {
      for (const std::string &File : M.Files)
        J.value(File);
    });
    J.attributeArray("unanalysed", [&] {
      for (const FailedTU &F : M.Failures)
        J.object([&] {
          J.attribute("file", json::fixUTF8(F.File));
          J.attribute("reason", json::fixUTF8(F.Reason));
          J.attribute("partial", F.IsPartial);
        });
    });
  });
  OS << '\n';
}

Error writeShard(const Extraction &Program, Shard Which, bool IsWhole,
                 StringRef Directory) {
  if (std::error_code EC = sys::fs::create_directories(Directory))
    return createStringError(EC, Directory + ": " + EC.message());
  Manifest M;
  M.Number = Which.Number;
  M.Of = Which.Of;
  M.IsWhole = IsWhole;
  M.Failures = Program.Failures;
  for (const auto &[No, Module] : enumerate(Program.Modules)) {
    std::string Name = formatv("{0}-{1}.wir", Which.Number, No);
    Error Unwritten = Error::success();
    Error E = writeFile(inDirectory(Directory, Name), [&](raw_ostream &OS) {
      Unwritten = ir::writeBinary(Module, OS);
    });
    if (Error Both = joinErrors(std::move(E), std::move(Unwritten)))
      return Both;
    M.Files.push_back(std::move(Name));
  }
  return writeFile(
      inDirectory(Directory,
                  formatv("shard-{0}-of-{1}.json", M.Number, M.Of).str()),
      [&](raw_ostream &OS) { writeManifest(M, OS); });
}

static Error readManifests(StringRef Directory,
                           std::vector<Manifest> &Manifests) {
  std::vector<std::string> Paths;
  std::error_code EC;
  for (sys::fs::directory_iterator It(Directory, EC), End; It != End && !EC;
       It.increment(EC)) {
    StringRef Name = sys::path::filename(It->path());
    if (Name.starts_with("shard-") && Name.ends_with(".json"))
      Paths.push_back(It->path());
  }
  if (EC)
    return createStringError(EC, Directory + ": " + EC.message());
  if (Paths.empty())
    return createStringError(Directory + ": holds no shard; `weakspot extract` "
                                         "writes one");
  llvm::sort(Paths);
  for (const std::string &Path : Paths) {
    Expected<JsonDocument> Document = readJsonFile(Path, Schema);
    if (!Document)
      return Document.takeError();
    Expected<Manifest> M = fromDocument<Manifest>(Document->Root, Path);
    if (!M)
      return M.takeError();
    M->Path = Path;
    Manifests.push_back(std::move(*M));
  }
  return Error::success();
}

/// All parts of one whole, each once.
static Error verify(ArrayRef<Manifest> Manifests) {
  std::map<unsigned, StringRef> Seen;
  for (const Manifest &M : Manifests) {
    if (M.Of != Manifests.front().Of)
      return createStringError(M.Path + ": one of " + Twine(M.Of) +
                               " shards, and " + Manifests.front().Path +
                               " is one of " + Twine(Manifests.front().Of));
    auto [It, IsNew] = Seen.try_emplace(M.Number, M.Path);
    if (!IsNew)
      return createStringError(M.Path + ": " + It->second +
                               " is the same shard");
  }
  for (unsigned No = 1; No <= Manifests.front().Of; ++No)
    if (!Seen.contains(No))
      return createStringError("shard " + Twine(No) + " of " +
                               Twine(Manifests.front().Of) + " is missing");
  return Error::success();
}

Expected<LinkedProgram> readShards(ArrayRef<std::string> Directories) {
  std::vector<Manifest> Manifests;
  for (const std::string &Directory : Directories)
    if (Error E = readManifests(Directory, Manifests))
      return E;
  if (Error E = verify(Manifests))
    return E;
  LinkedProgram Result;
  ir::RepeatedBodies Repeated;
  for (Manifest &M : Manifests) {
    Result.IsWhole &= M.IsWhole;
    append_range(Result.Program.Failures, M.Failures);
    for (const std::string &File : M.Files) {
      std::string Path = inDirectory(sys::path::parent_path(M.Path),
                                     sys::path::filename(File));
      auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false);
      if (!Buffer)
        return createStringError(Buffer.getError(),
                                 Path + ": " + Buffer.getError().message());
      Expected<ir::Module> Module = ir::readBinary(std::move(*Buffer));
      if (!Module)
        return Module.takeError();
      Result.Program.Modules.push_back(std::move(*Module));
      Repeated.dropFrom(Result.Program.Modules.back());
    }
  }
  return Result;
}

} // namespace weakspot
