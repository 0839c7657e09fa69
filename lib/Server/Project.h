//===- Project.h - A compilation database and its configuration - -*- C++ -*-=//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What `weakspot check` would find around a directory: the same database, the
// same .weakspot.yaml and .clang-tidy, the same model files, the same cache. An
// editor and the command line must not disagree.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_PROJECT_H
#define WEAKSPOT_SERVER_PROJECT_H

#include "Contracts/Contracts.h"
#include "Driver/CompileDatabase.h"
#include "Driver/FindingPolicy.h"
#include "Driver/IRCache.h"
#include "Driver/WorkerPool.h"
#include "Frontend/Extract.h"
#include "Report/Paths.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <optional>

namespace weakspot::server {

/// What the client or the command line says; it goes before the project's own
/// configuration.
struct ProjectSettings {
  std::string ToolVersion;
  std::string BuildDirectory;
  std::string Checks;
  std::vector<std::string> Models;
  bool TellsUnused = false;   ///< Suppressions that nothing needs.
  std::string CacheDirectory; ///< Empty: no cache.
  uint64_t CacheBytes = 0;
  WorkerPool::Limits Limit;
};

class Project {
public:
  /// Of the files in a directory. The error says what is wrong and where.
  static llvm::Expected<std::unique_ptr<Project>>
  load(llvm::StringRef Directory, const ProjectSettings &Settings);

  const std::string &database() const { return Database; }
  /// Files of contracts that the user has added.
  llvm::ArrayRef<std::string> models() const { return Models; }
  llvm::ArrayRef<frontend::CompileCommand> commands() const { return Commands; }
  /// Entries of the database that are no commands.
  llvm::ArrayRef<BrokenEntry> broken() const { return Broken; }
  const FindingPolicy &policy() const { return *Policy; }
  const Paths &names() const { return Names; }
  const WorkerPool::Limits &limit() const { return Limit; }

  /// For parsing its files.
  frontend::ExtractOptions extractOptions() const;

  /// Opened anew for each run: what is known of files' contents is of its time.
  /// Null: there is none.
  std::unique_ptr<IRCache> openCache() const;

  /// The number of the command of a main file.
  std::optional<size_t> commandOf(llvm::StringRef File) const;
  /// For a file that the database does not know: that of its nearest neighbour.
  frontend::CompileCommand guessedCommand(llvm::StringRef File) const;

private:
  Project(Paths Names) : Names(std::move(Names)) {}

  std::string Database;
  std::vector<std::string> Models;
  std::vector<frontend::CompileCommand> Commands;
  std::vector<BrokenEntry> Broken;
  llvm::StringMap<size_t> ByFile; ///< By real path.
  std::optional<contracts::Table> Contracts;
  std::optional<FindingPolicy> Policy;
  Paths Names;
  WorkerPool::Limits Limit;
  IRCache::Options Cache;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_PROJECT_H
