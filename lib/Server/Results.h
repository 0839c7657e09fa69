//===- Results.h - Findings that say of which texts they are --- -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a child found out, as it goes over the line to the server. For each file
// that it has a place in, it names the content that it saw: without that, a
// line's number means nothing to an editor.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_RESULTS_H
#define WEAKSPOT_SERVER_RESULTS_H

#include "Driver/Extraction.h"
#include "Report/RunReport.h"
#include "Report/SourceText.h"
#include "Server/Project.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/JSON.h"

namespace weakspot::server {

/// Where a class of some ring is defined.
struct ClassPlace {
  std::string Name; ///< Qualified, as in RingEdge.
  SourcePlace Where;
};

struct Results {
  RunReport Report;
  std::vector<ClassPlace> Classes;
  bool WasSolvedBefore = false; ///< The cache had what was found.
  /// Files that places are in have been written while they were looked at:
  /// nobody knows which of their texts was seen.
  bool IsDisturbed = false;
  /// By file, as places name it: see contentName(). Empty: it is not known.
  llvm::StringMap<std::string> Contents;

  llvm::json::Object toJSON() const;
  static llvm::Expected<Results> fromJSON(const llvm::json::Object &Message);
};

/// Analyses what was extracted since the time that is given, with what the
/// cache knows of it (null: there is none). Unsaved texts count for the files'
/// own.
Results judge(const Extraction &Program, bool IsWhole, const Project &P,
              const IRCache *Cache, const UnsavedTexts *Unsaved,
              llvm::sys::TimePoint<> Began);

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_RESULTS_H
