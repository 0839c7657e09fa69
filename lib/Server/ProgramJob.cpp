//===- ProgramJob.cpp - A child checks the whole program ------- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/CompileDatabase.h"
#include "Server/Jobs.h"
#include "Server/Results.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace weakspot::server {

/// For each of the project's files that some TU reads: the main file of one
/// that does, at best the one of the same name.
static json::Object includers(const Project &P, const Extraction &Program) {
  std::map<std::string, std::string> Found;
  std::string Below = (P.names().root() + "/").str();
  for (size_t I = 0; I < Program.FilesRead.size(); ++I) {
    std::string Main = mainFile(P.commands()[I]);
    for (const std::string &File : Program.FilesRead[I]) {
      if (!StringRef(File).starts_with(Below) || File == Main)
        continue;
      auto [It, IsNew] = Found.try_emplace(File, Main);
      if (!IsNew && sys::path::stem(File) == sys::path::stem(Main))
        It->second = Main;
    }
  }
  json::Object Result;
  for (const auto &[File, Main] : Found)
    if (json::isUTF8(File) && json::isUTF8(Main))
      Result[File] = Main;
  return Result;
}

void checkProgram(const Project &P, Line &Server) {
  size_t Done = 0;
  sys::TimePoint<> Began = std::chrono::system_clock::now();
  std::unique_ptr<IRCache> Cache = P.openCache();
  Expected<Extraction> Program = extractAll(
      P.commands(), P.extractOptions(), P.limit(),
      [&](StringRef File) {
        ++Done;
        Server.send(
            json::Object{{"done", Done},
                         {"total", P.commands().size()},
                         {"file", json::fixUTF8(P.names().display(File))}});
      },
      Cache.get(), Repeated::Drop);
  if (!Program) {
    Server.send(
        json::Object{{"error", json::fixUTF8(toString(Program.takeError()))}});
    return;
  }
  Program->addBroken(P.broken());
  json::Object Includers = includers(P, *Program);
  Results R = judge(*Program, /*IsWhole=*/true, P, Cache.get(), nullptr, Began);
  Server.send(
      json::Object{{"results", R.toJSON()},
                   {"includers", std::move(Includers)},
                   {"parsed", P.commands().size() - Program->Stats.Cached},
                   {"total", P.commands().size()},
                   {"seconds", cpuSeconds()}});
}

} // namespace weakspot::server
