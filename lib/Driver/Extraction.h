//===- Extraction.h - All TUs of a program become IR ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs the frontend over many TUs at once. The modules come in the order of the
// commands, whatever finished first. What could not be parsed is a failure with
// a reason, never a silent gap.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_EXTRACTION_H
#define WEAKSPOT_DRIVER_EXTRACTION_H

#include "Driver/IRCache.h"
#include "Driver/WorkerPool.h"
#include "Frontend/Extract.h"
#include "IR/Module.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace weakspot {

struct BrokenEntry;

struct ExtractionStats {
  unsigned Functions = 0;
  unsigned Instructions = 0;
  unsigned Truncated = 0;
  llvm::StringMap<unsigned> Opaque; ///< By kind.
  double ParseSeconds = 0;          ///< CPU seconds, all workers together.
  double LowerSeconds = 0;
  /// Of each TU that was parsed: its main file and what that took.
  std::vector<std::pair<std::string, double>> TUSeconds;
  unsigned Shared = 0; ///< TUs that began behind shared headers.
  unsigned Cached = 0; ///< TUs that were not parsed: the cache had them.

  void add(const frontend::ExtractStats &Other);
  /// All but the times.
  void addCounts(const ExtractionStats &Other);
};

/// A TU that was not analysed, or only in part.
struct FailedTU {
  std::string File;
  std::string Reason; ///< `3 errors`, `it crashed: ...`, `given up after ...`
  std::string Diagnostics;
  bool IsPartial = false; ///< Its module is there, but not complete.
};

struct Extraction {
  std::vector<ir::Module> Modules;
  /// By module: equal ones are of equal modules.
  std::vector<std::string> Digests;
  /// By command: the files that its TU read, absolute. Empty if it was lost.
  std::vector<std::vector<std::string>> FilesRead;
  std::vector<FailedTU> Failures; ///< In the order of the commands.
  ExtractionStats Stats;

  /// What the compilation database does not say how to parse is lost.
  void addBroken(llvm::ArrayRef<BrokenEntry> Entries);

  /// TUs of which nothing is known.
  size_t numLost() const;
};

/// What becomes of bodies that many TUs have. Only a link needs no more than
/// one of each.
enum class Repeated : uint8_t { Keep, Drop };

/// What the cache has, if there is one, is not parsed, and what it has not is
/// put there. Done is called for each TU as it completes.
llvm::Expected<Extraction>
extractAll(llvm::ArrayRef<frontend::CompileCommand> Commands,
           const frontend::ExtractOptions &Options, WorkerPool::Limits Limit,
           llvm::function_ref<void(llvm::StringRef File)> Done,
           IRCache *Cache = nullptr, Repeated Bodies = Repeated::Keep);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_EXTRACTION_H
