//===- HeaderSharing.h - Which TUs share parsed headers ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Before many TUs are parsed, the standard's headers that several of them
// include are parsed once for all that have the same flags: see
// Frontend/SharedHeaders.h. What a TU is lowered to does not depend on it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_HEADERSHARING_H
#define WEAKSPOT_DRIVER_HEADERSHARING_H

#include "Driver/WorkerPool.h"
#include "Frontend/SharedHeaders.h"
#include "llvm/ADT/ArrayRef.h"
#include <deque>
#include <vector>

namespace weakspot {

class HeaderSharing {
public:
  /// For those of the commands that ToParse has the indices of. The parses run
  /// in workers; one that fails or dies leaves its TUs without.
  static llvm::Expected<HeaderSharing>
  prepare(llvm::ArrayRef<frontend::CompileCommand> Commands,
          llvm::ArrayRef<size_t> ToParse,
          const frontend::ExtractOptions &Options, WorkerPool::Limits Limit);

  /// Of the command of that index; null if it shares none.
  const frontend::SharedHeaders *of(size_t Index) const { return Of[Index]; }

  /// Of how many commands.
  unsigned count() const;

  /// CPU seconds, all workers together.
  double seconds() const { return Seconds; }

private:
  double Seconds = 0;
  std::deque<std::string> Replies; ///< What Parsed refers to.
  std::deque<frontend::SharedHeaders> Parsed;
  std::vector<const frontend::SharedHeaders *> Of;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_HEADERSHARING_H
