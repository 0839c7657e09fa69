//===- ContentHash.h - What files hold, as short names -------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_CONTENTHASH_H
#define WEAKSPOT_DRIVER_CONTENTHASH_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/BLAKE3.h"
#include <optional>
#include <string>

namespace weakspot {

/// A hash over a sequence of strings: where one ends and the next begins
/// counts.
class ContentHash {
public:
  void add(llvm::StringRef Text);
  /// 32 hex digits.
  std::string finish();

private:
  llvm::BLAKE3 Hasher;
};

/// The hashes of files' contents. Each file is read once.
class FileHashes {
public:
  /// Empty: it cannot be read.
  llvm::StringRef of(llvm::StringRef Path);

private:
  llvm::StringMap<std::string> Known;
};

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_CONTENTHASH_H
