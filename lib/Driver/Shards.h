//===- Shards.h - The IR of a program, in directories --------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Extraction takes nearly all of the time, needs the sources and a compiler's
// headers, and is independent for each file: it can be spread over machines.
// Each writes the IR of its part to a directory, and at last a file that says
// which part of how many that is; the link reads the directories. A part that
// is not there is noticed: what was not analysed must not be taken for clean.
// The files hold neither absolute paths nor times.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_SHARDS_H
#define WEAKSPOT_DRIVER_SHARDS_H

#include "Driver/Extraction.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace weakspot {

/// The I-th of N parts, counted from 1.
struct Shard {
  unsigned Number = 1;
  unsigned Of = 1;

  /// `2/4`.
  static llvm::Expected<Shard> parse(llvm::StringRef Text);
  bool takes(size_t CommandNo) const { return CommandNo % Of == Number - 1; }
};

/// Writes what was extracted for a shard. The names of failed files are to be
/// relative to the project's root.
llvm::Error writeShard(const Extraction &Program, Shard Which, bool IsWhole,
                       llvm::StringRef Directory);

struct LinkedProgram {
  Extraction Program;
  bool IsWhole = true;
};

/// Reads all shards in the directories. What a shard could not analyse is a
/// failure here too; a shard that is missing is an error.
llvm::Expected<LinkedProgram>
readShards(llvm::ArrayRef<std::string> Directories);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_SHARDS_H
