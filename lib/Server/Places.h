//===- Places.h - Where a result is in the editor's texts ------ -*- C++ -*-==//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_SERVER_PLACES_H
#define WEAKSPOT_SERVER_PLACES_H

#include "Server/Document.h"
#include "Server/Results.h"
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace weakspot::server {

/// The open documents, by real path.
using Documents = std::map<std::string, std::unique_ptr<Document>>;

/// A place as the client sees it.
struct Location {
  std::string Path; ///< Real.
  std::string Uri;
  llvm::lsp::Range Range; ///< The word there.
  size_t Line = 0;        ///< From 0, in the present text.

  llvm::json::Value toJSON() const;
};

class Places {
public:
  Places(const Documents &Open, const Encoding &Units)
      : Open(Open), Units(Units) {}

  /// Where the place is now. None: it is gone, or nobody knows.
  std::optional<Location> find(const SourcePlace &P, const Results &Of,
                               const Paths &Names);

  /// The file as the editor has it, or as it is on the disk; null if it is
  /// neither.
  const Text *text(const std::string &RealPath);
  std::string uriOf(const std::string &RealPath) const;

  /// Files on the disk may have changed.
  void forgetDisk();

private:
  struct DiskFile {
    std::optional<Text> Content;
    std::string Name;
  };
  const DiskFile &onDisk(const std::string &RealPath);
  const std::string &realPathOf(const std::string &Path);

  const Documents &Open;
  const Encoding &Units;
  std::map<std::string, DiskFile> Disk;
  std::map<std::string, std::string> RealPaths;
};

} // namespace weakspot::server

#endif // WEAKSPOT_SERVER_PLACES_H
